/** A Proxmox VE node for the first-boot program: stand-ins that keep what they are told, and answer as Proxmox's own do. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hookScript } from '../../../../builder/media/proxmox/first-boot/script.ts';
import { firstBootSteps, type FirstBootRequest } from '../../../../builder/media/proxmox/first-boot/steps.ts';
import { nodeOf } from '../../../../builder/media/proxmox/node.ts';
import { choosePoolDisks } from '../../../../builder/media/proxmox/pool-disks.ts';
import type { Inventory } from '../../../../installer/inventory/inventory.ts';
import { withFewPlaces } from '../debian/installer-stand-in.ts';
import { siteOf, siteText } from '../site.ts';

const outputs = fileURLToPath(new URL('../../../fixtures/proxmox/outputs', import.meta.url));

/** `$here` is their folder, `$outputs` what Proxmox prints. Each line of `calls` is a call that changes something. */
const programs: Readonly<Record<string, string>> = {
  pvesh: `case "$*" in *"set /nodes/"*) call; touch $here/repo;; "get /nodes"*) [ ! -e $here/repo ] || cat $outputs/repositories.json;; "get /storage"*) [ ! -e $here/storage ] || cat $outputs/storage-local.json;; esac`,
  pvesm: `case "$1" in set) call; touch $here/storage;; add) call; touch $here/pvesm-$3;; status) [ -e $here/pvesm-$3 ];; esac`,
  pvecm: `case "$1" in create|add) call; mkdir -p $here/etc/pve; touch $here/etc/pve/corosync.conf $here/cluster;; status) [ -e $here/cluster ] && cat $outputs/pvecm-status.txt;; esac`,
  ssh: '[ -e $here/let-in ]',
  zpool: `case "$1" in
list) [ -e $here/pool-$5 ];;
create) [ ! -e $here/cut-at-create ] || { kill -9 $PPID; exit; }; call; touch $here/pool-$4;;
import) [ ! -e $here/import-refusal ] || { cat $here/import-refusal; exit 1; }
[ -e $here/exported-$2 ] || { echo "cannot import '$2': no such pool available" >&2; exit 1; }
call; touch $here/pool-$2;;
esac`,
  wipefs: '[ ! -e $here/cut-at-wipefs ] || { kill -9 $PPID; exit; }; case "$1" in --all) call; rm -f $here/signatures-${2##*/} $here/blkid-${2##*/}.*;; *) cat $here/signatures-${2##*/} 2>/dev/null || true;; esac',
  lsblk: 'case "$*" in *SERIAL*) cat $here/serials;; *) cat $here/wwns;; esac',
  udevadm: 'cat "$here/udev/${3##*/}" 2>/dev/null',
  zdb: 'cat "$here/zdb-${2##*/}" 2>/dev/null',
  sync: 'true',
  ifreload: 'call',
  ip: `[ ! -e $here/broken-network ] && case "$*" in *address*) echo "2: lan inet 10.0.0.10/24 brd"; echo "2: lan inet 10.0.0.11/24 brd";; *) echo "lan: <BROADCAST,LOWER_UP>";; esac`,
  blkid: `for device; do :; done
[ ! -e "$here/blkid-\${device##*/}.ambivalent" ] || exit 8
case "$*" in *-p*) while [ $# -gt 1 ]; do [ "$1" != -s ] || [ ! -s "$here/blkid-\${device##*/}.$2" ] || { cat "$here/blkid-\${device##*/}.$2"; found=1; }; shift; done; [ -n "\${found:-}" ] || exit 2; exit;; esac
[ -e $here/medium ] && case "$*" in *PROXMOX-AIS*) echo /dev/sdd1;; esac`,
  mount: 'case "$1" in -o) cp $here/medium/* "$4/"; (cd "$4" && for file in *; do sha256sum $file > $file.sha256; done);; *) rmdir "$2" && ln -s $here/medium "$2";; esac',
  umount: 'if [ -L "$1" ]; then rm "$1"; mkdir "$1"; else rm -f "$1"/*; fi',
  genisoimage: 'call; while [ "$1" != -o ]; do shift; done; echo disc > "$2"',
  qm: `id=$2; [ "$1" != disk ] || id=$3
case "$1" in
create) call; echo "name: $4" > $here/vm-$id;;
set) call; shift 2; while [ $# -gt 1 ]; do case "$1" in --scsi*) echo "\${1#--}: local-zfs:vm-$id-disk-0,size=3G";; *) echo "\${1#--}: $2";; esac; shift 2; done >> $here/vm-$id;;
disk) call; sed -i "s/^$4: \\(.*\\)size=.*/$4: \\1size=$5/" $here/vm-$id;;
start) call; touch $here/runs-$id;;
config) cat $here/vm-$id;;
status) [ -e $here/vm-$id ] && { [ -e $here/runs-$id ] && echo status: running || echo status: stopped; };;
esac`,
};

