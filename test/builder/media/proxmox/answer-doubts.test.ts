/** What public answer files have in them that matches everything, nothing, or the machine itself. */
import test from 'ava';
import { timezones } from '../../../../builder/media/proxmox/answer/locales.ts';
import { fixedClocks, sameClock } from '../../../../builder/media/proxmox/answer/clocks.ts';
import { installerTimezone } from '../../../../builder/media/proxmox/answer/names.ts';
import { checkAnswer } from '../../../../builder/media/proxmox/index.ts';
import { changed } from './answers.ts';

/** What is said at a place, `error` or `warning` first. */
function saidOf(text: string): string[] {
  const checked = checkAnswer(text, 'answer.toml');
  const problems = 'answer' in checked ? checked.warnings : checked.problems;
  return problems.map(({ severity, path, message, remedy }) => `${severity} ${path}: ${message}; ${remedy}`);
}

const disks = (...lines: string[]): string => changed(['[disk-setup]', '-disk-list', ...lines]);
const zfs = (...lines: string[]): string => changed(['[disk-setup]', '-disk-list', '-filesystem', 'filesystem = "zfs"', ...lines]);
const network = ['cidr = "192.168.1.20/24"', 'dns = "192.168.1.1"', 'gateway = "192.168.1.1"', 'filter.ID_NET_NAME_MAC = "*001b213a4f5c"'];
const fixed = (...lines: string[]): string => {
  const own = lines.map((line) => line.split(/[ .]/)[0] ?? '');
  return changed(['[network]', '-source', 'source = "from-answer"', ...network.filter((line) => !own.includes(line.split(/[ .]/)[0] ?? '')), ...lines]);
};

