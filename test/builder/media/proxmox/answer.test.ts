import test from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { checkAnswer } from '../../../../builder/media/proxmox/index.ts';
import { formatProblems } from '../../../../builder/report/problems.ts';
import { changed, labelledAnswers, sound } from './answers.ts';

/** Where this check is stricter than the one of Proxmox, and why. Nothing else may differ. */
const stricter: Readonly<Record<string, string>> = {
  'disk-suffix-match-a': 'the installer compares ends of paths: "a" means sda, and sdaa',
  'disks-by-id': 'the installer compares ends of paths, and knows no name by id',
  'disks-empty-name': 'the installer compares ends of paths: nothing is the end of each',
  'disks-partition': 'a partition is no disk that the installer knows',
  'firstboot-snake-fp': 'no certificate has that fingerprint: the installer would fetch nothing',
  'webhook-snake': 'no certificate has that fingerprint: nobody would be told',
  'firstboot-url-ftp': 'the installer can fetch by http only, and stops',
  'fqdn-list-empty': 'a list is read as the values of a table in their order: nobody means that',
  'fs-table': 'a table with the choice as its only name is read as the choice: nobody means that',
  'hash-argon2': 'Debian cannot check the hash: root could not log in',
  'hash-des': 'the hash is broken in minutes, and holds 8 characters only',
  'hash-empty': 'root could log in without a password',
  'hash-plain': 'what is no hash matches no password: root could not log in',
  'keyboard-table': 'a table with the choice as its only name is read as the choice: nobody means that',
  'lvm-hdsize=1.9': 'the API of Proxmox allows 2 GiB and more; the installer does not look',
  'lvm-maxroot=1': 'the API of Proxmox allows 2 GiB and more; the installer does not look',
  'lvm-maxvz=-1': 'the API of Proxmox allows 0 and more; the installer does not look',
  'lvm-minfree=inf': 'no disk has that much free; the installer does not look',
  'lvm-swapsize=-1': 'the API of Proxmox allows 0 and more; the installer does not look',
  'net-cidr-00': 'an address alone is a /32: the gateway is out of reach, and so is the machine',
  'pin-list': 'a list is read as the values of a table in their order: nobody means that',
  'pin-mac-dashes': 'the installer writes addresses with colons: no link is found, and none gets the name',
  'ssh-keys-documented': 'a key that is cut opens nothing',
  'ssh-keys-empty-item': 'a key that is none opens nothing',
  'ssh-keys-garbage': 'a key that is none opens nothing',
  'static-filter-date': 'a date is read as a table: nobody means that',
  'static-gateway-family': 'the gateway is out of reach, and so is the machine',
  'static-gateway-outside': 'the gateway is out of reach, and so is the machine',
  'zfs-arc-max=63': 'the API of Proxmox allows 64 MiB and more; ZFS ignores less',
  'zfs-ashift=8': 'the API of Proxmox allows 9 to 16; ZFS refuses the rest in the middle of the installation',
  'zfs-copies=0': 'the API of Proxmox allows 1 to 3; ZFS refuses the rest in the middle of the installation',
  'zfs-copies=4': 'the API of Proxmox allows 1 to 3; ZFS refuses the rest in the middle of the installation',
  'zfs-hdsize=0': 'the API of Proxmox allows 2 GiB and more; the installer does not look',
  'zfs-hdsize=1.9': 'the API of Proxmox allows 2 GiB and more; the installer does not look',
  'zfs-hdsize=inf': 'no disk has that size; the installer does not look',
  'zfs-hdsize=nan': 'no disk has that size; the installer does not look',
  'zfs-list': 'a list is read as the values of a table in their order: nobody means that',
  'zfs-raid10-5': 'ZFS makes pairs; the installer refuses an odd number of disks',
};

const accepts = (text: string): boolean => 'answer' in checkAnswer(text, 'answer.toml');

