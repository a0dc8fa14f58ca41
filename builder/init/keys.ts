/** Public SSH keys found on a computer, as choices. Pure. */
import { canEncryptTo } from '../site/age-key.ts';
import { refuseSshKey } from '../site/ssh-key.ts';

/** Text that has public keys, one a line, and where it was found: a file, or the SSH agent. */
export interface KeySource {
  readonly from: string;
  readonly text: string;
}

export interface FoundKey {
  readonly key: string;
  readonly from: string;
  /** Whether the recovery sheet can be encrypted to it. */
  readonly opensRecoverySheet: boolean;
}

/** Every key that a machine would accept, once; those that can open the recovery sheet first. */
export function foundKeys(sources: readonly KeySource[]): FoundKey[] {
  const found = new Map<string, FoundKey>();
  for (const { from, text } of sources) {
    for (const key of text.split('\n').map((line) => line.trim()).filter(isKey)) {
      if (!found.has(identity(key))) found.set(identity(key), { key, from, opensRecoverySheet: canEncryptTo(key) });
    }
  }
  return [...found.values()].sort((one, other) => Number(other.opensRecoverySheet) - Number(one.opensRecoverySheet));
}

/** `ssh-ed25519 ana@laptop (~/.ssh/id_ed25519.pub)` */
export function describeKey({ key, from, opensRecoverySheet }: FoundKey): string {
  const [type = '', , ...comment] = key.split(/ +/);
  const name = [type, ...comment].join(' ');
  return `${name} (${from})${opensRecoverySheet ? '' : ': cannot open the encrypted recovery sheet'}`;
}

function isKey(line: string): boolean {
  return line !== '' && !line.startsWith('#') && refuseSshKey(line) === undefined;
}

/** Without its comment, which may differ between the file and the agent. */
function identity(key: string): string {
  return key.split(/ +/).slice(0, 2).join(' ');
}
