/** Signs site files with SSH keys, by ssh-keygen: keys in files, in agents and on tokens. */
import { siteSignatureNamespace } from '../trust/site-signature.ts';
import { exists } from './files.ts';
import { UnusableSetting } from './release.ts';
import { run } from './run.ts';

/** The signature of a site file. ssh-keygen asks for a passphrase, or to touch a token, on the terminal. */
export async function signSite(site: Uint8Array, key: string): Promise<string> {
  if (!exists(key)) throw new UnusableSetting(`there is no key ${key}; name the private key, or the .pub file of a key that an SSH agent or a token has`);
  const signature = await run({
    title: `signing the site with ${key}`,
    file: 'ssh-keygen',
    args: ['-Y', 'sign', '-q', '-f', key, '-n', siteSignatureNamespace],
    input: site,
    hint: 'is it a private SSH key, or the .pub file of one that an agent has (ssh-add -L)?',
  });
  return `${signature.trimEnd()}\n`;
}
