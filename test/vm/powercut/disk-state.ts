/** What a machine's disks say in clear about its installation. */
import { attempt } from '../harness/process.ts';
import type { Hardware } from '../platform.ts';

export type DiskState = 'blank' | 'half-made' | 'installed';

/** Read from the names of the partitions; the machine must be off. A partition table that cannot be read counts as none. */
export async function diskState({ disks }: Pick<Hardware, 'disks'>): Promise<DiskState> {
  const tables = await Promise.all(disks.map((disk) => attempt('sfdisk', ['--json', disk], { what: 'reading a partition table' })));
  const names = tables.map(({ stdout }) => stdout);
  if (names.some((table) => table.includes('"pintxo-data"'))) return 'installed';
  return names.some((table) => table.includes('"pintxo-')) ? 'half-made' : 'blank';
}
