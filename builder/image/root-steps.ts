/** Steps that turn the package tree into the verified root: our files, presets, erofs, verity hashes. */
import type { BuildParameters } from './settings.ts';
import type { Step } from './stage.ts';

// Fixed numbers instead of random ones: the same tree gives the same bytes.
const fileSystemUuid = '5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c01';
const verityUuid = '5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c02';
const veritySalt = '70696e74786f'.padEnd(64, '0');

const tree = '/run/out/tree';

export function rootSteps({ version, epoch, keys, unofficial }: BuildParameters): readonly Step[] {
  return [
    shell('copying the package tree', [`cp -a --reflink=auto /run/in/packages/tree ${tree}`]),
    shell('adding our own files', [
      `cp -a --no-preserve=ownership /run/source/overlays/root/. ${tree}/`,
      `install -D -m 644 /run/in/program/pintxo.mjs ${tree}/usr/lib/pintxo/pintxo.mjs`,
      `mkdir -p ${tree}/usr/share/pintxo`,
      `cp -a --no-preserve=ownership /run/source/templates ${tree}/usr/share/pintxo/`,
      `find ${tree}/usr/share/pintxo/templates -name '*.ts' -delete`,
    ]),
    { kind: 'write', path: 'os-release', text: osRelease(version, unofficial) },
    { kind: 'write', path: 'release.json', text: `${JSON.stringify({ version, epoch, ...(unofficial ? { unofficial } : {}) })}\n` },
    ...keys.map(({ name, text }): Step => ({ kind: 'write', path: `keys/${name}`, text })),
    shell('naming the release', [
      `install -m 644 /run/out/os-release ${tree}/usr/lib/os-release`,
      `install -m 644 /run/out/release.json ${tree}/usr/share/pintxo/release.json`,
      `install -d -m 755 ${tree}/usr/share/pintxo/keys`,
      ...keys.map(({ name }) => `install -m 644 /run/out/keys/${name} ${tree}/usr/share/pintxo/keys/${name}`),
      // systemd lifts a clock that is behind this file's time.
      `touch --date=@${epoch} ${tree}/usr/lib/clock-epoch`,
    ]),
    { kind: 'inside', title: 'listing the packages', tree: 'tree', args: ['sh', '-euc', packageList] },
    { kind: 'inside', title: 'enabling our units only', tree: 'tree', args: ['sh', '-euc', presets] },
    shell('emptying what the machine fills itself', cleaning),
    shell('listing the folders of /var', [stateFolders]),
    shell('making the read-only file system', [
      // With the variable set, it would keep every time that is older: that of the build of the packages among them.
      `env --unset=SOURCE_DATE_EPOCH mkfs.erofs --quiet -zlz4hc,6 -C65536 -T${epoch} --all-time -U ${fileSystemUuid} -L pintxo-root /run/out/root.erofs ${tree}`,
    ]),
    shell('making the verity hashes', [
      `veritysetup format --salt=${veritySalt} --uuid=${verityUuid} --root-hash-file=/run/out/roothash /run/out/root.erofs /run/out/root.verity`,
      `rm -rf ${tree}`,
    ]),
  ];
}

function shell(title: string, lines: readonly string[]): Step {
  return { kind: 'tool', title, args: ['sh', '-euc', lines.join('\n')] };
}

function osRelease(version: string, unofficial: boolean): string {
  return [
    'NAME="Pintxo"',
    `PRETTY_NAME="Pintxo ${version}${unofficial ? ' (unofficial build)' : ''}"`,
    'ID=pintxo',
    'ID_LIKE=debian',
    `VERSION_ID=${version}`,
    'IMAGE_ID=pintxo',
    `IMAGE_VERSION=${version}`,
    'VERSION_CODENAME=trixie',
    '',
  ].join('\n');
}

const packageList =
  "dpkg-query --show --showformat='${Package}\\t${Version}\\t${Architecture}\\n' > /usr/share/pintxo/packages.tsv\n" +
  'cp /usr/share/pintxo/packages.tsv /run/out/packages.tsv';

const presets = [
  'rm -rf /etc/systemd/system/*.wants /etc/systemd/system/*.requires /etc/rc?.d',
  'systemctl preset-all',
  'systemctl set-default multi-user.target',
].join('\n');

const cleaning = [
  `cd ${tree}`,
  'rm -rf boot/* var/cache/* var/log/* var/lib/apt var/lib/dpkg var/lib/ucf var/backups var/tmp/* tmp/*',
  'rm -f etc/ssh/ssh_host_* etc/hostname etc/resolv.conf etc/machine-id etc/.pwd.lock etc/passwd- etc/group- etc/shadow- etc/gshadow- var/lib/systemd/random-seed',
  // Written as it was installed, with the hour in it; our own unit reads neither.
  'rm -f etc/default/ddclient etc/ddclient.conf',
  // The kernel fills /dev; who builds without root cannot make devices at all.
  'rm -rf dev/*',
  // Present but empty: an identity is brought by the initrd, or made for this run only; never "first boot".
  ': > etc/machine-id',
  'rm -rf home root srv && ln -s var/home home && ln -s var/roothome root && ln -s var/srv srv',
  // No login over a virtual machine's socket: SSH is reached through the network and its firewall only.
  'rm -f usr/lib/systemd/system-generators/systemd-ssh-generator usr/lib/systemd/system/systemd-boot-random-seed.service usr/lib/systemd/system/sysinit.target.wants/systemd-boot-random-seed.service',
  // Data is bound to what was started, not to how far the start has come: nothing needs these measurements.
  'rm -f usr/lib/systemd/system/*.wants/systemd-pcr*',
  // A TPM whose driver came after the early system could still be asked for the key; the usual ones are in the kernel itself.
  'rm -rf usr/lib/modules/*/kernel/drivers/char/tpm',
  // A disk of a mirror that comes back with old data must not be taken for the one that is missing: we name the disks.
  'rm -f usr/lib/udev/rules.d/64-btrfs*.rules',
  // Everything that is made from packages was made at build time; "needs update" would do it again at every boot.
  ': > etc/.updated && : > var/.updated',
  'mkdir -p efi mnt var/home var/srv var/lib/pintxo var/log/journal && install -d -m 700 var/roothome',
];

// Folders that a newer image adds to /var appear on machines whose /var is older.
const stateFolders = [
  `cd ${tree}`,
  `find var -mindepth 1 -type d -printf 'd /%p %#m %U %G -\\n' | LC_ALL=C sort > usr/lib/tmpfiles.d/pintxo-state.conf`,
].join('\n');
