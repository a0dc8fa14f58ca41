/** Looks at the EFI partition for files that others put where they are loaded; the result is for the checks of the health. */
import { foreignFiles } from '../plan/foreign-files.ts';
import { writeDurably } from '../system/durable.ts';
import { listFiles } from '../system/files.ts';
import { espFolder, runtime } from '../system/paths.ts';

export async function noteForeignFiles(): Promise<void> {
  await writeDurably(runtime.foreignFiles, JSON.stringify(foreignFiles(await listFiles(espFolder))));
}
