/** OPNsense as the router of the house, in place of the platform. Pure. */
import type { Site } from '../../../site/site.ts';
import { guestMac } from '../../cloud-init/guest.ts';
import { fileStep, type FirstBootStep } from './steps.ts';
import { imageStep, imports, machineSteps } from './virtual-machine.ts';

export const opnsenseVm = 101;

/** Name of the image on the medium: OPNsense's own, unpacked. */
export const opnsenseImage = 'opnsense.img';

const folder = '/var/lib/pintxo/opnsense';
const disc = '/var/lib/vz/template/iso/pintxo-opnsense.iso';

/**
 * OPNsense reads a configuration from another medium only after a key was pressed at its console; nothing here can do that,
 * so the step that starts it says what to press.
 */
export function opnsenseSteps({ site: { name } }: Site, config: string): FirstBootStep[] {
  return [
    imageStep(opnsenseImage),
    fileStep('router-config', 'configuration of OPNsense', `${folder}/conf/config.xml`, config),
    { name: 'router-disc', title: 'disc with the configuration', done: `[ -s ${disc} ] && ! [ ${disc} -ot ${folder}/conf/config.xml ]`, commands: [`genisoimage -quiet -R -V PINTXO -o ${disc}.part ${folder}`, `mv ${disc}.part ${disc}`, `touch ${disc}`] },
    ...machineSteps({
      id: opnsenseVm,
      name: 'router',
      title: 'virtual machine of OPNsense',
      options: [
        '--memory 2048', '--cores 2', '--cpu host', '--ostype other', '--scsihw virtio-scsi-single', '--serial0 socket', '--onboot 1', '--startup order=1,up=60',
        `--net0 virtio=${guestMac(name, 'router wan')},bridge=wan`, `--net1 virtio=${guestMac(name, 'router lan')},bridge=lan`,
      ],
      disks: [`--scsi0 local-zfs:0,import-from=${imports}/${opnsenseImage},discard=on`, '--ide2 local:iso/pintxo-opnsense.iso,media=cdrom', '--boot order=scsi0'],
      last: 'scsi0',
      afterwards: [`say "router: when it starts, press a key at 'Press any key to start the configuration importer' on its console, and name the device cd0"`],
    }),
  ];
}
