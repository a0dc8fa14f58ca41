/** The machines of test/fixtures/machines judge the Proxmox choice: where the appliance refuses, there is no answer; else what the installer matches is just the appliance's disks. */
import test from 'ava';
import { chooseDisks, type DiskFilter } from '../../../../builder/media/proxmox/disk-choice.ts';
import { choosePoolDisks } from '../../../../builder/media/proxmox/pool-disks.ts';
import type { Site } from '../../../../builder/site/site.ts';
import type { Inventory } from '../../../../installer/inventory/inventory.ts';
import { decideInstall } from '../../../../installer/plan/decide-install.ts';
import { machines, readInventory, readSite, readStick } from '../../../installer/plan/machines.ts';
import { asOneWithUefi } from '../machine.ts';
import { standInDisks } from '../debian/machine-disks.ts';

/** What a note on the machine decides; the choice for Proxmox is made on another computer, which has no such note. */
const byNote: readonly string[] = ['reset-done', 'reset-done-long-ago', 'reset-no-record'];

const propertiesOf = (udev: string): Map<string, string> => new Map(udev.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

/** As the installer does: a disk of which any property matches is taken. Filters from an inventory are exact. */
function matched(filter: DiskFilter, inventory: Inventory): string[] {
  return standInDisks(inventory.disks).flatMap(({ name, udev = '' }) => {
    const properties = propertiesOf(udev);
    const plain = (pattern: string): string => pattern.replaceAll(/\[([[*?])\]/g, '$1');
    return Object.entries(filter).some(([key, pattern]) => properties.get(key) === plain(pattern)) ? [`/dev/${name}`] : [];
  });
}

for (const name of machines.filter((machine) => !byNote.includes(machine))) {
  test(`on the machine ${name} Proxmox gets the disks that the appliance takes, or none`, (t) => {
    const read = readSite(name);
    const site: Site = { ...read, machine: { ...read.machine, encryption: 'off' } };
    const inventory = asOneWithUefi(readInventory(name));
    const decision = decideInstall(site, inventory, readStick(name) ?? { version: '1', siteDigest: 'd1' });
    const chosen = chooseDisks(site, inventory);
    const pools = choosePoolDisks(site, inventory);
    if (decision.verdict !== 'install') return t.true('message' in chosen || 'message' in pools, JSON.stringify(chosen));
    // No property tells disks apart that have no names.
    if ('message' in chosen) return t.regex(chosen.message, /nothing tells/);
    t.deepEqual(matched(chosen.filter, inventory).sort(), decision.systemDisks.map(({ path }) => path).sort(), JSON.stringify(chosen.filter));
    t.is(chosen.count, decision.systemDisks.length);
    t.deepEqual('message' in pools ? pools.message : pools.map((pool) => [pool.name, pool.disks.length]), decision.pools.map((pool) => [pool.name, pool.disks.length]));
  });
}