function errorsOf(text: string): string[] {
  const checked = checkAnswer(text, 'answer.toml');
  return 'answer' in checked ? [] : checked.problems.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`);
}

function warningsOf(text: string): string[] {
  const checked = checkAnswer(text, 'answer.toml');
  return 'answer' in checked ? checked.warnings.map(({ path }) => path) : ['not accepted'];
}

for (const { name, verdict, text } of labelledAnswers()) {
  const wanted = verdict === 'accepted' && !(name in stricter);
  test(`${name} is ${wanted ? 'accepted' : 'refused'}, as ${name in stricter ? 'listed' : 'by Proxmox'}`, (t) => {
    t.is(accepts(text), wanted, errorsOf(text).join('\n'));
  });
}

test('every case that is listed as stricter is one that Proxmox accepts', (t) => {
  const accepted = labelledAnswers().filter(({ verdict }) => verdict === 'accepted').map(({ name }) => name);
  t.deepEqual(Object.keys(stricter).filter((name) => !accepted.includes(name)), []);
});

const set = (section: string, key: string, ...lines: string[]): string => changed([`[${section}]`, `-${key}`, ...lines]);
const fixed = (...lines: string[]): string => set('network', 'source', 'source = "from-answer"', ...lines);
const reachable = ['cidr = "192.168.1.20/24"', 'dns = "192.168.1.1"', 'gateway = "192.168.1.1"', 'filter.ID_NET_NAME_MAC = "*001b213a4f5c"'];
const without = (key: string): string[] => reachable.filter((line) => !line.startsWith(key));

const soundAnswers: Readonly<Record<string, string>> = {
  'a static address with everything it needs': fixed(...reachable),
  'IPv6 with a link-local router': fixed(...without('cidr').filter((line) => !line.startsWith('gateway')), 'cidr = "2001:db8::20/64"', 'gateway = "fe80::1"'),
  'a name server of the other family': fixed(...without('dns'), 'dns = "2001:db8::53"'),
  'the address of a network, with a doubt': fixed(...without('cidr'), 'cidr = "192.168.1.0/24"'),
  'a network of length 0, with a doubt': fixed(...without('cidr'), 'cidr = "192.168.1.20/0"'),
  'a numeric label that is not the first': set('global', 'fqdn', 'fqdn = "node1.123"'),
  'a label of 63 characters': set('global', 'fqdn', `fqdn = "${'a'.repeat(63)}.org"`),
  'capitals in a host name': set('global', 'fqdn', 'fqdn = "Node1.Example.ORG"'),
  'a domain for the name from DHCP alone': set('global', 'fqdn', 'fqdn = { domain = "" }'),
  'mail to root@localhost': set('global', 'mailto', 'mailto = "root@localhost"'),
  'an SSH key with options': changed(['[global]', 'root-ssh-keys = ["restrict,from=\\"10.0.0.0/8\\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana"]']),
  'a filter instead of a list': set('disk-setup', 'disk-list', 'filter.ID_SERIAL_SHORT = "S5GXNX0T123456"'),
  'a filter beside an empty list': set('disk-setup', 'disk-list', 'disk-list = []', 'filter.ID_SERIAL_SHORT = "S5GX*"'),
  'sizes with and without fractions': changed(['[disk-setup]', 'lvm.hdsize = 32.5', 'lvm.maxroot = 16', 'lvm.swapsize = 0']),
  'a program from an address': changed(['[first-boot]', 'source = "from-url"', 'url = "https://example.org/hook"']),
  'a name with a number after a dot': changed(['[network]', 'interface-name-pinning.enabled = true', 'interface-name-pinning.mapping."24:8A:07:1E:05:BC" = "lan0.10"']),
  'what closes a bracket as its member': set('disk-setup', 'disk-list', 'filter.ID_SERIAL = "[!]a]"'),
  'stars in brackets': set('disk-setup', 'disk-list', 'filter.ID_SERIAL = "[**]"'),
  'a hook address in capitals': changed(['[first-boot]', 'source = "from-url"', 'url = "HTTPS://example.org/hook"']),
  'a list over many lines': set('disk-setup', 'disk-list', 'disk-list = [ # one disk', '  "sda",', ']'),
  'a file of Windows': sound.replaceAll('\n', '\r\n'),
  'a byte order mark': `\ufeff${sound}`,
  'inline tables': sound.replace(/\[network\]\nsource = "from-dhcp"/, '').replace('[global]', 'network = { source = "from-dhcp" }\n[global]'),
};

for (const [title, text] of Object.entries(soundAnswers)) {
  test(`accepted: ${title}`, (t) => t.deepEqual(errorsOf(text), []));
}

const refusedAnswers: Readonly<Record<string, string>> = {
  'no filter for a static address': fixed(...without('filter')),
  'an empty filter for a static address': fixed(...without('filter'), 'filter = {}'),
  'a gateway outside of the network': fixed(...without('gateway'), 'gateway = "192.168.2.1"'),
  'a gateway of the other family': fixed(...without('gateway'), 'gateway = "2001:db8::1"'),
  'a dotted mask': fixed(...without('cidr'), 'cidr = "192.168.1.20/255.255.255.0"'),
  'an address with leading zeros': fixed(...without('dns'), 'dns = "192.168.001.001"'),
  'an address with a zone': fixed(...without('dns'), 'dns = "fe80::1%eth0"'),
  'a filter that is no text': fixed(...without('filter'), 'filter.ID_NET_NAME_MAC = 1'),
  'the hash of nothing': set('global', 'root-password', 'root-password-hashed = ""'),
  'a hash that is cut': set('global', 'root-password', 'root-password-hashed = "$6$abc$def"'),
  'no password at all': set('global', 'root-password'),
  'a country in capitals': set('global', 'country', 'country = "ES"'),
  'Etc/UTC': set('global', 'timezone', 'timezone = "Etc/UTC"'),
  'US/Eastern': set('global', 'timezone', 'timezone = "US/Eastern"'),
  'a final dot': set('global', 'fqdn', 'fqdn = "node1.example.org."'),
  'a host name of digits': set('global', 'fqdn', 'fqdn = "123.example.org"'),
  'a label of 64 characters': set('global', 'fqdn', `fqdn = "${'a'.repeat(64)}.org"`),
  'a name of 254 characters': set('global', 'fqdn', `fqdn = "${'a.'.repeat(126)}aa"`),
  "the installer's own mail address": set('global', 'mailto', 'mailto = "mail@example.invalid"'),
  'a list and a filter': changed(['[disk-setup]', 'filter.ID_MODEL = "x"']),
  'two disks for ext4': set('disk-setup', 'disk-list', 'disk-list = ["sda", "sdb"]'),
  'a disk by two names': set('disk-setup', 'filesystem', 'filesystem = "zfs"', 'zfs.raid = "raid1"').replace('["sda"]', '["sda", "/dev/sda"]'),
  'options of another file system': changed(['[disk-setup]', 'zfs.raid = "raid0"']),
  'zfs without options': set('disk-setup', 'filesystem', 'filesystem = "zfs"'),
  'btrfs without a level': set('disk-setup', 'filesystem', 'filesystem = "btrfs"', 'btrfs.compress = "on"'),
  'a name by id in the list': set('disk-setup', 'disk-list', 'disk-list = ["disk/by-id/ata-X"]'),
  'swap of more than half the disk': changed(['[disk-setup]', 'lvm.hdsize = 32', 'lvm.swapsize = 16.5']),
  'ashift of 17': set('disk-setup', 'filesystem', 'filesystem = "zfs"', 'zfs.raid = "raid0"', 'zfs.ashift = 17'),
  'a negative whole number': set('disk-setup', 'filesystem', 'filesystem = "zfs"', 'zfs.raid = "raid0"', 'zfs.arc-max = -1'),
  'a match in capitals': changed(['[disk-setup]', 'filter-match = "ANY"']),
  'first-boot without a source': changed(['[first-boot]', 'ordering = "fully-up"']),
  'a name of 16 characters': changed(['[network]', 'interface-name-pinning.enabled = true', 'interface-name-pinning.mapping."24:8a:07:1e:05:bc" = "aaaaaaaaaaaaaaaa"']),
  'one name for two links': changed(['[network]', 'interface-name-pinning.enabled = true', 'interface-name-pinning.mapping."24:8a:07:1e:05:bc" = "lan0"', 'interface-name-pinning.mapping."24:8a:07:1e:05:bd" = "lan0"']),
  'pinning without saying whether': changed(['[network]', 'interface-name-pinning = {}']),
  'an underscore in the name of a section': changed(['[first_boot]', 'source = "from-iso"']),
  'an underscore where there is no second spelling': changed(['[network]', 'interface_name_pinning = { enabled = false }']),
  'a repeated table': sound.replace('[global]', '[[global]]'),
  'a table twice': `${sound}\n[global]\n`,
  'a trailing comma in an inline table': changed(['[network]', 'interface-name-pinning = { enabled = false, }']),
  'a carriage return alone': sound.replace('\n', '\r\r\n'),
  'a carriage return in a text': set('global', 'root-password', 'root-password = """correct\rhorse"""'),
  'a carriage return at the end': `${sound}\r`,
  'two byte order marks': `\ufeff\ufeff${sound}`,
  'a number of more than 64 bits': changed(['[disk-setup]', 'lvm.hdsize = 9223372036854775808']),
  'a section with the name of something in JavaScript': changed(['[constructor]', 'x = 1']),
  'a time zone with the name of something in JavaScript': set('global', 'timezone', 'timezone = "constructor"'),
  'an escape of TOML 1.1': set('global', 'root-password', 'root-password = "correct\\e horse"'),
  'an inline table over two lines': changed(['[network]', 'interface-name-pinning = {', 'enabled = false }']),
  'a date for a text': set('global', 'fqdn', 'fqdn = 2026-01-01'),
  'an open pattern': set('disk-setup', 'disk-list', 'filter.ID_SERIAL = "[!"'),
  'three stars in a pattern': set('disk-setup', 'disk-list', 'filter.ID_SERIAL = "a***"'),
};

for (const [title, text] of Object.entries(refusedAnswers)) {
  test(`refused: ${title}`, (t) => t.is(errorsOf(text).length, 1, errorsOf(text).join('\n')));
}

test('bytes that are no UTF-8 are refused', (t) => {
  t.true('problems' in checkAnswer(Buffer.from(`# \xe4\n${sound}`, 'latin1'), 'answer.toml'));
});

