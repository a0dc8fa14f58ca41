/** The appliance image as an ordered list of stages. Pure: the list can be printed, compared and tested. */
import { basename } from 'node:path';
import type { BuildParameters } from './settings.ts';
import { loaderPath } from '../trust/manifest.ts';
import type { BootFile, Stage } from './stage.ts';
import { rootSteps } from './root-steps.ts';
import { stickSteps } from './stick-steps.ts';

// What it does to a tree shows in no step: a change of it must make the trees anew.
const treeMaker = 'builder/image/debian-tree.ts';

/** The stages in the order in which they run; each depends only on earlier ones. */
export function applianceStages(parameters: BuildParameters): readonly Stage[] {
  return [
    tools(parameters),
    packages(parameters),
    program(parameters),
    initrd(parameters),
    root(parameters),
    kernel(parameters),
    manifest(parameters),
    stick(parameters),
  ];
}

function tools({ settings, mirror }: BuildParameters): Stage {
  return {
    name: 'tools',
    title: 'Debian 13 tools for the build itself',
    needs: [],
    files: [treeMaker],
    epoch: settings.packagesEpoch,
    steps: [
      {
        kind: 'debian-tree',
        suite: settings.suite,
        components: settings.components,
        packages: settings.tools.packages,
        excludePaths: settings.excludePaths,
        includePaths: [],
        mirror,
        unpackedOnly: true,
        epoch: settings.packagesEpoch,
      },
    ],
  };
}

function packages({ settings, modulePackages, mirror }: BuildParameters): Stage {
  return {
    name: 'packages',
    title: 'Debian packages of the platform',
    needs: [],
    files: ['images/passwd', 'images/group', treeMaker],
    epoch: settings.packagesEpoch,
    steps: [
      {
        kind: 'debian-tree',
        suite: settings.suite,
        components: settings.components,
        packages: [...new Set([...settings.packages, ...modulePackages])].sort(),
        excludePaths: settings.excludePaths,
        includePaths: settings.includePaths,
        mirror,
        pinnedIds: 'images',
        epoch: settings.packagesEpoch,
      },
      { kind: 'check-ids', tree: 'tree', pinnedIds: 'images' },
    ],
  };
}

/** The program that every carrier brings to the machine. */
export function program({ epoch }: Pick<BuildParameters, 'epoch'>): Stage {
  return {
    name: 'program',
    title: "the machine's program",
    needs: [],
    files: ['builder', 'installer', 'templates', 'package-lock.json', 'tsconfig.json'],
    epoch,
    steps: [{ kind: 'bundle', path: 'pintxo.mjs' }],
  };
}

// Both systems look at the devices of the machine in the same way, and do the same when they cannot go on.
const shared = ['systemd-udev-trigger.service.d', 'emergency.service'].map((name) => `overlays/root/usr/lib/systemd/system/${name}`);

function initrd({ settings }: BuildParameters): Stage {
  const { modules, drivers } = settings.initrd;
  return {
    name: 'initrd',
    title: 'early system (initrd)',
    needs: ['packages'],
    files: ['overlays/initrd', ...shared],
    epoch: settings.packagesEpoch,
    steps: [
      {
        kind: 'inside',
        title: 'making the initrd',
        tree: 'packages/tree',
        // The kernel's version is known only in the tree.
        args: ['sh', '-euc', dracutCommand(modules, drivers)],
      },
    ],
  };
}

function dracutCommand(modules: readonly string[], drivers: readonly string[]): string {
  return [
    // Without device nodes, which the kernel makes itself: who builds without root cannot make any.
    'DRACUT_NO_MKNOD=1 dracut --kver "$(ls /usr/lib/modules)"',
    '--no-hostonly --no-hostonly-cmdline --no-early-microcode --reproducible --force --quiet',
    `--modules '${modules.join(' ')}' --drivers '${drivers.join(' ')}'`,
    "--install 'btrfs cat chattr chown cp ln losetup mkdir mount mv readlink rm sha256sum sleep sync tail timeout touch tpm2_pcrextend tr udevadm umount /usr/lib/systemd/systemd-volatile-root'",
    ...shared.map((path) => `--include /run/source/${path} /usr/lib/systemd/system/${basename(path)}`),
    '--include /run/source/overlays/initrd /',
    '--include /usr/lib/systemd/system/systemd-volatile-root.service /usr/lib/systemd/system/systemd-volatile-root.service',
    "--compress 'zstd -12 -T0' /run/out/initrd.img",
  ].join(' ');
}

function root(parameters: BuildParameters): Stage {
  return {
    name: 'root',
    title: 'verified root file system',
    needs: ['tools', 'packages', 'program'],
    files: ['overlays/root', 'templates'],
    epoch: parameters.epoch,
    steps: rootSteps(parameters),
  };
}

function kernel({ settings, epoch, version }: BuildParameters): Stage {
  return {
    name: 'kernel',
    title: 'unified kernel image',
    needs: ['tools', 'packages', 'initrd', 'root'],
    files: [],
    epoch,
    steps: [
      { kind: 'write', path: 'addon.txt', text: settings.stickCommandLine.trim() },
      {
        kind: 'tool',
        title: 'joining kernel, initrd and command line',
        args: ['sh', '-euc', `${commandLineCommand(settings.commandLine.trim(), version)}\n${ukifyCommand()}`],
      },
      {
        kind: 'tool',
        title: "making the stick's own command line",
        args: ['ukify', 'build', '--cmdline=@/run/out/addon.txt', '--output=/run/out/stick.addon.efi'],
      },
    ],
  };
}

function ukifyCommand(): string {
  return [
    'ukify build --linux="$(ls /run/in/packages/tree/boot/vmlinuz-*)" --initrd=/run/in/initrd/initrd.img',
    `--uname="$(ls /run/in/packages/tree/usr/lib/modules)" --os-release=@/run/in/root/os-release`,
    '--cmdline=@/run/out/command-line --output=/run/out/pintxo.efi',
  ].join(' ');
}

function commandLineCommand(commandLine: string, version: string): string {
  return `printf '%s' "${commandLine} pintxo.version=${version} roothash=$(cat /run/in/root/roothash)" > /run/out/command-line`;
}

/** What firmware and boot loader start, of sticks and of installed disks. */
export function bootFiles(version: string): readonly BootFile[] {
  return [
    { from: 'kernel/pintxo.efi', path: 'EFI/BOOT/BOOTX64.EFI', places: [`EFI/Linux/pintxo_${version}.efi`] },
    { from: 'packages/tree/usr/lib/systemd/boot/efi/systemd-bootx64.efi', path: loaderPath, places: ['EFI/systemd/systemd-bootx64.efi', 'EFI/BOOT/BOOTX64.EFI'] },
    { from: 'kernel/stick.addon.efi', path: 'loader/addons/stick.addon.efi', places: [] },
  ];
}

function manifest({ version, epoch }: BuildParameters): Stage {
  return {
    name: 'manifest',
    title: 'list of the system for its signature',
    needs: ['packages', 'root', 'kernel'],
    files: ['builder/trust/manifest.ts'],
    epoch,
    steps: [{ kind: 'manifest', version, epoch, files: bootFiles(version) }],
  };
}

function stick(parameters: BuildParameters): Stage {
  return {
    name: 'stick',
    title: 'stick image',
    needs: ['tools', 'packages', 'root', 'kernel', 'manifest'],
    files: ['images/stick', 'overlays/stick'],
    epoch: parameters.epoch,
    steps: stickSteps(parameters, bootFiles(parameters.version)),
  };
}