/** The file, the place and what is said there. */
const told: ReadonlyArray<readonly [title: string, text: string, said: RegExp]> = [
  // Patterns that match everything.
  ['every disk by a star', zfs('zfs.raid = "raid1"', 'filter.ID_SERIAL = "*"'), /^warning disk-setup\.filter\.ID_SERIAL: every disk matches this: all of them are erased/],
  ['every disk by a star and a question mark', disks('filter.ID_MODEL = "?*"'), /^warning disk-setup\.filter\.ID_MODEL: every disk matches this: the first one of all is erased/],
  ['what all disks are', disks('filter.ID_TYPE = "disk"'), /^warning disk-setup\.filter\.ID_TYPE: ID_TYPE tells no disk apart/],
  ['what all disks on one bus are', zfs('zfs.raid = "raid1"', 'filter.ID_BUS = "ata"'), /^warning disk-setup\.filter\.ID_BUS:/],
  ['a kernel name of a disk', disks('filter.DEVNAME = "/dev/nvme0n1"'), /^warning disk-setup\.filter\.DEVNAME: names of the kernel/],
  ['what all links are', fixed('filter.SUBSYSTEM = "net"'), /^warning network\.filter\.SUBSYSTEM: SUBSYSTEM tells no link apart: the first one by name is taken/],
  ['every link by a star', fixed('filter.ID_NET_NAME_MAC = "*"'), /^warning network\.filter\.ID_NET_NAME_MAC: every link matches/],
  ['a kernel name of a link', fixed('filter.INTERFACE = "eth0"'), /^warning network\.filter\.INTERFACE: names of the kernel/],
  ['a match of all for one disk, which takes the first of any', disks('filter.ID_VENDOR = "DELL"', 'filter.ID_MODEL = "PERC"', 'filter-match = "all"'), /^warning disk-setup\.filter: the first disk of which any one of these matches is taken/],
  // Patterns that match nothing.
  ['a property in small letters', fixed('filter = { name = "eno1" }'), /^warning network\.filter\.name: udev has no property "name".*write ID_NET_NAME$/],
  ['a property of people', disks('filter.serial = "S64"'), /^warning disk-setup\.filter\.serial: .*write ID_SERIAL_SHORT$/],
  ['a property of udev in small letters', disks('filter.id_serial = "S64"'), /write ID_SERIAL$/],
  ['a MAC address with colons', fixed('filter.ID_NET_NAME_MAC = "*00:11:22:33:44:55"'), /^warning network\.filter\.ID_NET_NAME_MAC: .*write \*001122334455$/],
  ['a MAC address with dashes', fixed('filter.ID_NET_NAME_MAC = "00-1B-21-3A-4F-5C"'), /write \*001b213a4f5c$/],
  ['a MAC address in capitals', fixed('filter.ID_NET_NAME_MAC = "*001B213A4F5C"'), /write \*001b213a4f5c$/],
  ['a MAC address with nothing in front', fixed('filter.ID_NET_NAME_MAC = "001b213a4f5c"'), /write \*001b213a4f5c$/],
  ['a property of links for a disk', disks('filter.ID_NET_NAME_MAC = "*001b213a4f5c"'), /^warning .*a disk has no property ID_NET_NAME_MAC/],
  ['a property of disks for a link', fixed('filter.DEVNAME = "eno1"'), /^warning .*a link has no property DEVNAME/],
  ['a kernel name without its folder', disks('filter.DEVNAME = "sda"'), /so no disk matches/],
  ['a world wide name as it is printed', disks('filter.ID_WWN = "5000C500A1B2C3D4"'), /write 0x5000c500a1b2c3d4$/],
  ['blanks at the end', disks('filter.ID_SERIAL_SHORT = "S64 "'), /no blanks at the ends/],
  ['one serial for two disks', zfs('zfs.raid = "raid1"', 'filter.ID_SERIAL_SHORT = "S64DNX0R512345"'), /^error disk-setup\.filter: raid1 needs 2 disks, and these patterns match one disk at most/],
  ['two serials for four disks', zfs('zfs.raid = "raid10"', 'filter.ID_SERIAL_SHORT = "A"', 'filter.ID_SERIAL = "B"'), /^error disk-setup\.filter: raid10 needs 4 disks, and these patterns match 2 disks/],
  // The machine itself.
  ['a gateway that is the machine', fixed('gateway = "192.168.1.20"'), /^error network\.gateway: the gateway is the machine itself/],
  ['a gateway that is the machine, written otherwise', fixed('cidr = "2001:db8::20/64"', 'gateway = "2001:db8:0:0::20"', 'dns = "2001:db8::1"'), /^error network\.gateway: the gateway is the machine itself/],
  ['a name server that is the machine', fixed('dns = "192.168.1.20"'), /^warning network\.dns: the name server is the machine itself/],
  // Fingerprints.
  ['a fingerprint with its kind in front', changed(['[first-boot]', 'source = "from-url"', 'url = "https://x.example.com/a.sh"', 'cert-fingerprint = "SHA256:abcdef"']), /^error first-boot\.cert-fingerprint: this is not the SHA-256 fingerprint/],
  ['a fingerprint by SHA-1', changed(['[post-installation-webhook]', 'url = "https://x.example.com/a"', 'cert-fingerprint = "7D:11:22:EA:96:98:52:34:1E:8D:D9:2B:CC:0C:7E:CC:00:96:30:D1"']), /^error post-installation-webhook\.cert-fingerprint: this is a SHA-1 fingerprint/],
  // Words.
  ['raidz', zfs('zfs.raid = "raidz"', 'filter.ID_SERIAL = "a*"'), /^error disk-setup\.zfs\.raid: .*did you mean raidz-1\?/],
  ['raid5', zfs('zfs.raid = "raid5"', 'filter.ID_SERIAL = "a*"'), /did you mean raidz-1\?/],
  ['mirror', zfs('zfs.raid = "mirror"', 'filter.ID_SERIAL = "a*"'), /did you mean raid1\?/],
  ['the keyboard us', changed(['[global]', '-keyboard', 'keyboard = "us"']), /^error global\.keyboard: .*did you mean en-us\?/],
  ['the keyboard uk', changed(['[global]', '-keyboard', 'keyboard = "uk"']), /did you mean en-gb\?/],
  ['a keyboard that the installer lacks', changed(['[global]', '-keyboard', 'keyboard = "cz"']), /write one of: de, /],
  ['poweroff', changed(['[global]', 'reboot-mode = "poweroff"']), /did you mean power-off\?/],
  ['dhcp', changed(['[network]', '-source', 'source = "dhcp"']), /did you mean from-dhcp\?/],
  ['an old name of a place', changed(['[global]', '-timezone', 'timezone = "Asia/Tel_Aviv"']), /did you mean Asia\/Jerusalem\?/],
  ['a clock without a place', changed(['[global]', '-timezone', 'timezone = "Etc/GMT+5"']), /write a city with that clock, such as America\/Panama/],
  // Legal, and worth a word.
  ['a cache that is left to ZFS', zfs('zfs.raid = "raid0"', 'zfs.arc-max = 0', 'filter.ID_SERIAL_SHORT = "S64"'), /^warning disk-setup\.zfs\.arc-max: /],
  ['an address alone with a gateway outside', fixed('cidr = "203.0.113.20/32"', 'gateway = "10.0.0.1"'), /^warning network\.gateway: the gateway is outside of 203\.0\.113\.20\/32/],
  ['the same of IPv6', fixed('cidr = "2001:db8::20/128"', 'gateway = "2001:db8:1::1"', 'dns = "2001:db8::53"'), /^warning network\.gateway: /],
];