/** A mistake, and where and what the check says of it. */
const advice: ReadonlyArray<readonly [string, string]> = [
  [set('global', 'country', 'country ='), '7:9 write it behind the sign'],
  [set('global', 'country', 'country = “es”'), '7:11 write plain "quotes"'],
  [set('global', 'country', 'country = "es'), '7:14 close the text with the quote it began with, on the same line'],
  [changed(['[global]', 'reboot-on-error = True']), '8:19 write true'],
  [changed(['[global]', 'reboot-on-error = "no"']), '8:19 write false'],
  [changed(['[global]', 'root-ssh-keys = 1']), '8:17 write ["one", "another"]'],
  [set('global', 'fqdn', 'fqdn = ["node1.example.org"]'), '7:8 write one of them, without brackets'],
  [`${sound}[global]\n`, '15:2 keep one of the two'],
  [sound.replace('[network]', '[[network]]'), '9:3 write [network] once, in single brackets'],
  [sound.replace('\n', '\r\r\n'), '1:9 save the file with the line ends of Linux or Windows'],
  [changed(['[disk-setup]', 'lvm.hdsize = "80G"']), '15:14 write digits only, such as 12'],
  [changed(['[disk-setup]', 'lvm.hdsize = inf']), '15:14 write it in digits, such as 12'],
  [set('disk-setup', 'disk-list', 'filter = "S5GXNX0T123456"'), '14:10 write filter.ID_SERIAL_SHORT = "S5GXNX0T123456"'],
  [fixed(...without('filter'), 'filter = []'), '14:10 write filter.ID_NET_NAME_MAC = "*0123456789ab"'],
  [fixed(...without('cidr').filter((line) => !line.startsWith('gateway')), 'cidr = "fd00::2"', 'gateway = "fd00::1"'), '14:11 write fd00::2/64 above'],
];

