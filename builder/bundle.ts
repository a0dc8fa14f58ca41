/** Bundles the two programs: the command `pintxo` for this computer, and the one that goes into the image. */
import { bundle } from './system/bundle.ts';
import { folders } from './system/paths.ts';
import { join } from 'node:path';

await bundle('builder', join(folders.output, 'pintxo.js'));
await bundle('machine', join(folders.output, 'machine', 'pintxo.mjs'));
