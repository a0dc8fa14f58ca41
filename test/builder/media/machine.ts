/** A machine of test/fixtures/machines without what only the appliance needs of it. */
import type { Inventory } from '../../../installer/inventory/inventory.ts';

export function asOneWithUefi(inventory: Inventory): Inventory {
  const { clock: _, ...rest } = inventory;
  return {
    ...rest,
    firmware: { type: 'uefi', secureBoot: false },
    memoryBytes: 16e9,
    tpm: null,
    cpu: { ...inventory.cpu, architecture: 'x86_64' },
    links: inventory.links.map(({ leases: __, ...link }) => link),
  };
}
