/** Checks of names and places in an answer file: country, host name, mail address, time zone, keys. Pure. */
import { nearest } from '../../../site/nearest.ts';
import { quote } from '../../../site/finding.ts';
import { refuseHash } from '../../../site/password-hash.ts';
import { refuseSshKey } from '../../../site/ssh-key.ts';
import { fixedClocks, sameClock } from './clocks.ts';
import type { Complaint } from './complaint.ts';
import { countries, timezones } from './locales.ts';

export function refuseCountry(text: string): Complaint | undefined {
  if (countries.includes(text)) return undefined;
  const message = `${quote(text)} is not a country that the installer knows`;
  if (text.toLowerCase() === 'uk') return { message, remedy: 'write gb' };
  if (countries.includes(text.toLowerCase())) return { message, remedy: `write ${text.toLowerCase()}, in lower case` };
  return { message, remedy: 'write its two letters (ISO 3166) in lower case, such as es or gb' };
}

export function refuseTimezone(text: string): Complaint | undefined {
  if (timezones.includes(text)) return undefined;
  const message = `${quote(text)} is not a time zone that the installer knows`;
  if (utcName.test(text)) return { message, remedy: 'write UTC' };
  const [, clock] = Object.entries(fixedClocks).find(([name]) => name.toLowerCase() === text.toLowerCase()) ?? [];
  if (clock !== undefined) return { message, remedy: `write a city with that clock, such as ${clock}, or UTC` };
  if (/^etc\//i.test(text)) return { message, remedy: 'write area and city, such as Europe/Madrid, or UTC' };
  const meant = currentName(text) ?? nearest(text, timezones);
  return { message, remedy: meant === undefined ? 'write area and city, such as Europe/Madrid, or UTC' : `did you mean ${meant}?` };
}

const utcName = /^(etc\/|)(utc|uct|gmt|gmt[+-]?0|greenwich|zulu|universal)$/i;

function currentName(text: string): string | undefined {
  return renamed.get(text) ?? Object.entries(sameClock).find(([name]) => name === text)?.[1];
}

/** Old names that people still write, and that no spelling rule leads to the new one. */
const renamed = new Map([
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['US/Eastern', 'America/New_York'],
  ['US/Central', 'America/Chicago'],
  ['US/Mountain', 'America/Denver'],
  ['US/Pacific', 'America/Los_Angeles'],
]);

const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;

export function refuseFqdn(text: string): Complaint | undefined {
  const remedy = 'write host name and domain, such as node1.mgmt.internal';
  const labels = text.split('.');
  const odd = labels.find((part) => part.length > 63 || !label.test(part));
  if (text.endsWith('.') && labels.length > 2) return { message: 'the name must not end in a dot', remedy: `write ${text.slice(0, -1)}` };
  if (odd !== undefined) return { message: `${quote(odd)} cannot be part of a host name`, remedy };
  if (labels.length < 2) return { message: `${quote(text)} has no domain`, remedy: `write ${text}.internal, or the domain you use` };
  if (/^\d+$/.test(labels[0] ?? '')) return { message: 'the host name must not be a number', remedy };
  return text.length > 253 ? { message: 'the name is too long', remedy: 'write at most 253 characters' } : undefined;
}

const domainLabel = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const mailAddress = new RegExp(`^[a-z0-9.!#$%&'*+/=?^_\`{|}~-]+@${domainLabel}(?:\\.${domainLabel})*$`, 'i');

export function refuseMail(text: string): Complaint | undefined {
  const remedy = 'write an address that somebody reads, such as root@home.internal';
  if (text === 'mail@example.invalid') return { message: 'this address only stands for another one', remedy };
  return mailAddress.test(text) ? undefined : { message: `${quote(text)} is not a mail address`, remedy };
}

export function refusePassword(text: string): Complaint | undefined {
  if (Buffer.byteLength(text) >= 8) return undefined;
  return { message: 'the password is too short', remedy: 'use 8 characters or more, or root-password-hashed' };
}

/** Not checked by Proxmox, which writes it to /etc/shadow as it is: root could not log in. */
export function refuseRootHash(text: string): Complaint | undefined {
  const isLock = /^[!*]/.test(text);
  const isOld = /^\$1\$[^$]{1,8}\$[./A-Za-z0-9]{22}$/.test(text);
  const refusal = isLock || isOld ? undefined : refuseHash(text);
  return refusal === undefined ? undefined : { message: refusal, remedy: 'make one with: mkpasswd --method=yescrypt' };
}

/** Not checked by Proxmox: the key would simply not open the machine. Options before the key are allowed, as sshd allows them. */
export function refuseRootKey(text: string): Complaint | undefined {
  const refusal = refuseSshKey(withoutOptions(text.trim()));
  return refusal === undefined ? undefined : { message: refusal, remedy: 'write the whole line of the .pub file' };
}

function withoutOptions(line: string): string {
  const key = /(?:^|\s)((?:ssh-|ecdsa-|sk-)[\w@.-]+\s+AAAA\S*.*)$/.exec(line);
  return key?.[1]?.replace(/\s+/g, ' ') ?? line;
}

/** The name under which the installer knows a time zone, where people use another; the same text where nothing better is known. */
export function installerTimezone(text: string): string {
  return utcName.test(text) ? 'UTC' : (currentName(text) ?? text);
}