export interface StandIn {
  readonly root: string;
  /** The first-boot program, or another. */
  run(program?: string): { readonly status: number | null; readonly said: string };
  /** Calls that changed something, in their order. */
  calls(): string[];
  read(path: string): string;
  /** Makes a stick with these images, of which each holds its own name, be in the node. */
  insert(...images: readonly string[]): void;
  remove(): void;
}

export interface NodeChoice extends Partial<Omit<FirstBootRequest, 'node' | 'site' | 'siteText'>> {
  readonly text?: string;
  readonly number?: number;
  readonly inventory?: Inventory;
  /** At every place of a disk, as the program does; else at its edges and a few more. */
  readonly looksAtAll?: boolean;
}

export function requestOf({ text = siteText, number = 1, inventory, looksAtAll: _, ...more }: NodeChoice): FirstBootRequest {
  const site = siteOf(text);
  const pools = choosePoolDisks(site, inventory);
  if ('message' in pools) throw new Error(pools.message);
  const firewall = new Map([['/etc/pve/firewall/cluster.fw', 'rules\n']]);
  return { site, node: nodeOf(site, number), siteText: text, firewall, pools, cluster: false, router: 'platform', guests: [], ...more };
}

const diskBytes = 2 ** 30;

/** A blank disk. */
function addDisk(root: string, name: string, serial: string): void {
  for (const folder of ['dev', 'udev', `sys/block/${name}`]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'sys/block', name, 'size'), `${diskBytes / 512}\n`);
  writeFileSync(join(root, 'udev', name), `ID_SERIAL_SHORT=${serial}\n`);
  writeFileSync(join(root, 'dev', name), '');
  truncateSync(join(root, 'dev', name), diskBytes);
  appendFileSync(join(root, 'serials'), `${join(root, 'dev', name)} ${serial}\n`);
  appendFileSync(join(root, 'wwns'), `${join(root, 'dev', name)} 0x5000c500${serial.toLowerCase()}\n`);
}

export function standIn(choice: NodeChoice = {}): StandIn {
  const root = mkdtempSync(join(tmpdir(), 'pintxo-hook-'));
  for (const folder of ['bin', 'etc/network', 'state', 'var/lib/vz/template/iso']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/network/interfaces'), 'as Proxmox left it\n');
  for (const [name, serial] of [['sdb', 'DATA1'], ['sdc', 'DATA2']] as const) addDisk(root, name, serial);
  const start = `here=${root}\noutputs=${outputs}\ncall() { echo "\${0##*/} $*" >> $here/calls; }\n`;
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${start}${body.replaceAll(/\bcall\b(?!\()/g, 'call "$@"')}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  }
  const whole = hookScript(firstBootSteps(requestOf(choice)), 'digest1');
  const own = choice.looksAtAll === true ? whole : withFewPlaces(whole);
  const here = (program: string): string => program.replaceAll(/\/(etc|var\/lib\/(?:vz|pintxo))\//g, `${root}/$1/`).replaceAll(`${root}/var/lib/pintxo/`, `${root}/state/`);
  const environment = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, PINTXO_PATH: join(root, 'bin'), PINTXO_STATE: join(root, 'state'), PINTXO_SYS: join(root, 'sys'), PINTXO_DEV: join(root, 'dev'), PINTXO_WAIT: '1' };
  return {
    root,
    run: (program = own) => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', here(program), 'hook', 'fully-up'], { env: environment, encoding: 'utf8' });
      return { status, said: stdout + stderr };
    },
    calls: () => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').replaceAll(root, '').trimEnd().split('\n') : []),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    insert: (...images) => {
      mkdirSync(join(root, 'medium'), { recursive: true });
      for (const image of images) writeFileSync(join(root, 'medium', image), image);
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}
