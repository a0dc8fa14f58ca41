/** Guests that modules declare, as virtual machines of the node. Pure. */
import type { Guest } from '../../../../templates/contract.ts';
import type { Zone } from '../../../site/zones.ts';
import type { Seed } from '../../cloud-init/render.ts';
import { guestFirewall } from '../firewall/render.ts';
import { fileStep, type FirstBootStep } from './steps.ts';
import { imageStep, imports, machineSteps } from './virtual-machine.ts';

/** A guest that can be made: with the zone it is in, its address there and its seed. */
export interface SeededGuest {
  readonly guest: Guest;
  readonly zone: Zone;
  readonly mac: string;
  readonly seed: Seed;
}

/** Number of the first of them. */
const firstVm = 110;

/** Proxmox's number of each guest goes by their order. */
export function guestSteps(guests: readonly SeededGuest[]): FirstBootStep[] {
  const images = [...new Set(guests.map(({ guest }) => guest.image))];
  return [...images.map(imageStep), ...guests.flatMap((seeded, index) => stepsOf(seeded, firstVm + index))];
}

function stepsOf(seeded: SeededGuest, id: number): FirstBootStep[] {
  const { guest: { name, title, image, diskGibibytes }, zone, seed } = seeded;
  const snippet = (kind: string, content: string): FirstBootStep =>
    fileStep(`seed-${name}-${kind}`, `seed of ${name}`, `/var/lib/vz/snippets/${name}-${kind}.yaml`, content);
  return [
    snippet('user', seed.userData),
    snippet('meta', seed.metaData),
    snippet('network-config', seed.networkConfig),
    fileStep(`firewall-${name}`, `firewall of ${name}`, `/etc/pve/firewall/${id}.fw`, guestFirewall(zone.name)),
    ...machineSteps({
      id,
      name,
      title,
      options: options(seeded),
      disks: [
        `--scsi0 local-zfs:0,import-from=${imports}/${image},discard=on`, '--ide2 local-zfs:cloudinit', '--boot order=scsi0',
        `--cicustom user=local:snippets/${name}-user.yaml,meta=local:snippets/${name}-meta.yaml,network=local:snippets/${name}-network-config.yaml`,
      ],
      last: 'scsi0',
      gibibytes: diskGibibytes,
    }),
  ];
}

function options({ guest: { cores, memoryMebibytes }, zone, mac }: SeededGuest): string[] {
  const tag = zone.vlan === 0 ? '' : `,tag=${zone.vlan}`;
  return [
    `--memory ${memoryMebibytes}`, `--cores ${cores}`, '--ostype l26', '--scsihw virtio-scsi-single', '--serial0 socket', '--agent 1',
    '--onboot 1', '--startup order=3', `--net0 virtio=${mac},bridge=lan${tag},firewall=1`,
  ];
}
