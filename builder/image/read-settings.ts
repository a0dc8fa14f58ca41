import { join } from 'node:path';
import { parse } from 'yaml';
import { readText } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { ImageSettings } from './settings.ts';

export async function readImageSettings(): Promise<ImageSettings> {
  return ImageSettings.parse(parse(await readText(join(folders.images, 'image.yaml'))));
}
