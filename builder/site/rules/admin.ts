/** Rules about the administrator. */
import { canEncryptTo, refuseAgeKey } from '../age-key.ts';
import { quote } from '../finding.ts';
import { refuseHash } from '../password-hash.ts';
import { refuseSshKey } from '../ssh-key.ts';
import { when, type Rule } from './rule.ts';

/** Users and groups of Debian and of the programs that the platform runs. */
const reserved = new Set(
  `root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody nogroup adm tty disk
  kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff users
  input sgx clock kvm render crontab netdev messagebus sshd caddy unbound dnsmasq chrony ntp ntpsec polkitd tss
  ssl-cert docker incus incus-admin podman ldap openldap dex prometheus alertmanager restic postgres redis wheel halt
  shutdown avahi avahi-autoipd dhcpcd ddclient tcpdump uuidd rdma`.split(/\s+/),
);
const reservedPrefix = /^(_|systemd-|cockpit|pintxo-)/;

export const adminNameIsUser: Rule = ({ admin: { name } }) =>
  when(!/^[a-z_][a-z0-9_-]{0,31}$/.test(name), () => ({
    path: ['admin', 'name'],
    message: `${quote(name)} cannot be a user name`,
    remedy: 'up to 32 of a-z, 0-9, hyphen and underscore, a letter first',
  }));

export const adminNameIsFree: Rule = ({ admin: { name } }) =>
  when(reserved.has(name) || reservedPrefix.test(name), () => ({
    path: ['admin', 'name'],
    message: `${quote(name)} is a name that the system uses itself`,
    remedy: 'choose the name of a person, such as alex',
  }));

export const adminHasKey: Rule = ({ admin: { sshKeys } }) =>
  when(sshKeys.length === 0, () => ({
    path: ['admin', 'sshKeys'],
    message: 'the administrator needs a public SSH key: there is no other way in',
    remedy: 'make a pair with `ssh-keygen -t ed25519` and write the line from the .pub file here',
  }));

export const sshKeysAreSound: Rule = ({ admin: { sshKeys } }) =>
  sshKeys.flatMap((key, index) => {
    const reason = refuseSshKey(key);
    return when(reason !== undefined, () => ({
      path: ['admin', 'sshKeys', index],
      message: reason ?? '',
      remedy: 'write the line from a .pub file, such as ssh-ed25519 AAAA... alex@laptop',
    }));
  });

export const recoveryKeysAreAge: Rule = ({ admin: { recoveryKeys } }) =>
  recoveryKeys.flatMap((key, index) => {
    const reason = refuseAgeKey(key);
    return when(reason !== undefined, () => ({
      path: ['admin', 'recoveryKeys', index],
      message: reason ?? '',
      remedy: 'write the public key that age-keygen prints, such as age1ql3z7hjy54pw...',
    }));
  });

export const recoverySheetCanBeRead: Rule = ({ admin: { sshKeys, recoveryKeys }, machine: { encryption } }) =>
  when(encryption !== 'off' && recoveryKeys.length === 0 && sshKeys.length > 0 && sshKeys.every((key) => refuseSshKey(key) === undefined && !canEncryptTo(key)), () => ({
    path: ['admin', 'sshKeys'],
    severity: 'warning',
    message: 'the recovery sheet cannot be encrypted to keys of these kinds, so it is not kept on the stick',
    remedy: 'add an ssh-ed25519 key, or under admin: recoveryKeys: [age1...], made with age-keygen',
  }));

export const passwordIsHash: Rule = ({ admin: { passwordHash } }) => {
  const reason = passwordHash === undefined ? undefined : refuseHash(passwordHash);
  return when(reason !== undefined, () => ({
    path: ['admin', 'passwordHash'],
    secret: true,
    message: reason ?? '',
    remedy: 'make one with `mkpasswd -m yescrypt` and write what it prints, which starts with $y$',
  }));
};
