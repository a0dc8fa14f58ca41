/** How the site's certificate authority is made: a list of openssl commands (3.4 or newer). Pure. */
import { isIP } from 'node:net';
import type { Secret } from '../../templates/contract.ts';
import type { Command } from '../system/command.ts';

type Authority = Extract<Secret, { kind: 'certificate-authority' }>;

const years = { root: 20, intermediate: 10 };

/** Makes the folder with root and intermediate; `epoch` (seconds since 1970) is when both begin to be valid. */
export function authorityCommands(authority: Authority, folder: string, epoch: number): Command[] {
  const at = (name: string) => `${folder}/${name}`;
  const validity = (length: number) => ['-not_before', time(epoch, 0), '-not_after', time(epoch, length)];
  const subject = (name: string, role = '') => ['-utf8', '-subj', `/CN=${fitted(name, role).replace(/[\\/+]/g, '\\$&')}`];
  return [
    command('install', '-d', '-m', '0700', folder),
    ...['root.key', 'intermediate.key'].map((key) =>
      command('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at(key)),
    ),
    command('openssl', 'req', '-new', '-x509', '-config', '/dev/null', '-sha256', '-key', at('root.key'), '-out', at('root.crt'),
      ...subject(authority.commonName), ...validity(years.root), ...extensions(authority, 1)),
    command('openssl', 'req', '-new', '-config', '/dev/null', '-sha256', '-key', at('intermediate.key'), '-out', at('intermediate.csr'),
      ...subject(authority.commonName, ', issuing'), ...extensions(authority, 0)),
    command('openssl', 'x509', '-req', '-sha256', '-in', at('intermediate.csr'), '-CA', at('root.crt'), '-CAkey', at('root.key'),
      '-out', at('intermediate.crt'), '-copy_extensions', 'copyall', ...validity(years.intermediate)),
    command('rm', at('intermediate.csr')),
    command('chmod', '0600', at('root.key')),
    command('chmod', '0640', at('intermediate.key')),
    command('chmod', '0644', at('root.crt'), at('intermediate.crt')),
    command('chgrp', authority.group, folder, at('intermediate.key')),
    command('chmod', '0750', folder),
  ];
}

/** X.509 has room for 64 characters (RFC 5280, ub-common-name); a site's name alone may have 63. */
function fitted(name: string, role: string): string {
  const room = 64 - role.length;
  return `${name.length > room ? `${name.slice(0, room - 1)}…` : name}${role}`;
}

function command(file: string, ...args: readonly string[]): Command {
  return { title: "making the site's certificate authority", file, args };
}

function extensions(authority: Authority, pathLength: number): string[] {
  const constraints = [
    ...authority.permittedNames.map((name) => `permitted;DNS:${name}`),
    ...authority.permittedAddresses.map((cidr) => `permitted;IP:${withMask(cidr)}`),
  ];
  return [
    `basicConstraints=critical,CA:TRUE,pathlen:${pathLength}`,
    'keyUsage=critical,keyCertSign,cRLSign',
    'subjectKeyIdentifier=hash',
    `nameConstraints=critical,${constraints.join(',')}`,
  ].flatMap((extension) => ['-addext', extension]);
}

/** Name constraints want `10.0.0.0/255.0.0.0` and `fc00::/fe00::`, not prefix lengths. */
export function withMask(cidr: string): string {
  const [network = '', prefix = '0'] = cidr.split('/');
  const [width, groups, base, separator] = isIP(network) === 6 ? ([16, 8, 16, ':'] as const) : ([8, 4, 10, '.'] as const);
  const mask = Array.from({ length: groups }, (_, group) => {
    const ones = Math.min(width, Math.max(0, Number(prefix) - group * width));
    return (2 ** width - 2 ** (width - ones)).toString(base);
  });
  return `${network}/${mask.join(separator)}`;
}

/** As openssl takes it: `20251009000000Z`. */
function time(epoch: number, yearsLater: number): string {
  const date = new Date(epoch * 1000);
  date.setUTCFullYear(date.getUTCFullYear() + yearsLater);
  return date.toISOString().replace(/\.\d+|[-:T]/g, '');
}
