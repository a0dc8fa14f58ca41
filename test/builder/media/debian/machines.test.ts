/** The machines of test/fixtures/machines judge the Debian chooser: where the appliance refuses it refuses, and where both choose, it is the same disk. */
import test from 'ava';
import { chooseDiskScript } from '../../../../builder/media/debian/choose-disk.ts';
import { refuseForDebian } from '../../../../builder/media/debian/refuse.ts';
import type { Site } from '../../../../builder/site/site.ts';
import type { Inventory } from '../../../../installer/inventory/inventory.ts';
import { decideInstall } from '../../../../installer/plan/decide-install.ts';
import { machines, readInventory, readSite, readStick } from '../../../installer/plan/machines.ts';
import { asOneWithUefi } from '../machine.ts';
import { installerStandIn, type Run, withFewPlaces } from './installer-stand-in.ts';
import { standInDisks } from './machine-disks.ts';

/** The appliance goes on with what it was cut off from; this carrier cannot tell how far that was, and leaves it alone. */
const startsOver: readonly string[] = ['half-made', 'mirror-cut-while-partitioning'];

async function choose(site: Site, inventory: Inventory, digest: string): Promise<Run> {
  const machine = installerStandIn(standInDisks(inventory.disks));
  try {
    return await machine.run(withFewPlaces(chooseDiskScript(site, digest)));
  } finally {
    machine.remove();
  }
}

for (const name of machines) {
  const read = readSite(name);
  const site: Site = { ...read, machine: { ...read.machine, encryption: 'off' } };
  const inventory = asOneWithUefi(readInventory(name));
  const stick = readStick(name) ?? { version: '1', siteDigest: 'd1' };
  const refused = refuseForDebian(site);
  if (refused.length > 0) continue;
  const decision = decideInstall(site, inventory, stick);
  const expected = decision.verdict === 'install' && !startsOver.includes(name) ? decision.systemDisks.map(({ path }) => path) : [];

  test.serial(`on the machine ${name}, Debian ${expected.length === 0 ? 'refuses' : 'takes the same disk'} as the appliance does`, async (t) => {
    const { status, answers, said } = await choose(site, inventory, stick.siteDigest);
    const [disk] = expected;
    t.is(answers, disk === undefined ? '' : `partman-auto/disk ${disk}\ngrub-installer/bootdev ${disk}\n`, said);
    t.is(status, disk === undefined ? 1 : 0, said);
  });
}

test('machines are judged of which both take a disk, and of which both refuse', (t) => {
  const verdicts = machines.map((name) => decideInstall(readSite(name), asOneWithUefi(readInventory(name)), readStick(name)).verdict);
  for (const verdict of ['install', 'refuse', 'boot-on']) t.true(verdicts.filter((other) => other === verdict).length > 10 || verdict === 'refuse', verdict);
});
