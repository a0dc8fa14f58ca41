/** KVM where it really works, emulation elsewhere. */
import { constants } from 'node:fs';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot } from './boot.ts';
import { formatWholeFat, writeWholeFat } from './fat.ts';
import { createDisk } from './images.ts';
import { greeting, probeProgram } from './probe-program.ts';
import type { Accelerator } from './spec.ts';

const probeMs = 20_000;
let known: Promise<Accelerator> | undefined;

/**
 * Finds the accelerator of this host by a real tiny boot, once per boot of the host: /dev/kvm may exist and hang its guests.
 * PINTXO_ACCEL=kvm|tcg decides without asking.
 */
export function probeAccelerator(): Promise<Accelerator> {
  known ??= fromEnvironment() ?? fromEarlierProbe();
  return known;
}

/** Whether a machine of the kind we use gets through its firmware and runs a program; false within 20 seconds otherwise. */
export async function bootsUnder(accelerator: Accelerator): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'pintxo-probe-'));
  try {
    const image = await probeDisk(directory);
    return await greets(image, directory, accelerator);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function fromEnvironment(): Promise<Accelerator> | undefined {
  const wish = process.env['PINTXO_ACCEL'];
  if (wish === undefined || wish === '') return undefined;
  if (wish === 'kvm' || wish === 'tcg') return Promise.resolve(wish);
  return Promise.reject(new Error(`PINTXO_ACCEL is "${wish}"; write kvm or tcg, or leave it out`));
}

async function fromEarlierProbe(): Promise<Accelerator> {
  const hostBoot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const note = join(tmpdir(), `pintxo-accelerator-${process.getuid?.() ?? 0}-${hostBoot}`);
  const earlier = await readFile(note, 'utf8').catch(() => '');
  if (earlier === 'kvm' || earlier === 'tcg') return earlier;
  const found = (await kvmIsOpen()) && (await bootsUnder('kvm')) ? 'kvm' : 'tcg';
  // Only ever a new file: nobody can lay a link here for us to write through.
  await writeFile(note, found, { flag: 'wx' }).catch(() => undefined);
  return found;
}

const kvmIsOpen = (): Promise<boolean> => access('/dev/kvm', constants.R_OK | constants.W_OK).then(() => true, () => false);

async function probeDisk(directory: string): Promise<string> {
  const image = join(directory, 'probe.img');
  await createDisk(image, 16 * 1024 * 1024);
  await formatWholeFat(image);
  await writeWholeFat(image, 'EFI/BOOT/BOOTX64.EFI', probeProgram());
  return image;
}

async function greets(image: string, directory: string, accelerator: Accelerator): Promise<boolean> {
  const machine = await boot({ name: 'probe', disks: [{ image, bus: 'virtio' }], memory: 256, directory }, accelerator).catch(() => undefined);
  if (machine === undefined) return false;
  const heard = machine.console.waitFor(greeting, { timeoutMs: probeMs }).then(() => true, () => false);
  return heard.finally(() => machine.stop());
}
