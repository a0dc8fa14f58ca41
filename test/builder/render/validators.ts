/** Debian's own programs judge the rendered files, in a throw-away copy of a Debian 13 tree with its own network. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pasteable } from '../../../installer/system/command.ts';
import { authorityCommands } from '../../../installer/execute/authority.ts';
import type { Plan } from '../../../builder/plan/plan.ts';
import { linksOf } from '../../../templates/network/links.ts';
import type { Rendered } from './cases.ts';
import { type Files, writeTree } from './tree.ts';

interface Validator {
  readonly name: string;
  /** Shell; its output and exit status are judged. */
  readonly command: string;
  /** What the output must not have even when the program is content. */
  readonly wrong?: RegExp;
}

export interface Verdict {
  readonly validator: string;
  readonly ok: boolean;
  readonly output: string;
}

const asCaddy =
  'setpriv --reuid=caddy --regid=caddy --init-groups --inh-caps +net_bind_service --ambient-caps +net_bind_service ' +
  'env HOME=/run/caddy STEPPATH=/run/caddy/step XDG_DATA_HOME=/run/caddy XDG_CONFIG_HOME=/run/caddy caddy';

const units =
  'pintxo.target caddy.service unbound.service nftables.service ssh.service systemd-networkd.service chrony.service ' +
  '$(cd /etc/systemd/system && ls -d pintxo-*.service pintxo-*.timer)';

const resolve = (name: string) =>
  `node -e "const d=require('node:dns');d.setServers(['127.0.0.1']);d.resolve4('${name}',(e,a)=>{console.log(e?e.code:a.join());process.exit(e?1:0)})"`;

function validatorsOf({ site, machine, facts }: Plan): Validator[] {
  const trust = '-CAfile /var/lib/pintxo/ca/root.crt -verify_return_error';
  const host = site.site.domain;
  return [
    { name: 'accounts', command: `systemd-sysusers && id ${site.admin.name} | grep -q sudo` },
    { name: 'folders', command: 'systemd-tmpfiles --create /etc/tmpfiles.d/pintxo-*.conf', wrong: /\w/ },
    { name: 'authority', command: authorityScript(facts) },
    { name: 'ssh host key', command: 'mkdir -p /var/lib/pintxo/ssh /run/sshd && ssh-keygen -q -t ed25519 -N "" -f /var/lib/pintxo/ssh/ssh_host_ed25519_key' },
    { name: 'sshd', command: 'sshd -t', wrong: /\w/ },
    { name: 'sudo', command: 'visudo -c' },
    { name: 'closed firewall, for rules that cannot be loaded', command: 'nft -f /etc/pintxo/closed.nft && nft -f /etc/pintxo/closed.nft && nft -f /etc/nftables.conf && ! nft list table inet pintxo_closed 2> /dev/null' },
    { name: 'firewall, loaded twice', command: 'nft -c -f /etc/nftables.conf && nft -f /etc/nftables.conf && nft -f /etc/nftables.conf && nft list table inet pintxo | grep -q "policy drop"' },
    ...(facts.units.some(({ unit }) => unit === 'pintxo-addressing.service') ? [{ name: 'addresses', command: 'dnsmasq --test -C /etc/dnsmasq.conf' }] : []),
    { name: 'clock', command: 'chronyd -p -f /etc/chrony/chrony.conf' },
    { name: 'guard', command: 'sh -n /etc/sshguard/sshguard.conf' },
    { name: 'resolver', command: 'unbound-checkconf' },
    { name: 'ingress', command: `install -d -o caddy /run/caddy && ${asCaddy} validate --config /etc/caddy/Caddyfile && caddy fmt /etc/caddy/Caddyfile | diff /etc/caddy/Caddyfile -` },
    { name: 'units', command: `systemd-analyze verify --man=no ${units}`, wrong: /etc\/systemd|pintxo/ },
    { name: 'time zone', command: 'test -f /etc/localtime' },
    { name: 'keyboard', command: '. /etc/default/keyboard && ckbcomp -model "$XKBMODEL" -layout "$XKBLAYOUT" -variant "$XKBVARIANT" | grep -q keycode' },
    { name: 'link names', command: 'udevadm test-builtin net_setup_link /sys/class/net/lo || true', wrong: /etc\/systemd\/network\/\S+:\d+:/ },
    { name: 'links', command: networkScript(madeHere(machine)), wrong: /etc\/systemd\/network\/\S+:\d+:/ },
    { name: 'names without internet', command: `install -d -o unbound /run/unbound && unbound -p && sleep 1 && ${resolve(host)} && ${resolve('pintxo1.mgmt.internal')} && ! ${resolve('nobody.internal')}` },
    {
      name: 'certificates',
      command: `${asCaddy} start --config /etc/caddy/Caddyfile >/run/log 2>&1 && sleep 1 && openssl s_client -connect 127.0.0.1:443 -servername ${host} -verify_hostname ${host} ${trust} </dev/null 2>&1 | grep "Verification: OK"`,
    },
  ];
}

