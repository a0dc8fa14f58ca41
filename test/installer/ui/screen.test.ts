import test from 'ava';
import { columnsOf } from '../../../installer/ui/text.ts';
import type { Event } from '../../../installer/ui/events.ts';
import { screensOf } from '../../../installer/ui/screen.ts';
import { encrypted, installed, installing, recoveryKey, refused, remedies, sheet, started, stateAfter } from './events.ts';
import { matchesPicture } from './pictures.ts';

const small = { columns: 80, rows: 25 };
const large = { columns: 160, rows: 50 };
const sizes = [small, large, { columns: 100, rows: 37 }, { columns: 40, rows: 25 }, { columns: 80, rows: 12 }];

const longReason = `it holds ${'a partition table, a file system named PHOTOS, '.repeat(6)}and is never erased without being asked`;

const crowded: readonly Event[] = [
  ...refused,
  { kind: 'said', lines: Array.from({ length: 60 }, (_, index) => `detail ${index}`) },
  { kind: 'disks', verdicts: Array.from({ length: 8 }, (_, index) => ({ path: `/dev/sd${index}`, name: 'WDC WD10EZEX, 1 TB', verdict: 'refused', reason: longReason })) },
];

const stories: Readonly<Record<string, readonly Event[]>> = { started, installing, installed, refused, encrypted, crowded };

for (const [name, events] of Object.entries(stories)) {
  test(`the small screen of an installation that is ${name} looks as drawn`, (t) => {
    matchesPicture(t, `${name}-80x25`, screensOf(stateAfter(events), small));
  });

  test(`a screen of any size holds all of its lines when ${name}`, (t) => {
    for (const size of sizes) {
      for (const lines of screensOf(stateAfter(events), size)) {
        t.true(lines.length <= size.rows, `${size.columns}x${size.rows}: ${lines.length} lines`);
        t.true(lines.every((line) => columnsOf(line) < size.columns), `${size.columns}x${size.rows}`);
      }
    }
  });
}

test('a large screen has room for more', (t) => {
  matchesPicture(t, 'crowded-160x50', screensOf(stateAfter(crowded), large));
});

test('remedies are on the screen whole, however much else there is to say', (t) => {
  for (const size of sizes) {
    const text = screensOf(stateAfter(crowded), size).flat().join('\n');
    for (const line of remedies.flatMap((remedy) => remedy.split('\n').slice(1))) t.true(text.includes(line), `${size.columns}x${size.rows}: ${line}`);
  }
});

test('remedies that do not fit into one screen take turns', (t) => {
  const many = Array.from({ length: 20 }, (_, index) => `Take the disk number ${index} out.\nmachine:\n  wipe: [S${index}]`);
  const pages = screensOf(stateAfter([...started, { kind: 'problem', problem: 'Too many disks.', remedies: many }]), small);
  t.true(pages.length > 1);
  for (let index = 0; index < 20; index += 1) t.true(pages.flat().some((line) => line.includes(`[S${index}]`)));
  t.regex(pages[0]?.join('\n') ?? '', /Page 1 of \d/);
});

test('the recovery key stands on one line, with all of its sheet on the same screen', (t) => {
  for (const size of [small, large]) {
    const pages = screensOf(stateAfter(encrypted), size);
    t.is(pages.length, 1);
    for (const line of sheet) t.true(pages[0]?.some((shown) => shown.includes(line)), line);
    t.true(pages[0]?.some((line) => line.includes(recoveryKey)));
  }
});

test('without a network there is no code, and the screen says that none is needed', (t) => {
  const text = screensOf(stateAfter([{ kind: 'site', name: 'casa', domain: 'casa.internal' }]), small).flat().join('\n');
  t.notRegex(text, /[▀▄]/);
  t.regex(text, /No network yet/);
});

test('a colour is only a colour: without its codes the screen is the same', (t) => {
  for (const events of Object.values(stories)) {
    const [coloured = []] = screensOf(stateAfter(events), small, true);
    const [without = []] = screensOf(stateAfter(events), small);
    const bare = coloured.map((line) => line.replace(/\u001b\[[0-9;]*m/g, ''));
    t.deepEqual(bare.map((line) => line.trimEnd()), without.map((line) => line.trimEnd()));
  }
});

test('names that came from outside cannot move the cursor', (t) => {
  const evil: Event = { kind: 'disks', verdicts: [{ path: '/dev/sda', name: 'evil\u001b[2Jdisk', verdict: 'chosen', reason: 'it\u009b1Ais blank' }] };
  t.notRegex(screensOf(stateAfter([...started, evil]), small).flat().join(''), /[\u0000-\u001f\u007f-\u009f]/);
});

test('the code says the address of the machine', (t) => {
  const [one = []] = screensOf(stateAfter(started), small);
  const [other = []] = screensOf(stateAfter([...started, { kind: 'addresses', addresses: ['192.168.1.21'] }]), small);
  const codeOf = (lines: readonly string[]): string => lines.filter((line) => /[▀▄█]/.test(line)).map((line) => line.slice(-29)).join('\n');
  t.not(codeOf(one), codeOf(other));
});
