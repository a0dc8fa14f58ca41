/** A card is changed: announced, the next start opens the data all the same, and only that one. */
import test, { type ExecutionContext } from 'ava';
import { startMachine, type Machine } from './harness/index.ts';
import { copyOf, installVictim, keyStaysShut, ownerIsServed } from './attacks.ts';
import { forwardedNic, switchOff, waitUntilUp, type Hardware } from './platform.ts';
import { asksForKey } from './recovery.ts';
import { workshopFor } from './workshop.ts';

// The firmware measures the program in its ROM. No cable is in it.
const card = ['-device', 'e1000e'];

const directory = await workshopFor(test, 'hardware');
let hardware: Hardware;
let copy: Awaited<ReturnType<typeof copyOf>>;

test.before(async () => {
  hardware = await installVictim(directory);
  copy = await copyOf(hardware, 'changed');
});

test.serial('a card that nobody announced keeps the key shut', async (t) => {
  const machine = await start('unannounced', card);
  await keyStaysShut(t, machine);
  await machine.stop({ keep: true });
});

test.serial('what is announced can be taken back, and is seen in the status until then', async (t) => {
  const machine = await start('announced');
  const root = await ownerIsServed(t, machine, hardware);
  t.regex(await root('pintxo hardware'), /The next start, and only that/);
  t.deepEqual(bindingsIn(await root(dump)), ['2+4+7+12', '4+12']);
  t.regex(await root(keys), /0x81005078/);
  t.regex(await root('pintxo status || true'), /pintxo hardware --undo/);
  await root('pintxo hardware --undo');
  t.deepEqual(bindingsIn(await root(dump)), ['2+4+7+12']);
  t.notRegex(await root(keys), /0x81005078/);
  await root('pintxo hardware');
  await switchOff(machine);
});

test.serial('with the card in it the machine then starts by itself, and again, bound to what it is now', async (t) => {
  await startsAlone(t, 'changed', card);
  await startsAlone(t, 'again', card);
});

test.serial('taking the card out again is another change', async (t) => {
  const machine = await start('without');
  await keyStaysShut(t, machine);
  await machine.stop({ keep: true });
});

async function startsAlone(t: ExecutionContext, name: string, extra: readonly string[]): Promise<void> {
  const machine = await start(name, extra);
  await waitUntilUp(machine);
  t.notRegex(machine.console.text(), asksForKey);
  await switchOff(machine);
}

const keys = 'tpm2_getcap --tcti=device:/dev/tpmrm0 handles-persistent';
const dump = 'cryptsetup luksDump /dev/disk/by-partlabel/pintxo-data';

/** What the TPM compares, for each way in which it opens the data. */
function bindingsIn(text: string): string[] {
  return [...text.matchAll(/tpm2-hash-pcrs:\s+(\S+)/g)].map(([, pcrs = '']) => pcrs).sort();
}

function start(name: string, extra: readonly string[] = []): Promise<Machine> {
  return startMachine({ name, directory: copy.directory, disks: copy.disks, nics: [forwardedNic], tpm: true, extra });
}