for (const [text, said] of advice) {
  test(`advised: ${said}`, (t) => {
    const checked = checkAnswer(text, 'answer.toml');
    const problems = 'problems' in checked ? checked.problems.filter(({ severity }) => severity === 'error') : [];
    t.deepEqual(problems.map(({ line, column, remedy }) => `${line}:${column} ${remedy}`), [said]);
  });
}

for (const value of ['12345678', '["12345678", "horse"]', '"12345678"horse"', '"12345678" horse"', '"12345678']) {
  test(`no part of a password is shown: ${value}`, (t) => {
    const checked = checkAnswer(set('global', 'root-password', `root-password = ${value}`), 'answer.toml');
    t.notRegex('problems' in checked ? formatProblems(checked.problems, { colour: false }) : '12345678', /12345678|horse/);
  });
}

test('a line of Windows is shown without its end', (t) => {
  const checked = checkAnswer(set('global', 'country', 'country = "uk"').replaceAll('\n', '\r\n'), 'answer.toml');
  t.true('problems' in checked && checked.problems.some(({ excerpt }) => excerpt.text === 'country = "uk"'));
});

test('a link that is named twice keeps a name by chance', (t) => {
  const pins = ['"24:8a:07:1e:05:bc" = "lan0"', '"24:8A:07:1E:05:BC" = "lan1"'].map((pin) => `interface-name-pinning.mapping.${pin}`);
  t.true(warningsOf(changed(['[network]', 'interface-name-pinning.enabled = true', ...pins])).includes('network.interface-name-pinning.mapping.24:8A:07:1E:05:BC'));
});

test('what installs but may surprise is a warning', (t) => {
  t.deepEqual(warningsOf(sound), ['global.root-password', 'disk-setup.disk-list']);
  const hashed = set('global', 'root-password', 'root_password_hashed = "$1$abcdefgh$0123456789012345678901"');
  t.deepEqual(warningsOf(hashed), ['global.root-password-hashed', 'global.root-password-hashed', 'disk-setup.disk-list']);
});

test('all mistakes are shown at once, each where it stands, and no password is', (t) => {
  const folder = new URL('../../../fixtures/proxmox/', import.meta.url);
  const text = readFileSync(new URL('broken.toml', folder), 'utf8');
  const checked = checkAnswer(text, 'broken.toml');
  const picture = 'problems' in checked ? `${formatProblems(checked.problems, { colour: false })}\n` : '';
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(new URL('broken.txt', folder), picture);
  t.is(picture, readFileSync(new URL('broken.txt', folder), 'utf8'));
  t.false(picture.includes('hunter2'));
});