for (const [title, text, said] of told) {
  test(`told: ${title}`, (t) => {
    const all = saidOf(text).filter((line) => !/root-password|disk-setup\.disk-list/.test(line));
    t.is(all.length, 1, all.join('\n'));
    t.regex(all[0] ?? '', said);
  });
}

const fine: Readonly<Record<string, string>> = {
  'a link by its address': fixed(),
  'a link by the whole name of its address': fixed('filter.ID_NET_NAME_MAC = "enx001b213a4f5c"'),
  'a link by the maker of its address': fixed('filter.ID_NET_NAME_MAC = "enx001b21*"'),
  'a link by its place on the board': fixed('filter.ID_NET_NAME = "eno1"'),
  'a disk by its serial': disks('filter.ID_SERIAL_SHORT = "S64"'),
  'disks by their model': zfs('zfs.raid = "raid1"', 'filter.ID_MODEL = "Samsung_SSD_870*"'),
  'two disks by two properties': zfs('zfs.raid = "raid1"', 'filter.ID_SERIAL_SHORT = "A"', 'filter.ID_WWN = "0x5000c500a1b2c3d4"'),
  'an NVMe disk by its world wide name': disks('filter.ID_WWN = "eui.0025388b010203ff"'),
  'fingerprints with and without colons': changed(['[first-boot]', 'source = "from-url"', 'url = "https://x.example.com/a.sh"', `cert-fingerprint = "${'AB:'.repeat(31)}ab"`, '[post-installation-webhook]', 'url = "https://x.example.com/a"', `cert-fingerprint = "${'0f'.repeat(32)}"`]),
};

for (const [title, text] of Object.entries(fine)) {
  test(`nothing is said of: ${title}`, (t) => t.deepEqual(saidOf(text).filter((line) => !/root-password|disk-list/.test(line)), []));
}

const offsets = (timeZone: string): string[] =>
  Array.from({ length: 24 }, (_, month) => new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(new Date(Date.UTC(2026, month, 15))).find(({ type }) => type === 'timeZoneName')?.value ?? '');

test('a zone that the installer lacks gets one of the same clock', (t) => {
  for (const [name, same] of Object.entries({ ...sameClock, ...fixedClocks })) {
    t.true(timezones.includes(same), same);
    // What this Node does not know yet cannot be compared.
    if (name !== 'America/Coyhaique') t.deepEqual(offsets(same), offsets(name), name);
  }
  t.deepEqual(['Asia/Tel_Aviv', 'Etc/GMT0', 'Europe/Madrid'].map(installerTimezone), ['Asia/Jerusalem', 'UTC', 'Europe/Madrid']);
});
