/** Four ways to the data of an encrypted machine that somebody gets hold of: none of them opens it, and its owner is served and told. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { buildImage } from '../../builder/commands/build.ts';
import { release } from '../../builder/system/release.ts';
import { type DiskSpec, makeSshKey, ssh, startMachine, until } from './harness/index.ts';
import { efiSpeaker } from './harness/efi-program.ts';
import { copyOf, installVictim, keyStaysShut, ownerIsServed, underAttack } from './attacks.ts';
import { makeLookAlike } from './look-alike.ts';
import { administrator, copyImage, forwardedNic, notInstalled, putSite, siteWithPassword, startStick, stickDisk, switchOff, type Hardware } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const { version } = release();
const directory = await workshopFor(test, 'attacks');
const attacker = join(directory, 'attacker');
let victim: Hardware;
let copy: Awaited<ReturnType<typeof copyOf>>;
let evilKey = '';
let evilSite = '';

test.before(async () => {
  victim = await installVictim(directory);
  copy = await copyOf(victim, 'attacked');
  await mkdir(attacker);
  const key = await makeSshKey(attacker);
  evilKey = key.path;
  evilSite = siteWithPassword(key.publicKey, 'machine:\n  reinstall: keep\n');
});

test.serial('a stock stick of the same version with another site is plugged in', async (t) => {
  t.notRegex(await plugIn('stock', image), /login:/, 'no console of the stick asks for a login');
  // The firmware follows the stick's hand-over once; after that it starts a stick again.
  const machine = await startMachine({ name: 'after-stock', directory: copy.directory, disks: copy.disks, nics: [forwardedNic], tpm: true });
  await ownerIsServed(t, machine, victim);
  await switchOff(machine);
});

test.serial('a stick with a newer version that a foreign key has signed is plugged in', async (t) => {
  t.notRegex(await plugIn('newer', await foreignImage(`${version}.1`)), /login:/);
});

test.serial('with a look-alike of its data beside it, the machine starts as it was, and says what it refused and how to allow it', async (t) => {
  const lookAlike: DiskSpec = { image: await makeLookAlike(victim.disk, join(attacker, 'look-alike.img')), bus: 'usb', serial: 'PX-EVIL' };
  const machine = await startMachine({ name: 'attacked', directory: copy.directory, disks: [...copy.disks, lookAlike], nics: [forwardedNic], tpm: true });
  const root = await ownerIsServed(t, machine, victim);
  t.is(await root('. /etc/os-release; echo $VERSION_ID'), `${version}\n`);
  const intruder = ssh({ port: machine.hostPort(22), user: administrator, key: evilKey });
  await t.throwsAsync(intruder.run('id'), { message: /Permission denied/ });
  t.notRegex(await root('cat /var/lib/pintxo/site.yaml'), /reinstall: keep/);

  t.notRegex(machine.console.text(), /evil service runs/);
  t.regex(await root('cat /run/pintxo/state'), /^FOREIGN=sda1:kind$/m);
  t.is(await root('ls /dev/mapper | grep -c ^pintxo-'), '1\n');
  // The whole of the parked system is read before it is judged.
  const refusal = new RegExp(`${version.replaceAll('.', '\\.')}\\.1 from a stick was not taken over`);
  await until(async () => refusal.test(await root('pintxo status || true')), { timeoutMs: 600_000, what: 'the refusal of the system', everyMs: 5000 });
  const told = await root('pintxo status || true');
  t.regex(told, /sda1 says that it holds the data of this machine, but it is not encrypted/);
  for (const said of [told, machine.console.text()]) {
    t.regex(said, /site\.yaml from a stick was not taken over.*sudo pintxo accept/);
    t.regex(said, new RegExp(`${version.replaceAll('.', '\\.')}\\.1 from a stick was not taken over.*sudo pintxo accept`));
  }
  await switchOff(machine);
});

test.serial('a driver on the EFI partition, which the boot loader loads, keeps the key shut', async (t) => {
  await underAttack(victim, 'driver', { files: { 'EFI/systemd/drivers/evilx64.efi': efiSpeaker('boot-driver', 'evil driver runs') } }, async (machine) => {
    await machine.console.waitFor('evil driver runs', { timeoutMs: 300_000, what: 'the driver' });
    await keyStaysShut(t, machine);
  });
});

/** Starts the machine from a stick with the attacker's site, and lets it do what it does with nobody there. */
async function plugIn(name: string, stickImage: string): Promise<string> {
  const stick = join(attacker, `${name}.img`);
  await copyImage(stickImage, stick);
  await putSite(stick, evilSite);
  const machine = await startStick({ name, directory: copy.directory, disks: [stickDisk(stick), ...copy.disks], tpm: true });
  const decision = new RegExp(`The new system is on the disk|Recovery key, or Enter to go on without it:|${notInstalled.source}`);
  const [decided] = await machine.console.waitFor(decision, { timeoutMs: 600_000, what: "the stick's decision" });
  // The attacker has no key.
  if (decided.startsWith('Recovery key')) machine.console.write('\n');
  await machine.waitForShutdown({ timeoutMs: 600_000 });
  return machine.console.text();
}

/** The image of this checkout as another version, with another builder's keys. */
async function foreignImage(other: string): Promise<string> {
  const { PINTXO_VERSION = '', PINTXO_KEYS = '' } = process.env;
  Object.assign(process.env, { PINTXO_VERSION: other, PINTXO_KEYS: join(attacker, 'keys') });
  try {
    return (await buildImage(join(attacker, 'newer'), undefined)).image;
  } finally {
    // An empty one is none.
    Object.assign(process.env, { PINTXO_VERSION, PINTXO_KEYS });
  }
}
