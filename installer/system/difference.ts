/** Two texts beside each other, line by line. */
import { run } from './command.ts';
import { removePrivate, writePrivate } from './private.ts';

const folder = '/run/pintxo/private';

/** Lines as `diff --unified` has them, without its heading; empty where nothing differs. */
export async function differenceOf(before: Uint8Array, after: Uint8Array, place = folder): Promise<string[]> {
  const [old, fresh] = [`${place}/before`, `${place}/after`];
  await writePrivate(old, before);
  await writePrivate(fresh, after);
  try {
    // 1 says that they differ.
    const script = 'diff --text --unified=2 "$1" "$2" || test $? -eq 1';
    const text = await run({ title: 'comparing', file: 'sh', args: ['-euc', script, 'sh', old, fresh] });
    return text === '' ? [] : text.split('\n').slice(2);
  } finally {
    await removePrivate(old);
    await removePrivate(fresh);
  }
}
