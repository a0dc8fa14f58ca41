/** A disk image in the place of a machine's disk, for the installer's own eyes. */
import type { Host } from '../../../../installer/system/host.ts';
import { attempt, run } from '../../harness/process.ts';
import type { DiskFiles } from './disk-files.ts';
import { partitionsFound, sectorBytes } from './gpt.ts';
import { frame } from './pieces.ts';
import { remembered } from './remembered.ts';

/** Where the installer finds the disk. */
export const diskPath = '/dev/vda';

/** Answers as Linux does that was started with this command line on a machine where the only disk is this one. */
export function offlineHost(files: DiskFiles, serial: string, commandLine: string): Host {
  const known = new Map([frame, ...files.places.keys()].map((place) => [place, remembered(() => signatures(files, place))] as const));
  return {
    run: (command, args) => {
      if (command === 'lsblk') return listing(files, serial, commandLine);
      if (command === 'wipefs') return signaturesOn(files, args, known);
      if (command === 'mtype') return run(command, args.map((word) => imageOf(files, word)), { what: 'reading an EFI partition' });
      return Promise.reject(new Error(`a disk image answers no ${command}`));
    },
    readText: () => Promise.resolve(undefined),
    readBytes: (path, position, length) => (path === diskPath ? files.read(position, length) : Promise.resolve(undefined)),
    list: () => Promise.resolve([]),
  };
}

async function listing(files: DiskFiles, serial: string, commandLine: string): Promise<string> {
  const read = (sector: number, count: number): Promise<Buffer> => files.read(sector * sectorBytes, count * sectorBytes);
  const partitions = await partitionsFound(read, files.bytes / sectorBytes - 1, commandLine);
  const children = partitions.map(({ number, label, type, uuid, offset, size }) => {
    const place = files.places[number - 1];
    // What is read of a partition lies in its own file.
    if (place?.offset !== offset || place.size !== size) throw new RangeError(`the disk has a partition ${number} where it was not taken apart`);
    return { ...named(`vda${number}`), type: 'part', size, partn: number, partlabel: label, parttype: type, partuuid: uuid };
  });
  const disk = { ...named('vda'), type: 'disk', size: files.bytes, serial, vendor: '0x1af4', tran: 'virtio', subsystems: 'block:virtio:pci', rota: true, 'log-sec': 512, mountpoints: [null], children };
  return JSON.stringify({ blockdevices: [disk] });
}

const named = (kname: string): { name: string; kname: string; path: string } => ({ name: kname, kname, path: `/dev/${kname}` });

// The same for the same content, and a disk that is looked at has a new one in one or two places.
async function signaturesOn(files: DiskFiles, args: readonly string[], known: ReadonlyMap<number, (key: string) => Promise<string>>): Promise<string> {
  const place = placeOf(args.at(-1) ?? '');
  const look = place === undefined ? undefined : known.get(place);
  if (place === undefined || look === undefined) throw new Error(`there is no ${args.at(-1)}`);
  return look(files.state(place));
}

async function signatures(files: DiskFiles, place: number): Promise<string> {
  const { stdout, exitCode, stderr } = await attempt('wipefs', ['--json', '--no-act', '--output', 'DEVICE,OFFSET,USAGE,TYPE,LABEL,UUID', files.path(place)], { what: 'looking for signatures' });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

function imageOf(files: DiskFiles, word: string): string {
  const place = placeOf(word);
  return place === undefined ? word : files.path(place);
}

function placeOf(path: string): number | undefined {
  const number = new RegExp(`^${diskPath}(\\d*)$`).exec(path)?.[1];
  if (number === undefined) return undefined;
  return number === '' ? frame : Number(number) - 1;
}