function authorityScript(facts: Plan['facts']): string {
  const commands = facts.secrets.flatMap((secret) =>
    secret.kind === 'certificate-authority' ? authorityCommands(secret, secret.path, 1_760_000_000) : [],
  );
  return ['mkdir -p /var/lib/pintxo', ...commands.map(pasteable)].join(' && ');
}

/** Cables, and what is dialled or a tunnel; VLANs on cables are networkd's own work. */
function madeHere(machine: Plan['machine']): string[] {
  return [...Object.keys(linksOf(machine)), ...machine.links.filter(({ dialled, tunnelled }) => dialled !== undefined || tunnelled !== undefined).map(({ role }) => role)];
}

/** systemd-networkd reads its files and configures links of the right names; it is stopped after a while (124). */
function networkScript(roles: readonly string[]): string {
  return [
    // Some kernels have bridges without VLANs; the virtual machines have them.
    "(ip link add probe type bridge vlan_filtering 1 && ip link del probe || find /etc/systemd/network -type f -exec sed -i '/^\\[BridgeVLAN\\]/,/^$/d; /^VLANFiltering/d; /^DefaultPVID/d' {} +)",
    'install -d -o systemd-network /run/systemd/netif && echo 0123456789abcdef0123456789abcdef > /etc/machine-id',
    ...roles.map((role, index) => `ip link add ${role} type veth peer name far${index} && ip link set far${index} up`),
    'SYSTEMD_LOG_TARGET=console timeout 3 /usr/lib/systemd/systemd-networkd; test $? = 124',
    ...roles.map((role) => `ip -brief link show ${role} | grep -q UP`),
  ].join(' && ');
}

/** Needs root. `tools` is an unpacked Debian 13 tree with the platform's packages; it is not changed. */
export async function judge({ plan, files }: Rendered, tools: string): Promise<Verdict[]> {
  const validators = validatorsOf(plan);
  const answers = await answersInside(files, tools, validators.map(({ command }) => command));
  return validators.map(({ name, wrong }, index) => {
    const { output, status } = answers[index] ?? { output: '', status: 'none' };
    return { validator: name, output, ok: status === '0' && wrong?.test(output) !== true };
  });
}

export interface Answer {
  readonly output: string;
  readonly status: string;
}

export interface Surroundings {
  /** Folder whose files lie below the rendered ones. */
  readonly beneath?: string;
  /** Shell, run last: a program of this computer in the same network, beside the tree. Its words are the last answer. */
  readonly beside?: string;
}

/** What shell commands say in a throw-away copy of the tree with these files, in a network of its own. */
export async function answersInside(files: Files, tools: string, commands: readonly string[], { beneath = '', beside = '' }: Surroundings = {}): Promise<Answer[]> {
  const work = await mkdtemp(join(tmpdir(), 'pintxo-tools-'));
  try {
    await writeTree(files, join(work, 'files'));
    await writeFile(join(work, 'inside'), commands.map((command, index) => `(${command}) >/run/out.${index} 2>&1 </dev/null\necho "$?" >/run/status.${index}\ncat /run/out.${index}\necho "@@$(cat /run/status.${index})"\n`).join(''));
    await writeFile(join(work, 'outside'), outsideScript);
    const { stdout } = await promisify(execFile)('unshare', ['--mount', '--net', '--pid', '--fork', '--kill-child', 'sh', join(work, 'outside'), work, tools, beneath, beside], { maxBuffer: 16 * 2 ** 20 });
    const parts = stdout.split(/^@@(\d+)\n/m);
    return [...commands, ...(beside === '' ? [] : [beside])].map((_, index) => ({ output: parts[index * 2] ?? '', status: parts[index * 2 + 1] ?? 'none' }));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const outsideScript = `set -e
mkdir "$1/scratch"
mount -t tmpfs scratch "$1/scratch"
cd "$1/scratch"
mkdir upper work root
mount -t overlay -o "lowerdir=$2,upperdir=upper,workdir=work" overlay root
test -z "$3" || cp -a --remove-destination "$3/." root/
cp -a --remove-destination "$1/files/." root/
cp "$1/inside" root/inside
test -e root/usr/lib/systemd/system/pintxo.target || printf '[Unit]\\nDescription=Platform\\n' > root/usr/lib/systemd/system/pintxo.target
mount --rbind /dev root/dev
mount -t proc proc root/proc
mount -t tmpfs run root/run
mount -t sysfs -o ro sysfs root/sys
mount -t cgroup2 cgroup2 root/sys/fs/cgroup
ip link set lo up
chroot root sh /inside
status=0
test -z "$4" || sh -c "$4" 2>&1 || status=$?
test -z "$4" || echo "@@$status"
`;
