/**
 * The key in the TPM that a loose binding is sealed under. The TPM makes it, nobody has it outside, and it is thrown away after
 * one start: then neither a header that somebody copied meanwhile nor its loose binding opens anything.
 */
import { looseKeyHandle } from '../plan/bindings.ts';
import { type Command, run } from '../system/command.ts';
import { removePrivate, writePrivate } from '../system/private.ts';

type Execute = (command: Command) => Promise<string>;

const tcti = '--tcti=device:/dev/tpmrm0';
// The key under which systemd seals everything else; the binding that is not loose has made it.
const parent = '0x81000001';
const attributes = 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|decrypt';

/** In the place of an earlier one. */
export async function makeLooseKey(execute: Execute = run, folder = '/run/pintxo/private'): Promise<void> {
  const [open, closed, loaded] = ['pub', 'priv', 'ctx'].map((name) => `${folder}/loose.${name}`);
  if (open === undefined || closed === undefined || loaded === undefined) return;
  if (!(await dropLooseKey(execute))) throw new Error('The TPM does not say what it holds. Nothing was changed.');
  const title = 'making a key in the TPM for the next start';
  const hint = 'has the TPM no room? Nothing was changed: after the change of the hardware the machine asks for the recovery key';
  try {
    for (const path of [open, closed, loaded]) await writePrivate(path, '');
    await execute({ title, file: 'tpm2_create', args: [tcti, '--quiet', '-C', parent, '-G', 'ecc256:aes128cfb', '-a', attributes, '-u', open, '-r', closed], hint });
    await execute({ title, file: 'tpm2_load', args: [tcti, '--quiet', '-C', parent, '-u', open, '-r', closed, '-c', loaded], hint });
    await execute({ title, file: 'tpm2_evictcontrol', args: [tcti, '--quiet', '-C', 'o', '-c', loaded, looseKeyHandle], hint });
  } finally {
    for (const path of [open, closed, loaded]) await removePrivate(path);
  }
}

/** True where the TPM says that it does not have the key any more. One that is switched off may have it, and be switched on again. */
export async function dropLooseKey(execute: Execute = run): Promise<boolean> {
  const isThere = await holdsLooseKey(execute);
  if (isThere !== true) return isThere === false;
  await execute({ title: 'throwing away the key in the TPM', file: 'tpm2_evictcontrol', args: [tcti, '--quiet', '-C', 'o', '-c', looseKeyHandle] }).catch(() => undefined);
  return (await holdsLooseKey(execute)) === false;
}

// Undefined where there is no TPM that answers.
function holdsLooseKey(execute: Execute): Promise<boolean | undefined> {
  const listing = execute({ title: 'asking the TPM for its keys', file: 'tpm2_getcap', args: [tcti, 'handles-persistent'] });
  return listing.then((text) => text.toLowerCase().includes(looseKeyHandle), () => undefined);
}
