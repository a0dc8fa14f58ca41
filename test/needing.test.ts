import test from 'ava';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needing } from './needing.ts';

const folder = mkdtempSync(join(tmpdir(), 'pintxo-needing-'));
test.after.always(() => rmSync(folder, { recursive: true }));

type Declaring = Parameters<typeof needing>[0];

function declaring(): { declare: Declaring; said: string[] } {
  const said: string[] = [];
  const skip = (title: string): void => void said.push(`skipped ${title}`);
  return { declare: Object.assign((title: string) => void said.push(`declared ${title}`), { skip }), said };
}

test('a test that can look is declared as it is, and nothing is listed', (t) => {
  const { declare, said } = declaring();
  const list = join(folder, 'free');
  needing(declare, undefined, { maySkip: true, list })('it looks', (its) => void its.pass());
  t.deepEqual(said, ['declared it looks']);
  t.false(readdirSync(folder).includes('free'));
});

test('a test that cannot look sets itself apart only where that is allowed, and is listed with the reason', (t) => {
  const { declare, said } = declaring();
  const list = join(folder, 'below/apart');
  needing(declare, 'needs root', { maySkip: true, list })('it looks', (its) => void its.pass());
  t.deepEqual(said, ['skipped it looks']);
  t.is(readFileSync(list, 'utf8'), 'it looks: needs root\n');
});

test('a test that cannot look fails where it may not set itself apart', async (t) => {
  const bodies: Array<(its: typeof t) => void | Promise<void>> = [];
  const declare = Object.assign((_: string, body: (its: typeof t) => void | Promise<void>) => void bodies.push(body), { skip: () => t.fail() });
  needing(declare, 'needs what nobody has', { maySkip: false, list: join(folder, 'never') })('it looks', (its) => void its.pass());
  for (const body of bodies) {
    const tried = await t.try(body);
    tried.discard();
    t.false(tried.passed);
  }
  t.is(bodies.length, 1);
});

test('no test sets itself apart in another way', (t) => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.startsWith('needing.'));
  t.true(files.length > 100);
  t.deepEqual(files.filter((name) => /\b(test|serial|declare)\.skip\b|\.skip\(/.test(readFileSync(join(here, name), 'utf8'))), []);
});
