/** What zod finds in an answer file, in words for people. Pure. */
import type { z } from 'zod';
import { quote, type Finding, type Path } from '../../../site/finding.ts';
import { nearest } from '../../../site/nearest.ts';
import { answerKeys } from './answer.ts';
import { meantChoice } from './meant.ts';
import { unpackComplaint, type Complaint } from './complaint.ts';
import { wrongKind } from './wrong-kind.ts';

type Issue = z.core.$ZodIssue;

/** Names that other versions, other tools and people use. */
const formerNames: Readonly<Record<string, string>> = {
  password: 'root-password',
  hostname: 'fqdn',
  disk_selection: 'disk-list',
  disks: 'disk-list',
  ssh_keys: 'root-ssh-keys',
  email: 'mailto',
  address: 'cidr',
};

/** The findings of one issue about `root`, the whole file as plain data. */
export function explainIssue(issue: Issue, root: unknown, above: Path = []): Finding[] {
  const path = [...above, ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting([...path, key], root));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return likeliest(issue.errors).flatMap((inner) => explainIssue(inner, root, path));
  const value = valueAt(root, path);
  if (value === undefined) return [missing(path)];
  return [{ path, ...complaintOf(issue, value, path) }];
}

// The branch that takes values of this type says what is wrong with this one.
function likeliest(branches: ReadonlyArray<readonly Issue[]>): readonly Issue[] {
  const isOtherType = (issues: readonly Issue[]): boolean => issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  return branches.find((issues) => !isOtherType(issues)) ?? branches.at(-1) ?? [];
}

function complaintOf(issue: Issue, value: unknown, path: Path): Complaint {
  if (issue.code === 'custom') return unpackComplaint(issue.message);
  if (issue.code === 'invalid_value') return notOneOf(issue.values.map(String), value);
  if (issue.code === 'invalid_union') return notOneOf(['from-dhcp', 'from-answer'], value);
  return wrongKind(issue.code === 'invalid_type' ? issue.expected : '', value, path);
}

function notOneOf(choices: readonly string[], value: unknown): Complaint {
  const meant = meantChoice(String(value), choices);
  const message = `${quote(value)} is not one of the choices`;
  return { message, remedy: meant === undefined ? `write one of: ${choices.join(', ')}` : `did you mean ${meant}?` };
}

function missing(path: Path): Finding {
  const name = path.join('.');
  const isSection = path.length === 1 && (answerKeys['']?.includes(name) ?? false);
  const remedy = isSection ? `add the section [${name}]` : `add: ${String(path.at(-1))} = ${examples[name] ?? '...'}`;
  return { path, at: 'key', message: `${name} is missing`, remedy };
}

const examples: Readonly<Record<string, string>> = {
  'global.country': '"es"',
  'global.fqdn': '"node1.mgmt.internal"',
  'global.keyboard': '"es"',
  'global.mailto': '"root@home.internal"',
  'global.timezone': '"Europe/Madrid"',
  'network.source': '"from-dhcp" (needed since Proxmox VE 9.2)',
  'network.cidr': '"192.168.1.20/24"',
  'network.dns': '"192.168.1.1"',
  'network.gateway': '"192.168.1.1"',
  'network.interface-name-pinning.enabled': 'true',
  'disk-setup.filesystem': '"zfs"',
  'post-installation-webhook.url': '"https://..."',
  'first-boot.source': '"from-iso"',
};

function unknownSetting(path: Path, root: unknown): Finding {
  const key = String(path.at(-1));
  const table = path.slice(0, -1);
  const known = settingsOf(table, root);
  const former = formerNames[key];
  const meant = former !== undefined && known.includes(former) ? former : nearest(key, known);
  const kind = table.length === 0 ? 'section' : 'setting';
  const where = table.length === 0 ? '' : ` in ${table.join('.')}`;
  const remedy = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
  return { path, at: 'key', message: `there is no ${kind} ${quote(key)}${where}`, remedy };
}

// A lease brings the rest of the network settings.
function settingsOf(table: Path, root: unknown): readonly string[] {
  const fromDhcp = /^network$/.test(table.join('.')) && valueAt(root, [...table, 'source']) === 'from-dhcp';
  return fromDhcp ? ['source', 'interface-name-pinning'] : (answerKeys[table.join('.')] ?? []);
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, segment) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([key]) => key === String(segment))?.[1];
  }, root);
}
