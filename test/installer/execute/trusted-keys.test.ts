import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPublicKey } from '../../../builder/trust/minisign.ts';
import { trustedKeys } from '../../../installer/execute/see-parked.ts';
import { siteFor } from '../plan/site-for.ts';
import { key, stranger } from './parked-stage.ts';

test('systems are trusted by the keys of the running image and of the present site, and by no others', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-keys-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'builder.pub'), formatPublicKey(key));
  writeFileSync(join(folder, 'builder.old'), formatPublicKey(stranger));
  writeFileSync(join(folder, 'torn.pub'), 'untrusted comment: nothing else\n');
  const site = siteFor();
  const trusted = async (...keys: string[]): Promise<string[]> => (await trustedKeys({ ...site, updates: { ...site.updates, keys } }, folder)).map(({ id }) => id);
  t.deepEqual(await trusted(), [key.id]);
  t.deepEqual(await trusted(formatPublicKey(stranger).trim().split('\n').at(-1) ?? ''), [key.id, stranger.id]);
});
