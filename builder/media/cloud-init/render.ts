/** cloud-init files of a guest: user-data, meta-data and network-config (NoCloud). Pure. */
import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { Guest, GuestFile } from '../../../templates/contract.ts';
import { parseCidr } from '../../site/ipv4.ts';
import type { Site } from '../../site/site.ts';
import type { Zone } from '../../site/zones.ts';
import { guestMac, refuseGuest } from './guest.ts';

export interface Seed {
  readonly userData: string;
  readonly metaData: string;
  readonly networkConfig: string;
}

// cloud-init reads YAML 1.1, where `no` is a truth value and not Norwegian.
const dialect = { version: '1.1', lineWidth: 0 } as const;

/** Label of the volume by which cloud-init finds a seed. */
export const seedLabel = 'CIDATA';

/** Renders the seed or says, in words, why the guest cannot be. */
export function renderSeed(guest: Guest, site: Site, zones: readonly Zone[]): Seed | { readonly problem: string } {
  const zone = zones.find(({ name }) => name === guest.zone);
  if (zone === undefined) return { problem: `${guest.name}: there is no zone ${guest.zone}; known are ${zones.map(({ name }) => name).join(', ')}` };
  if (!zone.enabled) return { problem: `${guest.name}: the zone ${guest.zone} is off; write network: zones: ${guest.zone}: enabled: true` };
  const problem = refuseGuest(guest, zone);
  if (problem !== undefined) return { problem };
  const userData = userDataOf(guest, site, zone);
  const networkConfig = stringify({ network: networkOf(guest, site, zone) }, dialect);
  return { userData, networkConfig, metaData: metaDataOf(guest, userData + networkConfig) };
}

/** The files of a seed by their names at the top of the volume. */
export function seedFiles({ userData, metaData, networkConfig }: Seed): Map<string, string> {
  return new Map([['user-data', userData], ['meta-data', metaData], ['network-config', networkConfig]]);
}

function userDataOf({ name, packages = [], files = [], commands = [] }: Guest, { site, admin }: Site, zone: Zone): string {
  const config = {
    hostname: name,
    fqdn: `${name}.${zone.name.toLowerCase()}.internal`,
    prefer_fqdn_over_hostname: false,
    timezone: site.timezone,
    locale: site.locale,
    keyboard: { layout: site.keyboard },
    ssh_pwauth: false,
    disable_root: true,
    users: [administrator(admin)],
    package_update: packages.length > 0,
    ...(packages.length === 0 ? {} : { packages: [...packages] }),
    ...(files.length === 0 ? {} : { write_files: files.map(writtenFile) }),
    ...(commands.length === 0 ? {} : { runcmd: [...commands] }),
  };
  return `#cloud-config\n${stringify(config, dialect)}`;
}

function writtenFile({ path, content, mode = '0644' }: GuestFile): Record<string, unknown> {
  return { path, content, permissions: mode, owner: 'root:root' };
}

function administrator({ name, sshKeys, passwordHash }: Site['admin']): Record<string, unknown> {
  const password = passwordHash === undefined ? { lock_passwd: true } : { lock_passwd: false, hashed_passwd: passwordHash };
  return { name, gecos: 'Administrator', groups: ['sudo'], shell: '/bin/bash', sudo: 'ALL=(ALL) NOPASSWD:ALL', ssh_authorized_keys: [...sshKeys], ...password };
}

// A new instance is a first start: the identity changes with what the seed says.
function metaDataOf({ name }: Guest, content: string): string {
  const identity = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return stringify({ 'instance-id': `${name}-${identity}`, 'local-hostname': name }, dialect);
}

function networkOf(guest: Guest, { site }: Site, zone: Zone): Record<string, unknown> {
  const prefix = parseCidr(zone.subnet)?.prefix ?? 24;
  const fixed = {
    dhcp4: false,
    addresses: [`${guest.address ?? ''}/${prefix}`],
    routes: [{ to: 'default', via: zone.gateway }],
    nameservers: { addresses: [zone.gateway], search: [`${zone.name.toLowerCase()}.internal`] },
  };
  const match = { macaddress: guestMac(site.name, guest.name) };
  const addresses = guest.address === undefined ? { dhcp4: true } : fixed;
  return { version: 2, ethernets: { main: { match, 'set-name': 'main', 'accept-ra': true, ...addresses } } };
}
