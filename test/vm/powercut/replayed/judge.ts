/** Whether a machine whose power went loses anything: what is seen of it -> what is lost, in words. Pure. */
import type { Seen } from './seen.ts';

type Rule = (seen: Seen, site: string) => readonly string[];

/** Files in which a machine is itself. */
export const siteFile = '/var/lib/pintxo/site.yaml';
export const identityFile = '/var/lib/pintxo/machine-id';

const rules: readonly Rule[] = [staysInstalled, goesOnInstalling, isLeftAlone, goesOnWithWhatIsWhole, isWhole, keepsItself, keepsPromises, keepsStick];

export function lossesOf(seen: Seen, site: string): string[] {
  return rules.flatMap((rule) => rule(seen, site));
}

function staysInstalled({ phase, flushed, state }: Seen): string[] {
  const was = phase === 'install' ? flushed : 'installed';
  return was === 'installed' && state !== 'installed' ? [`the disk was installed, and is ${state}`] : [];
}

function goesOnInstalling({ phase, state, decision }: Seen): string[] {
  if (phase !== 'install' || state === 'installed' || decision.verdict === 'install') return [];
  return [`a disk that is ${state} is not installed on: ${decision.verdict === 'refuse' ? decision.problem : decision.verdict}`];
}

function isLeftAlone({ state, decision, withoutMemory }: Seen): string[] {
  if (state !== 'installed') return [];
  return [decision, withoutMemory].flatMap(({ verdict }) => (verdict === 'boot-on' ? [] : [`the stick would ${verdict} on an installed disk`]));
}

function goesOnWithWhatIsWhole({ state, skipped, hasWholeSystem }: Seen): string[] {
  const isTrusted = skipped.some((step) => step.startsWith('partition-disk'));
  return state === 'half-made' && isTrusted && hasWholeSystem !== true ? ['the system counts as copied, and is not whole'] : [];
}

function isWhole({ state, hasWholeSystem, installed }: Seen): string[] {
  if (state !== 'installed') return [];
  if (installed === undefined) return ['nobody looked at an installed disk'];
  const { boot, fileSystem } = installed;
  return [...boot, ...(hasWholeSystem === true ? [] : ['the system on the disk is not the one that was built']), ...(fileSystem === undefined ? [] : [`btrfs check: ${fileSystem}`])];
}

function keepsItself({ installed }: Seen, site: string): string[] {
  if (installed === undefined) return [];
  const { files } = installed;
  return [
    ...(files.get(siteFile) === site ? [] : [`${siteFile} is not what was given`]),
    ...(/^[0-9a-f]{32}\n$/.test(files.get(identityFile) ?? '') ? [] : [`${identityFile} is gone`]),
  ];
}

function keepsPromises({ installed }: Seen): string[] {
  const due = installed?.promised ?? [];
  return due.flatMap(({ path, text }) => (installed?.files.get(path) === text ? [] : [`${path} was on the disk, and is gone`]));
}

function keepsStick({ stick, isTouched }: Seen): string[] {
  if (stick === undefined) return [];
  return [
    ...(stick.hasSite ? [] : ['site.yaml on the stick is gone']),
    ...(isTouched && !stick.remembersDisk ? ['the disk was written to before the stick remembered it'] : []),
  ];
}
