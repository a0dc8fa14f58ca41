import test from 'ava';
import { Capture } from '../../../installer/inventory/capture.ts';
import { captureInventory, captureLinks, readCapture } from '../../../installer/inventory/read.ts';
import type { Host } from '../../../installer/system/host.ts';

const lsblk = JSON.stringify({
  blockdevices: [
    {
      ...device('sda'),
      children: [{ ...device('sda1'), type: 'part' }],
    },
  ],
});

function device(kname: string): object {
  return { name: kname, kname, path: `/dev/${kname}`, type: 'disk', size: 500e9, rm: false, ro: false, rota: false };
}

/** A machine with one disk whose ends hold the given bytes; every program but lsblk and uname is missing. */
function hostWith(bytes: Uint8Array | undefined, reads: Array<[string, number, number]> = []): Host {
  return {
    run: async (command) => {
      if (command === 'lsblk') return lsblk;
      if (command === 'uname') return 'x86_64';
      throw new Error(`${command} is missing`);
    },
    readText: async () => undefined,
    readBytes: async (...read) => {
      reads.push(read);
      return bytes;
    },
    list: async () => [],
  };
}

test('the machine that runs the tests can be looked at', async (t) => {
  const inventory = await captureInventory();
  t.is(inventory.version, 1);
  t.true(inventory.cpu.threads > 0);
  t.true(inventory.memoryBytes > 100e6);
  t.true(inventory.disks.every(({ path, bytes }) => path.startsWith('/dev/') && bytes >= 0));
});

test('a capture survives being saved and read again', async (t) => {
  const capture = await readCapture();
  t.deepEqual(Capture.parse(JSON.parse(JSON.stringify(capture))), JSON.parse(JSON.stringify(capture)));
});

test('a disk is not blank where the programs that could tell are missing', async (t) => {
  const { disks } = await captureInventory(hostWith(new Uint8Array(10)));
  t.deepEqual(disks[0]?.signatures.map(({ type }) => type), ['unreadable']);
});

test('the first and the last MiB of a disk are read, and nothing else', async (t) => {
  const reads: Array<[string, number, number]> = [];
  const { disks } = await readCapture(hostWith(new Uint8Array(10), reads));
  const MiB = 1024 * 1024;
  t.deepEqual(reads, [['/dev/sda', 0, MiB], ['/dev/sda', 500e9 - MiB, MiB]]);
  t.is(disks['/dev/sda']?.edges, 'blank');
});

test('noise at an end of the disk is noticed, and so is an end that cannot be read', async (t) => {
  const edges = async (bytes: Uint8Array | undefined) => (await readCapture(hostWith(bytes))).disks['/dev/sda']?.edges;
  t.is(await edges(Uint8Array.of(0, 7)), 'data');
  t.is(await edges(undefined), 'unreadable');
});

test('the links can be looked at without touching a disk', async (t) => {
  const reads: Array<[string, number, number]> = [];
  await captureLinks(hostWith(undefined, reads));
  t.deepEqual(reads, []);
  t.deepEqual(await captureLinks(), (await captureInventory()).links);
});

test('signatures are asked of partitions too', async (t) => {
  t.deepEqual(Object.keys((await readCapture(hostWith(undefined))).signatures), ['/dev/sda', '/dev/sda1']);
});

test('a machine whose disks cannot be listed is an error, not a machine without disks', async (t) => {
  const host: Host = { ...hostWith(undefined), run: () => Promise.reject(new Error('lsblk is missing')) };
  await t.throwsAsync(captureInventory(host), { message: /lsblk/ });
});

/** The same machine with answers for some commands, and the commands it was asked. */
function answering(answers: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}): Host & { readonly asked: string[] } {
  const host = hostWith(new Uint8Array(10));
  const asked: string[] = [];
  const run = async (command: string, args: readonly string[]): Promise<string> => {
    asked.push([command, ...args].join(' '));
    return answers[command] ?? host.run(command, args);
  };
  return { ...host, run, asked, readText: async (path) => files[path] };
}

const record = { version: '0.1.0', siteDigest: 'ab'.repeat(32), state: '5f0c6a52-6f0e-4b7e-9a53-0a1d3c1f7e10' };
const installed = JSON.stringify({
  blockdevices: [{ ...device('sda'), children: [{ ...device('sda1'), type: 'part', partlabel: 'pintxo-esp' }] }],
});

test('what is installed is read from the EFI partition, without mounting it', async (t) => {
  const host = answering({ lsblk: installed, mtype: JSON.stringify(record) });
  t.deepEqual((await captureInventory(host)).disks[0]?.installation, record);
  t.true(host.asked.includes('mtype -i /dev/sda1 ::/pintxo/installation.json'));
});

test('a disk without our EFI partition is not asked what is installed, and one that cannot say is no obstacle', async (t) => {
  const foreign = answering({ mtype: JSON.stringify(record) });
  t.is((await captureInventory(foreign)).disks[0]?.installation, undefined);
  t.false(foreign.asked.some((command) => command.startsWith('mtype')));
  t.is((await captureInventory(answering({ lsblk: installed }))).disks[0]?.installation, undefined);
});

const tpmFile = '/sys/class/tpm/tpm0/tpm_version_major';

test('a TPM 2 is asked with a limit of time', async (t) => {
  const host = answering({ env: '0011223344556677' }, { [tpmFile]: '2\n' });
  t.deepEqual((await captureInventory(host)).tpm, { version: 2, usable: true, isLogged: false });
  t.true(host.asked.includes('env TPM2TOOLS_TCTI=device:/dev/tpmrm0 timeout 15 tpm2_getrandom --hex 8'));
});

test('a TPM 2 that does not answer is not usable, and an older one is not asked', async (t) => {
  t.deepEqual((await captureInventory(answering({}, { [tpmFile]: '2\n' }))).tpm, { version: 2, usable: false, isLogged: false });
  const old = answering({}, { [tpmFile]: '1\n' });
  t.deepEqual((await captureInventory(old)).tpm, { version: 1 });
  t.false(old.asked.some((command) => command.startsWith('env')));
});
