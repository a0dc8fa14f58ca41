/** The platform itself as a guest of the node: its image, its seed, its virtual machine. Pure. */
import { platformUserData } from '../../cloud-init/platform-seed.ts';
import type { FirstBootRequest, FirstBootStep } from './steps.ts';
import { fileStep } from './steps.ts';

/** Number of the virtual machine; Proxmox counts from 100. */
export const platformVm = 100;

const image = '/var/lib/vz/import/pintxo.img';
const snippet = '/var/lib/vz/snippets/pintxo-user.yaml';

/** Steps that make and start the platform; without links that are known to be inside there is nothing to connect it to. */
export function platformGuest({ site, siteText }: FirstBootRequest): FirstBootStep[] {
  if (site.network.lan.macs.length === 0) return [];
  return [
    { name: 'image', title: 'image of the platform', done: `[ -s ${image} ]`, commands: [`fetch_image ${image}`] },
    {
      name: 'snippets',
      title: 'storage for seeds of guests',
      done: "pvesh get /storage/local --output-format json | grep -q snippets",
      commands: ['pvesm set local --content iso,vztmpl,backup,import,snippets'],
    },
    fileStep('seed', 'site.yaml for the platform', snippet, platformUserData(siteText)),
    {
      name: 'guest',
      title: 'virtual machine of the platform',
      done: `qm config ${platformVm} 2>/dev/null | grep -q '^scsi0:'`,
      commands: [`qm status ${platformVm} >/dev/null 2>&1 || ${createCommand(site.network.wan.mac !== undefined)}`, `qm set ${platformVm} ${diskOptions}`],
    },
    { name: 'start', title: 'the platform runs', done: `qm status ${platformVm} | grep -q running`, commands: [`qm start ${platformVm}`] },
  ];
}

const diskOptions = `--scsi0 local-zfs:0,import-from=${image},discard=on --ide2 local-zfs:cloudinit --cicustom user=local:snippets/pintxo-user.yaml --boot order=scsi0`;

// No tag on the LAN: the platform sees every VLAN of the house, and the untagged management network.
function createCommand(hasWan: boolean): string {
  const links = hasWan ? ['virtio,bridge=wan', 'virtio,bridge=lan'] : ['virtio,bridge=lan'];
  const options = [
    '--name platform', '--memory 4096', '--cores 2', '--cpu host', '--machine q35', '--ostype l26', '--scsihw virtio-scsi-single',
    '--bios ovmf', '--efidisk0 local-zfs:1,efitype=4m,pre-enrolled-keys=0', '--tpmstate0 local-zfs:1,version=v2.0',
    '--serial0 socket', '--agent 1', '--onboot 1', '--startup order=1', ...links.map((link, index) => `--net${index} ${link}`),
  ];
  return `qm create ${platformVm} ${options.join(' ')}`;
}
