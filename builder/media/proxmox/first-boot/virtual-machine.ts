/** Steps that make and start one virtual machine: each looks at what Proxmox says of it. Pure. */
import type { FirstBootStep } from './steps.ts';

export interface VirtualMachine {
  /** Proxmox counts from 100. */
  readonly id: number;
  readonly name: string;
  readonly title: string;
  /** Options of `qm create`, without disks. */
  readonly options: readonly string[];
  /** Options of `qm set` that give it its disks. */
  readonly disks: readonly string[];
  /** Its disk that is made last. */
  readonly last: string;
  /** What that disk is grown to, in GiB; one that is larger stays as it is. */
  readonly gibibytes?: number | undefined;
  readonly afterwards?: readonly string[] | undefined;
}

/** Where images lie that disks are made of. */
export const imports = '/var/lib/vz/import';

export function imageStep(image: string): FirstBootStep {
  return { name: `image-${image}`, title: `image ${image}`, done: `[ -s ${imports}/${image} ]`, commands: [`fetch_image ${image} ${imports}/${image}`] };
}

// A machine whose disks failed has its number already, and goes on from there.
export function machineSteps({ id, name, title, options, disks, last, gibibytes, afterwards = [] }: VirtualMachine): FirstBootStep[] {
  const large = gibibytes === undefined ? undefined : `is_as_large ${id} ${last} ${gibibytes}`;
  return [
    {
      name: `guest-${name}`,
      title,
      done: [`has_disk ${id} ${last}`, ...(large === undefined ? [] : [large])].join(' && '),
      commands: [
        `is_free_or_ours ${id} ${name}`,
        `qm status ${id} >/dev/null 2>&1 || qm create ${id} --name ${name} ${options.join(' ')}`,
        `give ${id} ${disks.join(' ')}`,
        ...(large === undefined ? [] : [`${large} || qm disk resize ${id} ${last} ${gibibytes}G`]),
        ...afterwards,
      ],
    },
    { name: `start-${name}`, title: `${title}: it runs`, done: `qm status ${id} | grep -q running`, commands: [`qm start ${id}`] },
  ];
}

export const machineFunctions = `has_disk() {
	qm config "$1" 2>/dev/null | grep -q "^$2: "
}

is_as_large() {
	qm config "$1" | sed -n "s/^$2: .*size=\\([0-9]*\\)\\([MGT]\\).*/\\1 \\2/p" |
		awk -v wanted="$3" '{ size = $1 * ($2 == "T" ? 1024 : $2 == "M" ? 1 / 1024 : 1) } END { exit (size < wanted) }'
}

# A number that another machine has is not ours to change.
is_free_or_ours() {
	local name
	name=$(qm config "$1" 2>/dev/null | sed -n 's/^name: //p')
	[ -z "$name" ] || [ "$name" = "$2" ] || { say "virtual machine $1 is $name, not $2: it is left alone"; return 1; }
}

# Gives a machine its disks and options; a disk that it has is never replaced by an empty one.
give() {
	local id=$1 left=$(($# - 1)) option value
	shift
	while [ "$left" -gt 0 ]; do
		option=$1 value=$2
		shift 2
		left=$((left - 2))
		case $option in --scsi[0-9]* | --ide[0-9]*) ! has_disk "$id" "\${option#--}" || continue ;; esac
		set -- "$@" "$option" "$value"
	done
	[ $# = 0 ] || qm set "$id" "$@"
}
`;

export const snippets: FirstBootStep = {
  name: 'snippets',
  title: 'storage for seeds of guests',
  done: 'pvesh get /storage/local --output-format json | grep -q snippets',
  commands: ['pvesm set local --content iso,vztmpl,backup,import,snippets'],
};
