import test from 'ava';
import { buildManifest } from '../../../builder/image/manifest.ts';

test('the manifest names every package with version and architecture', (t) => {
  const manifest = buildManifest({
    release: { version: '1.2.3', epoch: 1 },
    image: { bytes: 10, sha256: 'ab' },
    root: { bytes: 5, hash: 'cd' },
    packages: 'bash\t5.2-1\tamd64\ntzdata\t2025b\tall\n',
    reports: [{ name: 'stick', seconds: 1.5, cached: false }],
  });
  t.deepEqual(manifest, {
    release: { version: '1.2.3', epoch: 1 },
    image: { bytes: 10, sha256: 'ab' },
    root: { bytes: 5, hash: 'cd' },
    packages: [
      { name: 'bash', version: '5.2-1', architecture: 'amd64' },
      { name: 'tzdata', version: '2025b', architecture: 'all' },
    ],
    stages: [{ name: 'stick', seconds: 1.5, cached: false }],
  });
  t.deepEqual(JSON.parse(JSON.stringify(manifest)), manifest);
});
