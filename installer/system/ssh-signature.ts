/** Signatures made with `ssh-keygen -Y sign -n pintxo-site`, by keys in files, agents and tokens. */
import { run } from './command.ts';
import { removePrivate, writePrivate } from './private.ts';

export const siteNamespace = 'pintxo-site';

const folder = '/run/pintxo/private';

/** Whether one of these public keys (as in authorized_keys) signed the bytes. */
export async function isSignedBy(keys: readonly string[], bytes: Uint8Array, signature: Uint8Array, place = folder): Promise<boolean> {
  const [signers, detached] = [`${place}/signers`, `${place}/signature`];
  await writePrivate(signers, allowedSigners(keys));
  await writePrivate(detached, signature);
  try {
    const args = ['-Y', 'verify', '-f', signers, '-I', 'administrator', '-n', siteNamespace, '-s', detached];
    return await run({ title: 'checking the signature of site.yaml', file: 'ssh-keygen', args, input: bytes }).then(() => true, () => false);
  } finally {
    await removePrivate(signers);
    await removePrivate(detached);
  }
}

/** Lines of ALLOWED SIGNERS in ssh-keygen(1): the type and the key alone, for whatever stands behind them is the owner's own word. */
function allowedSigners(keys: readonly string[]): string {
  return keys.map((key) => `administrator namespaces="${siteNamespace}" ${key.trim().split(/\s+/).slice(0, 2).join(' ')}\n`).join('');
}
