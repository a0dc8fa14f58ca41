/** Some of the replayed moments, started as whole machines: what the judge says of files must hold of a machine. */
import { open, rm, truncate } from 'node:fs/promises';
import { extentsOf } from '../../harness/digest.ts';
import { random } from '../../harness/index.ts';
import { copyHardware, forwardedNic, type Hardware } from '../../platform.ts';
import type { Phase } from '../chains.ts';
import { type ChainResult, runChain } from '../run-chain.ts';
import type { Bench } from './bench-of-disks.ts';
import type { DiskFiles } from './disk-files.ts';
import { frame } from './pieces.ts';
import type { Promised, RecordedPhase, Recording } from './recording.ts';
import { type JudgedMoment, shareOf } from './replay-cuts.ts';

export interface WholeMoment {
  readonly moment: JudgedMoment;
  /** The machine as the cut left it. */
  readonly hardware: Hardware;
  readonly kept: readonly Promised[];
}

/** Puts the disks on the bench together again. The firmware's variables are those from before the phase. */
export async function putTogether(bench: Bench, moment: JudgedMoment, recording: Recording, directory: string): Promise<WholeMoment> {
  const phase = phaseOf(recording, moment.phase);
  const hardware = await copyHardware(phase.before, directory);
  await truncate(hardware.disk, 0);
  await truncate(hardware.disk, bench.disk.bytes);
  for (const place of [frame, ...bench.disk.places.keys()]) await putBack(bench.disk, place, hardware.disk);
  await putBack(bench.stick, bench.stickFiles, hardware.stick, true);
  const earlier = recording.phases.slice(0, recording.phases.indexOf(phase)).flatMap(({ promised }) => promised);
  return { moment, hardware, kept: [...earlier, ...phase.promised.filter(({ since }) => since <= moment.length)] };
}

/** @throws MachineError or CommandError when the machine does not survive; its files are in `directory`. */
export async function startWhole({ moment, hardware, kept }: WholeMoment, recording: Recording, seed: string, directory: string): Promise<ChainResult> {
  const before = { install: hardware, 'first-start': hardware, 'later-start': hardware };
  const spec = { name: 'powercut', disks: [], nics: [forwardedNic] };
  const chain = { seed, phase: moment.phase, stickStays: random(seed).chance(0.5), cuts: [], triesHalfMade: moment.state === 'half-made' };
  const result = await runChain(chain, { before, duration: () => 0, kept: () => kept, site: recording.site, spec }, directory);
  await Promise.all([directory, hardware.directory].map((path) => rm(path, { recursive: true, force: true })));
  return result;
}

export function describeMoment({ phase, index, disk, stick, state, torn }: JudgedMoment): string {
  return `${phase} ${index}: ${disk} entries of the disk's log, ${stick} of the stick's; the disk is ${state}${torn ? ', the beginning of its data torn' : ''}`;
}

function phaseOf({ phases }: Recording, name: Phase): RecordedPhase {
  const found = phases.find(({ phase }) => phase === name);
  if (found === undefined) throw new RangeError(`${name} was not recorded`);
  return found;
}

const chunkBytes = 4 * 2 ** 20;

/** Without `isWhole` only what is written in the file: the image is blank there. */
async function putBack(files: DiskFiles, place: number, image: string, isWhole = false): Promise<void> {
  const [path, offset] = [files.path(place), files.places[place]?.offset ?? 0];
  const [from, to] = [await open(path, 'r'), await open(image, 'r+')];
  try {
    for (const { start, length, zero } of await extentsOf(path)) {
      for (let at = start; (isWhole || !zero) && at < start + length; at += chunkBytes) {
        const { buffer, bytesRead } = await from.read(Buffer.alloc(chunkBytes), 0, Math.min(chunkBytes, start + length - at), at);
        await to.write(buffer, 0, bytesRead, offset + at);
      }
    }
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

/**
 * One moment of each phase, drawn by the seed. Of the first start one that has torn the beginning of the data, if there is any; of the last phase one at which a file was flushed alone, if there is any: what the guest's
 * file system keeps in its journal shows only when it is mounted.
 */
export function chooseWhole(phases: readonly RecordedPhase[], cuts: number, seed: string): (moment: JudgedMoment) => boolean {
  const taken = new Set<Phase>();
  return (moment) => {
    const number = phases.findIndex(({ phase }) => phase === moment.phase);
    const share = shareOf(cuts, number, phases.length);
    const isDrawn = moment.index === random(`${seed}/whole/${moment.phase}`).below(share);
    const isJustFlushed = phases[number]?.promised.some(({ since, committedSince }) => since <= moment.length && moment.length < committedSince) ?? false;
    const isLast = moment.index === share - 1;
    const isSought = [isDrawn, moment.torn || isLast, isJustFlushed || isLast][number] ?? isDrawn;
    const isWanted = !taken.has(moment.phase) && isSought;
    if (isWanted) taken.add(moment.phase);
    return isWanted;
  };
}
