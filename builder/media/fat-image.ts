/** Small FAT images: a second medium, a seed. Made by mkfs.vfat and mtools, without mounting. */
import { moveTo, removeTree } from '../system/files.ts';
import { writeFatFile } from '../image/fat.ts';
import { run } from '../system/run.ts';

export interface FatImage {
  readonly file: string;
  /** At most 11 capitals. */
  readonly label: string;
  readonly files: ReadonlyMap<string, string>;
}

const leastMebibytes = 16;

/** Makes the image; it appears when it is complete. The same content gives the same file system, but for the times in it. */
export async function makeFatImage({ file, label, files }: FatImage): Promise<void> {
  const partial = `${file}.part`;
  const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  const kibibytes = 1024 * Math.max(leastMebibytes, Math.ceil(bytes / 2 ** 20) + 4);
  try {
    await removeTree(partial);
    await run({
      title: `making the file system ${label}`,
      file: 'mkfs.vfat',
      args: ['-C', '-n', label, '-i', '50494e58', partial, String(kibibytes)],
      environment: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
      hint: 'is the package dosfstools installed?',
    });
    for (const [name, content] of files) await writeFatFile(partial, 0, name, Buffer.from(content));
    await moveTo(partial, file);
  } finally {
    await removeTree(partial);
  }
}
