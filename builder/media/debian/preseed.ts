/** Every answer that the Debian 13 installer could ask for, out of a site. Pure. */
import type { Site } from '../../site/site.ts';
import { chooseDiskPath } from './choose-disk.ts';
import { finishPath } from './finish.ts';
import { installerKeymap } from './keymaps.ts';
import { recipeLine, wholeDisk } from './recipe.ts';

export interface PreseedLine {
  readonly question: string;
  readonly type: 'string' | 'boolean' | 'select' | 'multiselect' | 'password' | 'note';
  readonly value: string;
}

/** The questions with their answers, in the order in which the installer meets them. */
export function preseedLines(site: Site): PreseedLine[] {
  return [...language(site), ...network(site), ...repository(), ...accounts(site), ...clock(site), ...disks(), ...packages(), ...ending()];
}

/** preseed.cfg: the installer takes one blank after the type, and everything after it as the value. */
export function writePreseed(lines: readonly PreseedLine[]): string {
  const written = lines.map(({ question, type, value }) => `d-i ${question} ${type}${value === '' ? '' : ` ${value}`}`);
  return ['# Made by pintxo out of site.yaml.', ...written, ''].join('\n');
}

function answer(question: string, type: PreseedLine['type'], value: string | boolean): PreseedLine {
  return { question, type, value: String(value) };
}

// Out of a locale alone the installer takes a language, which it refuses where its console cannot show it, and a country,
// which not every locale has; what it cannot take, it asks for.
function language({ site }: Site): PreseedLine[] {
  return [
    answer('debian-installer/language', 'string', 'en'),
    answer('debian-installer/country', 'string', /_([A-Z]{2})\b/.exec(site.locale)?.[1] ?? 'US'),
    answer('debian-installer/locale', 'select', site.locale),
    answer('keyboard-configuration/xkb-keymap', 'select', installerKeymap(site.keyboard)),
    answer('hw-detect/load_firmware', 'boolean', false),
  ];
}

/** Without a network: everything comes from the stick. The bring-up sets up the links by their roles. */
function network({ site }: Site): PreseedLine[] {
  return [
    answer('netcfg/enable', 'boolean', false),
    answer('netcfg/get_hostname', 'string', 'pintxo1'),
    answer('netcfg/get_domain', 'string', site.domain),
    answer('netcfg/hostname', 'string', 'pintxo1'),
  ];
}

// The stick's early program serves its packages to this machine alone; drivers come in a part of our own.
function repository(): PreseedLine[] {
  return [
    answer('mirror/country', 'string', 'manual'),
    answer('mirror/protocol', 'select', 'http'),
    answer('mirror/http/hostname', 'string', '127.0.0.1'),
    answer('mirror/http/directory', 'string', '/debian'),
    answer('mirror/http/proxy', 'string', ''),
    answer('mirror/suite', 'select', 'trixie'),
    answer('anna/no_kernel_modules', 'boolean', true),
  ];
}

// The installer cannot make an account without a password; a lock stands in its place, and SSH keys open it.
function accounts({ admin }: Site): PreseedLine[] {
  return [
    answer('passwd/root-login', 'boolean', false),
    answer('passwd/make-user', 'boolean', true),
    answer('passwd/user-fullname', 'string', 'Administrator'),
    answer('passwd/username', 'string', admin.name),
    answer('passwd/user-password-crypted', 'password', admin.passwordHash ?? '!'),
  ];
}

function clock({ site }: Site): PreseedLine[] {
  return [answer('clock-setup/utc', 'boolean', true), answer('clock-setup/ntp', 'boolean', false), answer('time/zone', 'select', site.timezone === 'UTC' ? 'Etc/UTC' : site.timezone)];
}

// After a command that failed, the installer goes on as soon as a key is pressed: it would partition the only disk there is.
function untilItHolds(path: string): string {
  return `until sh ${path}; do sleep 60; done`;
}

function disks(): PreseedLine[] {
  const confirmed = [
    'partman-partitioning/confirm_write_new_label', 'partman/confirm', 'partman/confirm_nooverwrite', 'partman-efi/non_efi_system',
    'partman-lvm/device_remove_lvm', 'partman-lvm/confirm', 'partman-lvm/confirm_nooverwrite', 'partman-md/device_remove_md', 'partman-md/confirm', 'partman-md/confirm_nooverwrite',
  ];
  return [
    answer('partman/early_command', 'string', untilItHolds(chooseDiskPath)),
    answer('partman-auto/method', 'string', 'regular'),
    answer('partman-auto/choose_recipe', 'select', 'pintxo'),
    answer('partman-auto/expert_recipe', 'string', recipeLine('pintxo', wholeDisk)),
    answer('partman-partitioning/choose_label', 'select', 'gpt'),
    answer('partman-partitioning/default_label', 'string', 'gpt'),
    answer('partman/choose_partition', 'select', 'finish'),
    // A system without swap is meant to be one.
    answer('partman-basicfilesystems/no_swap', 'boolean', false),
    ...confirmed.map((question) => answer(question, 'boolean', true)),
  ];
}

function packages(): PreseedLine[] {
  return [
    answer('base-installer/kernel/image', 'select', 'linux-image-amd64'),
    answer('apt-setup/contrib', 'boolean', false),
    answer('apt-setup/non-free', 'boolean', false),
    answer('apt-setup/non-free-firmware', 'boolean', false),
    answer('apt-setup/enable-source-repositories', 'boolean', false),
    answer('apt-setup/services-select', 'multiselect', ''),
    answer('pkgsel/run_tasksel', 'boolean', false),
    answer('pkgsel/include', 'string', 'openssh-server sudo pintxo'),
    answer('pkgsel/upgrade', 'select', 'none'),
    answer('pkgsel/update-policy', 'select', 'none'),
    answer('grub-installer/only_debian', 'boolean', true),
    // As on the appliance: what the machine says of itself is on the screen and on the serial port.
    answer('debian-installer/add-kernel-opts', 'string', 'console=tty0 console=ttyS0,115200'),
    answer('grub-installer/with_other_os', 'boolean', false),
    answer('grub-installer/force-efi-extra-removable', 'boolean', true),
  ];
}

// A stick that stays in must not install again: the machine switches itself off.
function ending(): PreseedLine[] {
  return [
    answer('preseed/late_command', 'string', untilItHolds(finishPath)),
    answer('cdrom-detect/eject', 'boolean', false),
    answer('finish-install/reboot_in_progress', 'note', ''),
    answer('debian-installer/exit/poweroff', 'boolean', true),
  ];
}
