/** JSON files, checked as they are read. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';

/** The checked content; undefined when the file is not there or not what it should be. */
export async function readJson<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
