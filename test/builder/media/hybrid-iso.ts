/** A hybrid ISO with the layout of the Proxmox VE installer: El Torito for BIOS and UEFI, GRUB's MBR, GPT, volume uuid. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const volumeUuid = '2026061012345600';

/** Makes the ISO in the folder and gives its path; boot programs are bytes that only have the right size. */
export function makeHybridIso(folder: string, files: Readonly<Record<string, string>> = { 'auto-installer-capable': '' }): string {
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'boot/grub/i386-pc'), { recursive: true });
  writeFileSync(join(tree, 'boot/grub/i386-pc/eltorito.img'), Buffer.alloc(30_000, 'eltorito'));
  writeFileSync(join(tree, 'boot/grub/grub.cfg'), 'if [ -f auto-installer-mode.toml ]; then set timeout=10; fi\n');
  writeFileSync(join(tree, 'efi.img'), Buffer.alloc(1_474_560, 'efi'));
  writeFileSync(join(folder, 'mbr.img'), Buffer.alloc(432, 'mbr'));
  truncateSync(join(folder, 'mbr.img'), 512);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(tree, name), content);
  const iso = join(folder, 'proxmox.iso');
  const bios = ['-b', 'boot/grub/i386-pc/eltorito.img', '-c', 'boot/boot.cat', '-no-emul-boot', '-boot-load-size', '4', '-boot-info-table', '--grub2-boot-info'];
  const uefi = ['-eltorito-alt-boot', '-e', 'efi.img', '-no-emul-boot', '-efi-boot-part', '--efi-boot-image'];
  const volume = ['-V', 'PVE', '-r', '-J', `--modification-date=${volumeUuid}`, '--grub2-mbr', join(folder, 'mbr.img'), '--protective-msdos-label'];
  execFileSync('xorriso', ['-no_rc', '-as', 'mkisofs', '-o', iso, ...volume, ...bios, ...uefi, tree], { stdio: 'ignore' });
  return iso;
}

/** What xorriso reports of an ISO. */
export function report(iso: string, ...questions: string[]): string {
  return execFileSync('xorriso', ['-no_rc', '-indev', iso, ...questions], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The content of a file in the ISO. */
export function fileIn(iso: string, path: string, folder: string): string {
  const out = join(folder, 'extracted');
  execFileSync('xorriso', ['-no_rc', '-osirrox', 'on', '-overwrite', 'on', '-indev', iso, '-extract', path, out], { stdio: 'ignore' });
  return execFileSync('cat', [out], { encoding: 'utf8' });
}
