/** A value of another kind than its setting takes: what is needed, and what to write instead. Pure. */
import type { Path } from '../../../site/finding.ts';
import type { Complaint } from './complaint.ts';

interface Kind {
  readonly name: string;
  readonly remedy: (value: unknown, path: Path) => string;
}

const table: Kind = { name: 'a table', remedy: tableRemedy };

/** By the name that zod gives to what it expects. */
const kinds = new Map<string, Kind>([
  ['string', { name: 'text in "quotes"', remedy: textRemedy }],
  ['bigint', { name: 'a whole number without quotes', remedy: numberRemedy }],
  ['number', { name: 'a number without quotes', remedy: numberRemedy }],
  ['boolean', { name: 'true or false without quotes', remedy: booleanRemedy }],
  ['array', { name: 'a list in [brackets]', remedy: listRemedy }],
  ['object', table],
  ['record', table],
]);

export function wrongKind(expected: string, value: unknown, path: Path): Complaint {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { message: 'a number with an end is needed here', remedy: 'write it in digits, such as 12' };
  }
  const kind = kinds.get(expected);
  if (kind === undefined) return { message: 'another kind of value is needed here', remedy: 'see the documentation of the setting' };
  return { message: `${kind.name} is needed here`, remedy: kind.remedy(value, path) };
}

function textRemedy(value: unknown, path: Path): string {
  if (Array.isArray(value)) return 'write one of them, without brackets';
  const isShown = ['number', 'bigint', 'boolean'].includes(typeof value) && !/password|token/.test(path.join('.'));
  return isShown ? `write "${String(value)}"` : 'write it in "quotes"';
}

function numberRemedy(value: unknown): string {
  if (typeof value === 'number') return `write ${Math.round(value)}`;
  const isBare = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value);
  return isBare ? `write ${value}` : 'write digits only, such as 12';
}

function booleanRemedy(value: unknown): string {
  const text = String(value).toLowerCase();
  if (/^(true|yes|on|1)$/.test(text)) return 'write true';
  return /^(false|no|off|0)$/.test(text) ? 'write false' : 'write true or false';
}

function listRemedy(value: unknown): string {
  return typeof value === 'string' ? `write ["${value}"]` : 'write ["one", "another"]';
}

const examples = new Map([
  ['network.filter', 'filter.ID_NET_NAME_MAC = "*0123456789ab"'],
  ['disk-setup.filter', 'filter.ID_SERIAL_SHORT = "S5GXNX0T123456"'],
  ['network.interface-name-pinning.mapping', 'mapping."24:8a:07:1e:05:bc" = "lan0"'],
]);

function tableRemedy(value: unknown, path: Path): string {
  const example = examples.get(path.join('.'));
  if (example !== undefined) return `write ${example}`;
  return Array.isArray(value) ? `write [${path.join('.')}] once, in single brackets` : `write [${path.join('.')}], and its settings below it`;
}
