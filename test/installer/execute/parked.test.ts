import test, { type ExecutionContext } from 'ava';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetOn, parkedVersion, parkOn, placeOn } from '../../../installer/execute/parked.ts';

/** An EFI partition with a system that starts, and the files of a newer one beside it. */
function stage(t: ExecutionContext): { esp: string; brought: { kernel: string; loader: string; version: string } } {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-parked-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const esp = join(folder, 'esp');
  for (const path of ['EFI/Linux', 'EFI/BOOT', 'EFI/systemd']) mkdirSync(join(esp, path), { recursive: true });
  for (const path of ['EFI/Linux/pintxo_1.9.efi', 'EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) writeFileSync(join(esp, path), 'old');
  for (const name of ['kernel', 'loader']) writeFileSync(join(folder, name), `new ${name}`);
  return { esp, brought: { kernel: join(folder, 'kernel'), loader: join(folder, 'loader'), version: '1.10' } };
}

const text = (esp: string, path: string): string => readFileSync(join(esp, path), 'utf8');

test('a parked system changes nothing that the firmware or the boot loader starts', async (t) => {
  const { esp, brought } = stage(t);
  await parkOn(esp, brought);
  t.is(await parkedVersion(esp), '1.10');
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')), ['pintxo_1.9.efi']);
  for (const path of ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) t.is(text(esp, path), 'old');
});

test('half a parked system counts as none', async (t) => {
  const { esp, brought } = stage(t);
  await parkOn(esp, brought);
  await t.throwsAsync(parkOn(esp, { ...brought, loader: '/nonexistent', version: '1.11' }));
  t.is(await parkedVersion(esp), undefined);
  await placeOn(esp);
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')), ['pintxo_1.9.efi']);
});

test('put in its place it has three tries, and the old one stays to come back to', async (t) => {
  const { esp, brought } = stage(t);
  await parkOn(esp, brought);
  await placeOn(esp);
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')).sort(), ['pintxo_1.10+3.efi', 'pintxo_1.9.efi']);
  t.is(text(esp, 'EFI/Linux/pintxo_1.10+3.efi'), 'new kernel');
  for (const path of ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) t.is(text(esp, path), 'new loader');
  t.is(await parkedVersion(esp), undefined);
});

test('after a power cut it is put in its place again, under one name', async (t) => {
  const { esp, brought } = stage(t);
  await parkOn(esp, brought);
  writeFileSync(join(esp, 'EFI/Linux/pintxo_1.10+2-1.efi'), 'new kernel');
  await placeOn(esp);
  await placeOn(esp);
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')).sort(), ['pintxo_1.10+3.efi', 'pintxo_1.9.efi']);
});

test('what is forgotten is gone whole', async (t) => {
  const { esp, brought } = stage(t);
  await parkOn(esp, brought);
  await forgetOn(esp);
  t.is(await parkedVersion(esp), undefined);
  t.deepEqual(existsSync(join(esp, 'pintxo/parked')) ? readdirSync(join(esp, 'pintxo/parked')) : [], []);
});
