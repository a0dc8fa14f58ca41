/** How a stick's work can end, and what is said about it. Pure data. */
import type { Outcome } from '../ui/events.ts';

export interface Ending {
  readonly outcome: Outcome;
  readonly restart: boolean;
  /** What the person is told at the end. */
  readonly lastWords: readonly string[];
}

const nothingWritten = 'Nothing was written to any disk.';

const endings: Readonly<Record<Outcome | 'plan-broken' | 'refresh-failed' | 'goes-on-as-it-was' | 'proposed', Ending>> = {
  installed: going('installed', ['Installed. The machine restarts from its disk; the stick can be taken out.']),
  refreshed: going('refreshed', ['The new system is on the disk, and all data is kept. The machine restarts from its disk; the stick can be taken out.']),
  'handed-over': going('handed-over', ['This machine is installed already. It goes on from its disk; the stick can be taken out.']),
  refused: stopped('refused', [nothingWritten]),
  'site-missing': stopped('site-missing', [
    `There is no site.yaml on the stick. ${nothingWritten}`,
    'Put the stick into a computer, and put your site.yaml beside README.txt on the drive PINTXO.',
  ]),
  'site-broken': stopped('site-broken', [
    `site.yaml has mistakes. ${nothingWritten}`,
    'Put the stick into a computer, correct site.yaml on the drive PINTXO, and start again.',
  ]),
  'plan-broken': stopped('site-broken', [
    `What site.yaml asks for contradicts itself. ${nothingWritten}`,
    'Put the stick into a computer, correct site.yaml on the drive PINTXO, and start again.',
  ]),
  'goes-on-as-it-was': going('handed-over', [
    'This machine is installed already, and goes on from its disk as it was: the site.yaml on the stick has mistakes, and nothing of it was taken over.',
    'They are in the folder logs on the stick, which can be taken out.',
  ]),
  proposed: going('handed-over', [
    'Nobody typed the recovery key. This machine goes on from its disk as it was, and its administrator decides about what the stick brought: sudo pintxo accept',
    'The stick can be taken out. It asks once for each site.yaml: to be asked again, change something in it, be it a comment.',
  ]),
  'hand-over-failed': stopped('hand-over-failed', [
    'This machine is installed, but its firmware started the stick again instead of the disk.',
    'Take the stick out and switch the machine off and on.',
  ]),
  'refresh-failed': going('failed', ['The stick could not do what it was to do here. What happened is in the folder logs on it. The machine goes on with the system that it has.']),
  failed: stopped('failed', ['The installation failed. What happened is in the folder logs on the stick.']),
};

export function endingOf(kind: keyof typeof endings): Ending {
  return endings[kind];
}

function going(outcome: Outcome, lastWords: readonly string[]): Ending {
  return { outcome, restart: true, lastWords };
}

function stopped(outcome: Outcome, lastWords: readonly string[]): Ending {
  return { outcome, restart: false, lastWords };
}
