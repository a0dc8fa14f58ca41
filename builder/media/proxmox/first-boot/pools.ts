/** ZFS pools of a node, and the storage that Proxmox sees in them. Pure. */
import { plainSerial, plainWwn, wwnPrefix } from '../../../../installer/plan/disk-identity.ts';
import { shellWord } from '../../shell.ts';
import type { NodePool, PoolDisk } from '../pool-disks.ts';
import type { FirstBootStep } from './steps.ts';

/** Nothing is erased before the pool was looked for, and every disk looked at. */
export function poolStep({ name, disks }: NodePool): FirstBootStep {
  const each = (use: (variable: string, disk: PoolDisk) => string[]): string[] => disks.flatMap((disk, index) => use(`disk${index + 1}`, disk));
  const layout = [...(disks.length > 1 ? ['mirror'] : []), ...each((variable) => [`"$${variable}"`])].join(' ');
  const absent = (command: string): string => `pool_is_there ${name} || ${command}`;
  return {
    name: `pool-${name}`,
    title: `storage pool ${name}`,
    done: `pool_is_there ${name} && pvesm status --storage ${name} >/dev/null 2>&1`,
    commands: [
      `import_pool ${name}`,
      ...each((variable, disk) => [absent(`${variable}=$(${finderOf(disk)} || true)`), absent(`exactly_one "$${variable}"`)]),
      ...each((variable, { consent, erasable = 'none' }) => [absent(`may_become ${name} "$${variable}" ${consent} ${shellWord(erasable)}`)]),
      ...each((variable) => [absent(`clear_disk "$${variable}"`)]),
      absent(`make_pool ${name} ${layout}`),
      `pvesm status --storage ${name} >/dev/null 2>&1 || ${storage(name)}`,
    ],
  };
}

// A pool can hold disks of guests; backups are files in its file system.
function storage(name: string): string {
  if (name.startsWith('tankc')) return `pvesm add dir ${name} --path /${name} --content backup --is_mountpoint yes`;
  return `pvesm add zfspool ${name} --pool ${name} --content images,rootdir`;
}

// Serials and names come from site.yaml: they are quoted for the shell. A blank in the middle is written as \x20 by lsblk.
function finderOf({ property, value }: PoolDisk): string {
  if (property === 'id') return `readlink --canonicalize-existing /dev/disk/by-id/${shellWord(value)}`;
  const [column, wanted] = property === 'serial' ? ['SERIAL', plainSerial(value)] : ['WWN', plainWwn(value)];
  const plain = property === 'serial' ? '' : `{ $2 = tolower($2); sub(/${wwnPrefix}/, "", $2) } `;
  const written = wanted.replaceAll('\\', '\\\\').replaceAll(' ', '\\\\x20');
  return `lsblk --nodeps --noheadings --paths --raw --output NAME,${column} | awk -v wanted=${shellWord(written)} '${plain}$2 == wanted { print $1 }'`;
}
