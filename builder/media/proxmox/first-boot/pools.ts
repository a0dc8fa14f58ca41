/** ZFS pools of a node out of the site's data disks. Pure. */
import type { DiskSelector, Site } from '../../../site/site.ts';
import type { FirstBootStep } from './steps.ts';

/** Pools whose disks the site names; the others would be a guess, and are left to the administrator. */
export function poolSteps({ machine: { dataDisks, wipe } }: Site): FirstBootStep[] {
  return Object.entries(dataDisks).flatMap(([name, selector]) => {
    const finder = finderOf(selector);
    return finder === undefined ? [] : [poolStep(name, finder, wipe === 'any' || (selector.serial !== undefined && wipe.includes(selector.serial)))];
  });
}

function poolStep(name: string, finder: string, mayErase: boolean): FirstBootStep {
  const content = name.startsWith('tankc') ? 'backup,images' : 'images,rootdir';
  return {
    name: `pool-${name}`,
    title: `storage pool ${name}`,
    done: `zpool list -H -o name ${name} >/dev/null 2>&1 && pvesm status --storage ${name} >/dev/null 2>&1`,
    commands: [
      `disk=$(${finder})`,
      'exactly_one "$disk"',
      `zpool list -H -o name ${name} >/dev/null 2>&1 || { ${mayErase ? 'wipefs --all "$disk"' : 'is_blank "$disk"'} && zpool create -o ashift=12 ${name} "$disk"; }`,
      `pvesm status --storage ${name} >/dev/null 2>&1 || pvesm add zfspool ${name} --pool ${name} --content ${content.replace('backup,', '')}`,
    ],
  };
}

// Serials and names come from site.yaml: they are quoted for the shell.
function finderOf({ serial, id, wwn }: DiskSelector): string | undefined {
  const list = (column: string): string => `lsblk --nodeps --noheadings --paths --raw --output NAME,${column}`;
  if (serial !== undefined) return `${list('SERIAL')} | awk -v wanted=${shellWord(serial)} '$2 == wanted { print $1 }'`;
  if (wwn !== undefined) return `${list('WWN')} | awk -v wanted=${shellWord(wwn)} '$2 == wanted { print $1 }'`;
  return id === undefined ? undefined : `readlink --canonicalize-existing /dev/disk/by-id/${shellWord(id)}`;
}

export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
