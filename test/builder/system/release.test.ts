import test from 'ava';
import { releaseVersion } from '../../../builder/system/release.ts';

test('without a wish the version is that of the release', (t) => {
  t.is(releaseVersion(undefined), undefined);
  t.is(releaseVersion(''), undefined);
});

test('a nightly image has a number more', (t) => {
  t.is(releaseVersion('0.1.0.20261122'), '0.1.0.20261122');
});

for (const given of ['latest', '1', '1.2-rc1', '0.1.0+3', '1.2.3.4.5.6', '0.1.0/..', '1.20261122.20261122.1']) {
  test(`${given} is refused in words`, (t) => {
    t.throws(() => releaseVersion(given), { message: /two to five numbers/ });
  });
}
