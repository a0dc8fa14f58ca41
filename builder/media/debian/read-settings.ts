import { join } from 'node:path';
import { parse } from 'yaml';
import { readText } from '../../system/files.ts';
import { folders } from '../../system/paths.ts';
import { DebianSettings } from './settings.ts';

export async function readDebianSettings(): Promise<DebianSettings> {
  return DebianSettings.parse(parse(await readText(join(folders.images, 'debian', 'settings.yaml'))));
}
