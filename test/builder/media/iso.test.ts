import test from 'ava';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootRecords, injectFiles, type Injection, type MediumFile } from '../../../builder/media/iso.ts';
import { canLook, needing, programObstacle } from '../../needing.ts';
import { fileIn, makeHybridIso, report, volumeUuid } from './hybrid-iso.ts';

const check = needing(test, programObstacle('xorriso', ['-version']));

const marker = { path: '/auto-installer-capable', meaning: 'an installer that can install by itself' };
const files: readonly MediumFile[] = [
  { name: 'auto-installer-mode.toml', content: 'mode = "iso"\n' },
  { name: 'answer.toml', content: 'x = 1\n' },
  { name: 'proxmox-first-boot', content: '#!/bin/sh\n', mode: 0o755 },
];

function workshop(): { folder: string; out: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-iso-'));
  return { folder, out: join(folder, 'out', 'made.iso'), remove: () => rmSync(folder, { recursive: true }) };
}

const inject = (iso: string, out: string, more: Partial<Injection> = {}) => injectFiles({ iso, out, files, marker, ...more });
const leftovers = (folder: string): string[] => (existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : []);

check('files go into a hybrid ISO, and boot records, partitions and volume uuid stay', async (t) => {
  const { folder, out, remove } = workshop();
  t.teardown(remove);
  const iso = makeHybridIso(folder);
  t.is(await inject(iso, out), undefined);
  t.deepEqual(await bootRecords(out), await bootRecords(iso));
  t.is((await bootRecords(out)).uuid, volumeUuid);
  t.regex(report(out, '-report_system_area', 'plain'), /MBR partition +: +1 +0x00 +0xee[^]*GPT partname local : +2 +EFI boot partition/);
  t.deepEqual(readFileSync(out).subarray(0, 32_768), readFileSync(iso).subarray(0, 32_768));
  t.is(fileIn(out, '/auto-installer-mode.toml', folder), 'mode = "iso"\n');
  t.is(fileIn(out, '/answer.toml', folder), 'x = 1\n');
  t.regex(report(out, '-lsl', '/proxmox-first-boot'), /^-rwxr-xr-x/m);
  t.deepEqual(leftovers(folder), ['made.iso']);
});

check('the boot programs are where the boot records say, byte for byte', async (t) => {
  const { folder, out, remove } = workshop();
  t.teardown(remove);
  t.is(await inject(makeHybridIso(folder), out), undefined);
  const [, lba = ''] = /El Torito boot img : +2 +UEFI.* (\d+)$/m.exec(report(out, '-report_el_torito', 'plain')) ?? [];
  const efi = readFileSync(join(folder, 'tree/efi.img'));
  t.deepEqual(readFileSync(out).subarray(Number(lba) * 2048, Number(lba) * 2048 + efi.length), efi);
});

check('a second injection replaces the files of the first', async (t) => {
  const { folder, out, remove } = workshop();
  t.teardown(remove);
  t.is(await inject(makeHybridIso(folder), out), undefined);
  const again = join(folder, 'out', 'again.iso');
  t.is(await inject(out, again, { files: [{ name: 'answer.toml', content: 'x = 2\n' }] }), undefined);
  t.is(fileIn(again, '/answer.toml', folder), 'x = 2\n');
  t.is(fileIn(again, '/auto-installer-mode.toml', folder), 'mode = "iso"\n');
});

check('a cut ISO is refused with both sizes, and nothing is left behind', async (t) => {
  const { folder, out, remove } = workshop();
  t.teardown(remove);
  const iso = makeHybridIso(folder);
  truncateSync(iso, 1_000_000);
  t.regex((await inject(iso, out)) ?? '', /is cut: it has 1000000 bytes of \d+; download it again/);
  t.deepEqual(leftovers(folder), []);
});

check('another ISO, and what is no ISO, are refused', async (t) => {
  const { folder, out, remove } = workshop();
  t.teardown(remove);
  const other = makeHybridIso(folder, { 'install.amd': '' });
  t.regex((await inject(other, out)) ?? '', /is not an installer that can install by itself: it has no \/auto-installer-capable/);
  const text = join(folder, 'text.iso');
  writeFileSync(text, 'not an image');
  t.regex((await inject(text, out)) ?? '', /is not an ISO image/);
  t.regex((await inject(join(folder, 'none.iso'), out)) ?? '', /there is no file/);
  t.deepEqual(leftovers(folder), []);
});

check('an ISO whose folders are damaged is refused in words', async (t) => {
  const { folder, out, remove } = workshop();
  t.teardown(remove);
  const iso = makeHybridIso(folder);
  const bytes = readFileSync(iso);
  bytes.fill(0xff, 17 * 2048, 33 * 2048);
  bytes.fill(0xff, 16 * 2048 + 156, 16 * 2048 + 190);
  writeFileSync(iso, bytes);
  t.regex((await inject(iso, out)) ?? '', /cannot be read as an ISO image|it has no \/auto-installer-capable/);
  t.deepEqual(leftovers(folder), []);
});

check('without room it is refused before anything is written', async (t) => {
  const { folder, remove } = workshop();
  t.teardown(remove);
  const small = join(folder, 'small');
  mkdirSync(small);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
  if (!canLook(t, mounted ? undefined : 'a small file system cannot be mounted here')) return;
  t.teardown(() => void spawnSync('umount', [small]));
  t.regex((await inject(makeHybridIso(folder), join(small, 'made.iso'))) ?? '', /has \d+ bytes free, \d+ are needed; make room/);
  t.deepEqual(readdirSync(small), []);
});

check('an interruption leaves neither a half image nor a changed old one', async (t) => {
  const { folder, out, remove } = workshop();
  t.teardown(remove);
  const iso = makeHybridIso(folder);
  t.is(await inject(iso, out), undefined);
  const before = readFileSync(out);
  const aborted = AbortSignal.abort();
  await t.throwsAsync(injectFiles({ iso, out, files, marker }, aborted), { any: true });
  t.deepEqual(readFileSync(out), before);
  t.deepEqual(leftovers(folder), ['made.iso']);
});
