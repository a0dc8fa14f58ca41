/** The platform itself as a guest of the node. Pure. */
import type { Site } from '../../../site/site.ts';
import { guestMac } from '../../cloud-init/guest.ts';
import { platformUserData } from '../../cloud-init/platform-seed.ts';
import { guestSiteText, type VirtualLinks } from './guest-site.ts';
import { fileStep, type FirstBootRequest, type FirstBootStep } from './steps.ts';
import { imageStep, imports, machineSteps } from './virtual-machine.ts';

/** Number of the virtual machine. */
export const platformVm = 100;

/** Name of the image on the medium. */
export const platformImage = 'pintxo.img';

const diskGibibytes = 32;

/** site.yaml of the guest. */
export function platformSite({ site, siteText, router }: Pick<FirstBootRequest, 'site' | 'siteText' | 'router'>): string {
  return guestSiteText(siteText, linksOf(site, router));
}

export function platformSteps(request: FirstBootRequest): FirstBootStep[] {
  return [
    imageStep(platformImage),
    fileStep('seed-platform', 'site.yaml for the platform', '/var/lib/vz/snippets/platform-user.yaml', platformUserData(platformSite(request))),
    ...machineSteps({
      id: platformVm,
      name: 'platform',
      title: 'virtual machine of the platform',
      options: options(linksOf(request.site, request.router)),
      disks: [
        `--scsi0 local-zfs:${diskGibibytes},discard=on`, `--scsi1 local-zfs:0,import-from=${imports}/${platformImage}`,
        '--ide2 local-zfs:cloudinit', '--cicustom user=local:snippets/platform-user.yaml', '--boot "order=scsi0;scsi1"',
      ],
      last: 'scsi1',
    }),
  ];
}

function linksOf({ site: { name }, network }: Site, router: FirstBootRequest['router']): VirtualLinks {
  const [wan, lan] = [guestMac(name, 'platform wan'), guestMac(name, 'platform lan')];
  return router === 'platform' && network.wan.mac !== undefined ? { wan, lan } : { wan };
}

// The stick's image is the second disk: the empty first one cannot start, so the stick does, installs, and is not asked again.
// No tag on the LAN: the platform sees every VLAN of the house, and the untagged management network.
function options({ wan, lan }: VirtualLinks): string[] {
  const links = lan === undefined ? [`virtio=${wan},bridge=lan`] : [`virtio=${wan},bridge=wan`, `virtio=${lan},bridge=lan`];
  return [
    '--memory 4096', '--cores 2', '--cpu host', '--machine q35', '--ostype l26', '--scsihw virtio-scsi-single',
    '--bios ovmf', '--efidisk0 local-zfs:1,efitype=4m,pre-enrolled-keys=0', '--tpmstate0 local-zfs:1,version=v2.0',
    '--serial0 socket', '--onboot 1', '--startup order=2', ...links.map((link, index) => `--net${index} ${link}`),
  ];
}
