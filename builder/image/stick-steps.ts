/** Steps that assemble the stick: ESP, the FAT partition people see, root and verity. */
import type { BuildParameters } from './settings.ts';
import { manifestPath } from '../trust/manifest.ts';
import type { BootFile, Step } from './stage.ts';

// Partition numbers of the stick are derived from this: sticks of one build are alike, byte for byte.
const seed = '5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c03';

export function stickSteps({ epoch }: BuildParameters, files: readonly BootFile[]): readonly Step[] {
  return [
    {
      kind: 'tool',
      title: 'filling the EFI system partition',
      args: ['sh', '-euc', espFolder(epoch, files)],
    },
    { kind: 'tool', title: 'assembling the stick image', args: ['sh', '-euc', assembling] },
  ];
}

function espFolder(epoch: number, files: readonly BootFile[]): string {
  return [
    ...files.map(({ from, path }) => `install -D -m 644 /run/in/${from} /run/out/esp/${path}`),
    `install -D -m 644 /run/in/manifest/manifest.json /run/out/esp/${manifestPath}`,
    `find /run/out/esp -exec touch --date=@${epoch} {} +`,
  ].join('\n');
}

// Firmware reads 512-byte sectors; repart would choose 4096 for a file.
const assembling = [
  `systemd-repart --empty=create --size=auto --offline=yes --dry-run=no --sector-size=512 --seed=${seed} --definitions=/run/source/images/stick /run/out/pintxo.img`,
  'rm -rf /run/out/esp',
].join('\n');
