import test, { type ExecutionContext } from 'ava';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropSite, dropSystem, keepSite, readWaiting, refusedSites, refuseSite } from '../../../installer/execute/proposals.ts';
import { acceptedSystems, acceptSystem } from '../../../installer/execute/refused-system.ts';

async function folderFor(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-proposals-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'proposals');
}

const site = { digest: 'd1', words: 'no key of the present site signed it', bytes: Buffer.from('site:\n  name: evil\n') };

test('a proposal is kept byte for byte, readable by root alone, until it is dropped', async (t) => {
  const folder = await folderFor(t);
  t.deepEqual(await readWaiting(folder), { site: undefined, system: undefined });
  await keepSite(site, folder);
  t.deepEqual((await readWaiting(folder)).site, site);
  t.is((await stat(join(folder, 'site.yaml'))).mode & 0o777, 0o600);
  await dropSite(folder);
  t.is((await readWaiting(folder)).site, undefined);
});

test('a system that was not let in waits too, with the reason that was found for it', async (t) => {
  const folder = await folderFor(t);
  const system = { version: '2.0', digest: 'd', problem: 'It is signed by an unknown key.', remedies: ['sudo pintxo accept'] };
  await mkdir(folder);
  await writeFile(join(folder, 'refused-system.json'), JSON.stringify(system));
  t.deepEqual((await readWaiting(folder, join(folder, 'refused-system.json'))).system, system);
});

test('only the system that was shown is thrown away', async (t) => {
  const folder = await folderFor(t);
  const path = join(folder, 'refused-system.json');
  await mkdir(folder);
  await writeFile(path, JSON.stringify({ version: '2.0', digest: 'd', problem: 'x', remedies: [], canBeAccepted: false }));
  await dropSystem('another', path);
  t.is((await readWaiting(folder, path)).system?.canBeAccepted, false);
  await dropSystem('d', path);
  t.is((await readWaiting(folder, path)).system, undefined);
});

test('what was allowed, came to nothing and was refused then is not let in when it comes again', async (t) => {
  const folder = await folderFor(t);
  const [path, accepted] = [join(folder, 'refused-system.json'), join(folder, 'accepted-systems')];
  await acceptSystem('d', accepted);
  await acceptSystem('other', accepted);
  await writeFile(path, JSON.stringify({ version: '0.9', digest: 'd', problem: 'it is older', remedies: [] }));
  await dropSystem('d', path, accepted);
  t.deepEqual(await acceptedSystems(accepted), ['other']);
});

test('a proposal without its note, as a power cut leaves it, is none', async (t) => {
  const folder = await folderFor(t);
  await keepSite(site, folder);
  await rm(join(folder, 'site.json'));
  t.is((await readWaiting(folder)).site, undefined);
});

test('what is refused is gone, and remembered once', async (t) => {
  const folder = await folderFor(t);
  await keepSite(site, folder);
  await refuseSite('d1', folder);
  await refuseSite('d1', folder);
  await refuseSite('d2', folder);
  t.is((await readWaiting(folder)).site, undefined);
  t.deepEqual(await refusedSites(folder), ['d1', 'd2']);
});
