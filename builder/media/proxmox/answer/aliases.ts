/** The older spelling of settings with underscores, which the installer still reads. Pure. */
import type { Finding, Path } from '../../../site/finding.ts';
import type { TomlEntry, TomlTable } from './toml.ts';

/** By the path of the table; sections and interface-name-pinning have no second spelling. */
const aliases = new Map([
  ['global', ['root-password', 'root-password-hashed', 'reboot-on-error', 'reboot-mode', 'root-ssh-keys', 'subscription-key']],
  ['disk-setup', ['disk-list', 'filter-match']],
  ['disk-setup.zfs', ['arc-max']],
  ['post-installation-webhook', ['cert-fingerprint', 'auth-token']],
  ['first-boot', ['cert-fingerprint']],
]);

export interface Unified {
  readonly root: TomlTable;
  readonly findings: readonly Finding[];
}

/** The tree with every setting under its own name; a setting written in both spellings is a mistake. */
export function unifyNames(root: TomlTable): Unified {
  const findings: Finding[] = [];
  return { root: unifyTable(root, [], findings), findings };
}

function unifyTable(table: TomlTable, path: Path, findings: Finding[]): TomlTable {
  const entries = new Map<string, TomlEntry>();
  const known = aliases.get(path.join('.')) ?? [];
  for (const [written, entry] of table.entries) {
    const name = known.find((full) => full !== written && full.replaceAll('-', '_') === written) ?? written;
    const here = [...path, name];
    if (name !== written) findings.push(entries.has(name) || table.entries.has(name) ? twice(here, entry) : dated(here, entry));
    const node = entry.node.kind === 'table' ? unifyTable(entry.node, here, findings) : entry.node;
    entries.set(name, { key: entry.key, node });
  }
  return { kind: 'table', entries };
}

function twice(path: Path, entry: TomlEntry): Finding {
  const message = `${String(path.at(-1))} is written twice, with dashes and with underscores`;
  return { path, span: entry.key, message, remedy: 'keep the one with dashes' };
}

function dated(path: Path, entry: TomlEntry): Finding {
  const remedy = `write ${String(path.at(-1))}`;
  return { path, span: entry.key, severity: 'warning', message: 'the spelling with underscores will go away', remedy };
}
