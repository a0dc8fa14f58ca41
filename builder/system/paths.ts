/** Where the parts of the repository lie, seen from the source tree and from the bundle in dist/. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = findRepository(dirname(fileURLToPath(import.meta.url)));

export const folders = {
  images: join(repository, 'images'),
  overlays: join(repository, 'overlays'),
  templates: join(repository, 'templates'),
  output: join(repository, 'dist'),
  cache: process.env['PINTXO_CACHE'] ?? ownCache(),
};

// What root made nobody else can read in full, or remove.
function ownCache(): string {
  const user = process.getuid?.() ?? 0;
  return user === 0 ? join(repository, '.cache') : join(repository, '.cache', `user-${user}`);
}

function findRepository(start: string): string {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'images', 'image.yaml'))) return folder;
  }
  throw new Error(`No Pintxo repository found above ${start}; run pintxo from a checkout that has images/image.yaml.`);
}
