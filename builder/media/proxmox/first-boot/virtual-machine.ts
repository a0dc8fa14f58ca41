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
  /** A line that its configuration has when the disks are there, as a basic regular expression. */
  readonly complete: string;
  readonly afterwards?: readonly string[] | undefined;
}

/** Where images lie that disks are made of. */
export const imports = '/var/lib/vz/import';

export function imageStep(image: string): FirstBootStep {
  return { name: `image-${image}`, title: `image ${image}`, done: `[ -s ${imports}/${image} ]`, commands: [`fetch_image ${image} ${imports}/${image}`] };
}

// A machine whose disks failed has its number already, and goes on from there.
export function machineSteps({ id, name, title, options, disks, complete, afterwards = [] }: VirtualMachine): FirstBootStep[] {
  return [
    {
      name: `guest-${name}`,
      title,
      done: `qm config ${id} 2>/dev/null | grep -q '${complete}'`,
      commands: [`qm status ${id} >/dev/null 2>&1 || qm create ${id} --name ${name} ${options.join(' ')}`, `qm set ${id} ${disks.join(' ')}`, ...afterwards],
    },
    { name: `start-${name}`, title: `${title}: it runs`, done: `qm status ${id} | grep -q running`, commands: [`qm start ${id}`] },
  ];
}

export const snippets: FirstBootStep = {
  name: 'snippets',
  title: 'storage for seeds of guests',
  done: 'pvesh get /storage/local --output-format json | grep -q snippets',
  commands: ['pvesm set local --content iso,vztmpl,backup,import,snippets'],
};
