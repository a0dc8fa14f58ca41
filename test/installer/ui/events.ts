/** Installations as they are told: made up, but each like one that happens. */
import type { Event } from '../../../installer/ui/events.ts';
import { initialState, type MachineState, nextState } from '../../../installer/ui/state.ts';

export const started: readonly Event[] = [
  { kind: 'started', version: '1.2.3' },
  { kind: 'addresses', addresses: ['192.168.1.20', 'fd00::20'] },
  { kind: 'site', name: 'casa', domain: 'casa.internal' },
  {
    kind: 'disks',
    verdicts: [
      { path: '/dev/nvme0n1', name: 'Samsung SSD 980, serial S649NX0R123456, 500 GB', verdict: 'chosen', reason: 'it is blank' },
      { path: '/dev/sda', name: 'SanDisk Ultra, serial 4C530001, 16 GB', verdict: 'excluded', reason: 'this system was started from it' },
    ],
  },
];

export const steps: readonly string[] = [
  'partitioning the disk and copying the system',
  'readying /var',
  'writing site.yaml',
  'installing the boot loader',
  'marking the disk as installed',
  'telling the firmware',
];

export const installing: readonly Event[] = [
  ...started,
  { kind: 'plan', steps },
  { kind: 'step', index: 0, state: 'running' },
  { kind: 'progress', percent: 50 },
];

export const installed: readonly Event[] = [
  ...installing,
  ...steps.flatMap((_, index): Event[] => [
    { kind: 'step', index, state: 'running' },
    { kind: 'step', index, state: 'done' },
  ]),
  { kind: 'ended', outcome: 'installed', lastWords: ['Installed. The machine restarts from its disk; the stick can be taken out.'] },
];

export const remedies: readonly string[] = [
  'To use /dev/sda (WDC WD10EZEX, serial WD-1, 1 TB), write into site.yaml:\nmachine:\n  systemDisk:\n    serial: WD-1',
  'To use /dev/sdb (WDC WD10EZEX, serial WD-2, 1 TB), write into site.yaml:\nmachine:\n  systemDisk:\n    serial: WD-2',
];

export const refused: readonly Event[] = [
  ...started,
  { kind: 'problem', problem: 'Two disks would do, and the site file names none of them.', remedies },
  { kind: 'ended', outcome: 'refused', lastWords: ['Nothing was written to any disk.'] },
];

export const recoveryKey = 'cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv';

export const sheet: readonly string[] = [
  'Recovery key of the disks:',
  recoveryKey,
  'Administrator: ana, at https://casa.internal/ and ssh ana@casa.internal',
  'Certificate authority (SHA-256):',
  'AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99',
];

export const encrypted: readonly Event[] = [...installing, { kind: 'recovery-sheet', lines: sheet }];

export function stateAfter(events: readonly Event[]): MachineState {
  return events.reduce(nextState, initialState);
}
