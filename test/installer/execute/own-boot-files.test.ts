import test, { type ExecutionContext } from 'ava';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownBootFiles, writeBootFiles } from '../../../installer/execute/own-boot-files.ts';
import { listFiles } from '../../../installer/system/files.ts';
import { measuredDigestsOf } from '../../../installer/plan/efi-program.ts';
import { type Measurement, replay, type StartLog } from '../../../installer/plan/predict-start.ts';
import { programWith } from '../plan/programs.ts';

const loader = programWith({ '.text': Buffer.alloc(100, 2) });
const kernel = programWith({ '.cmdline': Buffer.from('roothash=ab'), '.linux': programWith({ '.text': Buffer.alloc(100, 1) }) });
const record = { version: '1.9', siteDigest: 'ab'.repeat(32), state: 'x' };

/** What firmware wrote down of a start with these two, and a TPM that bears it out. */
const events = [loader, kernel].flatMap(measuredDigestsOf).map((sha256): Measurement => ({ pcr: 4, type: 'EV_EFI_BOOT_SERVICES_APPLICATION', sha256 }));
const log: StartLog = { events, values: { 2: replay([]), 4: replay(events), 7: replay([]) } };
const logged = (): Promise<StartLog> => Promise.resolve(log);
const silent = (): Promise<undefined> => Promise.resolve(undefined);

const ours = { 'EFI/BOOT/BOOTX64.EFI': loader, 'EFI/systemd/systemd-bootx64.efi': loader, 'EFI/Linux/pintxo_1.9+2-1.efi': kernel, 'pintxo/installation.json': JSON.stringify(record) };
const foreign = ['EFI/systemd/drivers/evilx64.efi', 'loader/addons/evil.addon.efi', 'loader/entries/evil.conf', 'loader/credentials/evil.cred', 'EFI/Linux/evil.efi', 'EFI/Linux/pintxo_1.8.efi', 'pintxo/site.yaml', 'pintxo/parked/version', 'startup.nsh'];

function espWith(t: ExecutionContext, files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-esp-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

test('a disk that joins gets what this start was measured with, and nothing else that lies there', async (t) => {
  for (const read of [logged, silent]) {
    const esp = espWith(t, { ...ours, 'loader/loader.conf': 'editor yes', ...Object.fromEntries(foreign.map((path) => [path, 'evil'])) });
    const other = espWith(t, {});
    await writeBootFiles(other, await ownBootFiles('1.9', esp, read));
    t.deepEqual(await listFiles(other), [...Object.keys(ours), 'loader/loader.conf'].sort());
    t.true(readFileSync(join(other, 'EFI/Linux/pintxo_1.9+2-1.efi')).equals(kernel));
    t.regex(readFileSync(join(other, 'loader/loader.conf'), 'utf8'), /editor no/);
  }
});

test('a boot loader that was changed beside the one that ran is not taken for it', async (t) => {
  const esp = espWith(t, { ...ours, 'EFI/BOOT/BOOTX64.EFI': programWith({ '.text': Buffer.from('evil') }) });
  const files = await ownBootFiles('1.9', esp, logged);
  for (const place of ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) t.deepEqual(files.get(place), Buffer.from(loader));
});

test('where no file is the one that was started, another disk gets nothing, and that is said before it is erased', async (t) => {
  for (const path of ['EFI/Linux/pintxo_1.9+2-1.efi', 'both']) {
    const esp = espWith(t, { ...ours, ...Object.fromEntries((path === 'both' ? ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi'] : [path]).map((name) => [name, programWith({ '.text': Buffer.from('evil') })])) });
    await t.throwsAsync(ownBootFiles('1.9', esp, logged), { message: /Nothing was changed\. Restart the machine/ });
  }
  await t.throwsAsync(ownBootFiles('2.0', espWith(t, ours), silent), { message: /Nothing was changed/ });
});
