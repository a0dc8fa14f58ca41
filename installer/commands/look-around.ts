/** What the stick sees of the machine before it decides. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Inventory, Link } from '../inventory/inventory.ts';
import { captureInventory, captureLinks } from '../inventory/read.ts';
import { run } from '../system/command.ts';

const patienceMs = 5_000;

/**
 * The inventory. Where the machine will be a router, a lease is waited for a little: an address from outside that
 * clashes with the house's networks is better found now than when the machine is installed.
 */
export async function lookAround(): Promise<Inventory> {
  // A disk that is still being found must not be overlooked.
  await run({ title: 'waiting for the devices to be found', file: 'udevadm', args: ['settle', '--timeout=120'] });
  const inventory = await captureInventory();
  const deadline = Date.now() + patienceMs;
  let links: readonly Link[] = inventory.links;
  while (mayStillHear(links) && Date.now() < deadline) {
    await sleep(500);
    links = await captureLinks();
  }
  return { ...inventory, links };
}

function mayStillHear(links: readonly Link[]): boolean {
  const connected = links.filter(({ wireless, noPort, carrier }) => !wireless && noPort === undefined && carrier);
  return connected.length > 1 && connected.every(({ leases = [] }) => leases.length === 0);
}
