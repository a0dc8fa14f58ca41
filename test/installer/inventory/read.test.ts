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

type Read = readonly [path: string, position: number, length: number];

/** A machine with one disk that gives these bytes; every program but lsblk and uname is missing. */
function hostWith(content: (read: Read) => Uint8Array | undefined, reads: Read[] = []): Host {
  return {
    run: async (command) => {
      if (command === 'lsblk') return lsblk;
      if (command === 'uname') return 'x86_64';
      throw new Error(`${command} is missing`);
    },
    readText: async () => undefined,
    readBytes: async (...read) => {
      reads.push(read);
      return content(read);
    },
    list: async () => [],
  };
}

const zeros = ([, , length]: Read): Uint8Array => new Uint8Array(length);
const nothing = (): undefined => undefined;

/** Zeros, but for one byte there. */
const withByteAt = (place: number) => ([, position, length]: Read): Uint8Array => {
  const bytes = new Uint8Array(length);
  if (place >= position && place < position + length) bytes[place - position] = 7;
  return bytes;
};

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
  const { disks } = await captureInventory(hostWith(zeros));
  t.deepEqual(disks[0]?.signatures.map(({ type }) => type), ['unreadable']);
});

test('a disk is blank where its edges and some hundred places between are', async (t) => {
  const reads: Read[] = [];
  const { disks } = await readCapture(hostWith(zeros, reads));
  const MiB = 1024 * 1024;
  t.deepEqual(reads.slice(0, 2), [['/dev/sda', 0, MiB], ['/dev/sda', 500e9 - MiB, MiB]]);
  t.true(reads.length > 300, `${reads.length} reads`);
  t.true(reads.every(([, position, length]) => position >= 0 && position + length <= 500e9));
  t.is(disks['/dev/sda']?.edges, 'blank');
  t.is((await readCapture(hostWith(([, , length]) => new Uint8Array(length).fill(0xff)))).disks['/dev/sda']?.edges, 'blank', 'erased flash');
});

const edges = async (content: (read: Read) => Uint8Array | undefined) => (await readCapture(hostWith(content))).disks['/dev/sda']?.edges;

test('data anywhere is noticed where the table at the start was overwritten', async (t) => {
  const [MiB, GiB] = [2 ** 20, 2 ** 30];
  for (const place of [7, MiB, 2 * MiB, 4 * MiB + 100, GiB, 32 * GiB, 500e9 - 1]) t.is(await edges(withByteAt(place)), 'data', String(place));
});

test('a disk that cannot be read is never blank: at an end, in the middle, or where it gives less than it was asked for', async (t) => {
  t.is(await edges(nothing), 'unreadable');
  t.is(await edges((read) => (read[1] > 200e9 && read[1] < 300e9 ? undefined : zeros(read))), 'unreadable');
  t.is(await edges(([, , length]) => new Uint8Array(length - 1)), 'unreadable');
  t.is(await edges(() => new Uint8Array(0)), 'unreadable');
});

const bare = JSON.stringify({ blockdevices: [device('sda')] });
const table: Piece[] = [[510, Uint8Array.of(0x55, 0xaa)]];

type Piece = readonly [place: number, bytes: Uint8Array];

/** A disk on which nothing is written but these pieces, none of which lies across two reads. */
const holding = (pieces: readonly Piece[]) => ([, position, length]: Read): Uint8Array => {
  const bytes = new Uint8Array(length);
  for (const [place, piece] of pieces) if (place >= position && place + piece.length <= position + length) bytes.set(piece, place - position);
  return bytes;
};

test('a table in which no partition is found says nothing about what is behind it', async (t) => {
  const look = async (pieces: readonly Piece[], answer = bare) => (await readCapture({ ...hostWith(holding(pieces)), run: async (command) => (command === 'lsblk' ? answer : 'x86_64') })).disks['/dev/sda']?.edges;
  const [header, photo] = [Buffer.from('EFI PART'), Buffer.from('photo')];
  t.is(await look(table), 'table');
  t.is(await look([...table, [512, header], [500e9 - 512, header]]), 'table');
  t.is(await look([...table, [4096, header]]), 'table-elsewhere');
  t.is(await look([...table, [512, header]], JSON.stringify({ blockdevices: [{ ...device('sda'), 'log-sec': 4096 }] })), 'table-elsewhere');
  t.is(await look([...table, [2 ** 30, photo]]), 'data');
  t.is(await look(table, lsblk), 'data', 'with partitions there is more to go by');
  t.is(await look([[7, photo]]), 'data');
});

test('the links can be looked at without touching a disk', async (t) => {
  const reads: Read[] = [];
  await captureLinks(hostWith(nothing, reads));
  t.deepEqual(reads, []);
  t.deepEqual(await captureLinks(), (await captureInventory()).links);
});

test('signatures are asked of partitions too', async (t) => {
  t.deepEqual(Object.keys((await readCapture(hostWith(nothing))).signatures), ['/dev/sda', '/dev/sda1']);
});

test('a machine whose disks cannot be listed is an error, not a machine without disks', async (t) => {
  const host: Host = { ...hostWith(nothing), run: () => Promise.reject(new Error('lsblk is missing')) };
  await t.throwsAsync(captureInventory(host), { message: /lsblk/ });
});

/** The same machine with answers for some commands, and the commands it was asked. */
function answering(answers: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}): Host & { readonly asked: string[] } {
  const host = hostWith(zeros);
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
