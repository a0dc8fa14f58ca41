/** How long installing a large system takes beside dd of the same bytes, the two in turn. */
import { open, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFillSync } from 'node:crypto';
import { z } from 'zod';
import { asRoot, readyGuest } from './guest.ts';
import { createDisk, type DiskSpec, findPartition, readFat, startMachine } from './harness/index.ts';
import { run } from './harness/process.ts';
import { diskBytes, forwardedNic, installFromStick, prepareHardware, siteWithPassword, stickDisk, switchOff, systemDisks, waitUntilHealthy, type Hardware } from './platform.ts';

/** Of the system on the stick: copying it takes most of a step, whatever else belongs to the step. */
const systemBytes = 2 * 2 ** 30;
const rounds = 3;
const twoDisks = 'machine:\n  systemDisk: {pick: smallest, count: 2}\n';

/** Ratios of a whole step that partitions a disk and copies the system to it, and a dd that followed. */
export async function copyRatios(directory: string, image: string): Promise<number[]> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const hardware = await prepareHardware(join(directory, `copy-${round}`), image, (key) => siteWithPassword(key, twoDisks), [diskBytes, diskBytes]);
    await growSystem(hardware.stick);
    await run('sync', [], { what: 'writing everything out' });
    await installFromStick(hardware);
    const steps = await copyingSteps(hardware);
    const byHand = await copyingByDd(hardware, steps.length);
    ratios.push(...steps.map((seconds, turn) => seconds / (byHand[turn] ?? NaN)));
    await rm(hardware.directory, { recursive: true });
  }
  return ratios;
}

/** Gives the system of a stick a partition of `systemBytes` at its end; what is more than the system is noise. */
async function growSystem(stick: string): Promise<void> {
  const old = await findPartition(stick, 'pintxo-stick-root');
  const start = Math.ceil((await stat(stick)).size / 2 ** 20) * 2 ** 20;
  const table = await run('sfdisk', ['--dump', stick], { what: 'reading the partitions of the stick' });
  const moved = table.replace(/^last-lba:.*\n/m, '').replace(/^(.*)start=[^,]*, *size=[^,]*(,.*name="pintxo-stick-root".*)$/m, `$1start=${start / 512}, size=${systemBytes / 512}$2`);
  await truncate(stick, start + systemBytes + 2 ** 20);
  await run('sfdisk', ['--quiet', stick], { what: 'moving the system of the stick', input: moved });
  const file = await open(stick, 'r+');
  try {
    for (let done = 0; done < systemBytes; done += piece.length) {
      randomFillSync(piece);
      if (done < old.size) await file.read(piece, 0, Math.min(piece.length, old.size - done), old.offset + done);
      await file.write(piece, 0, piece.length, start + done);
    }
  } finally {
    await file.close();
  }
}

const piece = Buffer.alloc(16 * 2 ** 20);

const JournalLine = z.object({ step: z.string(), state: z.string(), time: z.coerce.date() });

/** Seconds of each step that partitions a disk and copies the system to it, by the machine's own journal. */
async function copyingSteps({ stick }: Hardware): Promise<number[]> {
  const lines = (await readFat(stick, 'PINTXO', 'logs/journal.jsonl')).split('\n').filter((line) => line !== '');
  const entries = lines.map((line) => JournalLine.parse(JSON.parse(line))).filter(({ step }) => step.startsWith('partition-disk'));
  const at = (name: string, wanted: string): number => entries.find(({ step, state }) => step === name && state === wanted)?.time.getTime() ?? NaN;
  return [...new Set(entries.map(({ step }) => step))].map((step) => (at(step, 'done') - at(step, 'started')) / 1000);
}

/** Seconds that dd takes each time for the same bytes from the same stick to a blank disk like the first, past the cache. */
async function copyingByDd(hardware: Hardware, times: number): Promise<number[]> {
  const scratch = Array.from({ length: times }, (_, turn): DiskSpec => ({ image: join(hardware.directory, `scratch-${turn}.img`), bus: 'virtio', serial: `PX-SCRATCH-${turn}`, bootIndex: turn + 10 }));
  for (const disk of scratch) await createDisk(disk.image, diskBytes);
  const disks = [...systemDisks(hardware), { ...stickDisk(hardware.stick), bootIndex: 9 }, ...scratch];
  await run('sync', [], { what: 'writing everything out' });
  const node = await startMachine({ name: 'dd', directory: hardware.directory, disks, nics: [forwardedNic] });
  await waitUntilHealthy(node);
  const guest = await readyGuest(node, hardware);
  const took: number[] = [];
  for (const { serial } of scratch) took.push(Number(await asRoot(guest, copyByHand(`/dev/disk/by-id/virtio-${serial}`), 900_000)) / 1e9);
  await switchOff(node);
  return took;
}

function copyByHand(target: string): string {
  return [
    'set -eu; from=/dev/disk/by-partlabel; began=$(date +%s%N)',
    `dd if=$from/pintxo-stick-root of=${target} bs=4M iflag=direct oflag=direct 2> /dev/null`,
    `dd if=$from/pintxo-stick-verity of=${target} bs=4M iflag=direct oflag=direct seek=1024 2> /dev/null`,
    'sync; echo $(($(date +%s%N) - began))',
  ].join('; ');
}
