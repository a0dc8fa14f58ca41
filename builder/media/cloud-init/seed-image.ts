/** A NoCloud volume. */
import { makeFatImage } from '../fat-image.ts';
import { seedFiles, seedLabel, type Seed } from './render.ts';

/** Makes a small FAT image that a guest gets as a disk. */
export async function makeSeedImage(seed: Seed, file: string): Promise<void> {
  await makeFatImage({ file, label: seedLabel, files: seedFiles(seed) });
}
