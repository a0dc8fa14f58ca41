import test from 'ava';
import { sampleBytes, samplePositions } from '../../../installer/inventory/samples.ts';

test('some hundred places are looked at, in order, inside the disk, also on a small one', (t) => {
  for (const bytes of [8e6, 16e9, 500_107_862_016, 22e12]) {
    const positions = samplePositions(bytes);
    t.deepEqual(positions, [...new Set(positions)].sort((one, other) => one - other));
    t.true(positions.every((position) => position >= 0 && position + sampleBytes <= bytes && position % 4096 === 0));
  }
  t.true(samplePositions(500e9).length > 300);
  t.deepEqual(samplePositions(0), []);
});

test('no stretch of a disk is left out: at most a hundredth lies between two places', (t) => {
  const bytes = 4e12;
  const positions = [0, ...samplePositions(bytes), bytes];
  const gaps = positions.slice(1).map((position, index) => position - (positions[index] ?? 0));
  t.true(Math.max(...gaps) < bytes / 100);
});

test('where partitions like to begin is looked at', (t) => {
  const positions = new Set(samplePositions(500e9));
  for (const place of [2 ** 20, 2 ** 21, 2 ** 22, 2 ** 30, 5 * 2 ** 30]) t.true(positions.has(place), String(place));
});
