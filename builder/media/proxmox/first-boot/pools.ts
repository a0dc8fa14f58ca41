/** ZFS pools of a node, and the storage that Proxmox sees in them. Pure. */
import type { NodePool, PoolDisk } from '../pool-disks.ts';
import { shellWord } from '../../shell.ts';
import type { FirstBootStep } from './steps.ts';

export function poolStep({ name, disks }: NodePool): FirstBootStep {
  const variables = disks.map((_, index) => `disk${index + 1}`);
  const layout = [...(disks.length > 1 ? ['mirror'] : []), ...variables.map((variable) => `"$${variable}"`)].join(' ');
  const each = (program: string, mayErase: boolean): string[] => disks.flatMap((disk, index) => (disk.mayErase === mayErase ? [`${program} "$disk${index + 1}" && `] : []));
  // Nothing is erased before every disk was looked at.
  const prepare = [...each('is_blank', false), ...each('wipefs --all', true)].join('');
  return {
    name: `pool-${name}`,
    title: `storage pool ${name}`,
    done: `zpool list -H -o name ${name} >/dev/null 2>&1 && pvesm status --storage ${name} >/dev/null 2>&1`,
    commands: [
      ...disks.flatMap((disk, index) => [`disk${index + 1}=$(${finderOf(disk)})`, `exactly_one "$disk${index + 1}"`]),
      `zpool list -H -o name ${name} >/dev/null 2>&1 || { ${prepare}zpool create -o ashift=12 ${name} ${layout}; }`,
      `pvesm status --storage ${name} >/dev/null 2>&1 || ${storage(name)}`,
    ],
  };
}

// A pool can hold disks of guests; backups are files in its file system.
function storage(name: string): string {
  if (name.startsWith('tankc')) return `pvesm add dir ${name} --path /${name} --content backup --is_mountpoint yes`;
  return `pvesm add zfspool ${name} --pool ${name} --content images,rootdir`;
}

// Serials and names come from site.yaml: they are quoted for the shell.
function finderOf({ property, value }: PoolDisk): string {
  if (property === 'id') return `readlink --canonicalize-existing /dev/disk/by-id/${shellWord(value)}`;
  const column = property === 'serial' ? 'SERIAL' : 'WWN';
  return `lsblk --nodeps --noheadings --paths --raw --output NAME,${column} | awk -v wanted=${shellWord(value)} '$2 == wanted { print $1 }'`;
}
