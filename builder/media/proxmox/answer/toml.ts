/** TOML 1.0 text to a tree that knows where everything stands. Pure. */
import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';
import type { Path, Span } from '../../../site/finding.ts';
import { tomlMistake } from './toml-advice.ts';
import { loneReturn, longInteger } from './toml-limits.ts';

export interface TomlEntry {
  readonly key: Span;
  readonly node: TomlNode;
}

/** Integers are bigint and fractions are number, because 12 and 12.0 are not the same to the installer. */
export type TomlScalar = string | bigint | number | boolean | symbol;

/** Stands for every date and time: no setting takes one. */
const dateOrTime = Symbol('date or time');

export interface TomlTable {
  readonly kind: 'table';
  readonly entries: Map<string, TomlEntry>;
}

export type TomlNode =
  | TomlTable
  | { readonly kind: 'list'; readonly span: Span; readonly items: readonly TomlNode[] }
  | { readonly kind: 'scalar'; readonly span: Span; readonly value: TomlScalar };

export interface TomlMistake {
  readonly span: Span;
  readonly message: string;
  readonly remedy: string;
}

/** The whole file as a tree, or the first mistake of the language: what follows one cannot be read. */
export function parseToml(text: string): TomlTable | TomlMistake {
  const early = loneReturn(text);
  if (early !== undefined) return early;
  try {
    const root = emptyTable();
    for (const part of parseTOML(text, { tomlVersion: '1.0' }).body[0].body) addTo(root, part);
    return longInteger(root) ?? root;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return tomlMistake(text, error.index, lowerFirst(error.message));
  }
}

/** The tree without its places: tables become records, lists arrays. */
export function plainToml(node: TomlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainToml);
  return Object.fromEntries([...node.entries].map(([name, entry]) => [name, plainToml(entry.node)]));
}

/** Where a path stands; for what is missing, the table around it. The start of the file where there is none either. */
export function tomlSpan(root: TomlTable, path: Path, at: 'key' | 'value'): Span {
  let node: TomlNode = root;
  let key: Span | undefined;
  let reached = 0;
  for (const segment of path) {
    const next = childOf(node, segment);
    if (next === undefined) break;
    node = next.node;
    key = next.key ?? key;
    reached += 1;
  }
  const wantsKey = at === 'key' || reached < path.length || node.kind === 'table';
  return (wantsKey ? key : undefined) ?? (node.kind === 'table' ? key : node.span) ?? { start: 0, end: 1 };
}

function childOf(node: TomlNode, segment: string | number): { node: TomlNode; key?: Span } | undefined {
  if (node.kind === 'table') return node.entries.get(String(segment));
  const item = node.kind === 'list' ? node.items[Number(segment)] : undefined;
  return item && { node: item };
}

function emptyTable(): TomlTable {
  return { kind: 'table', entries: new Map() };
}

function addTo(root: TomlTable, part: AST.TOMLKeyValue | AST.TOMLTable): void {
  if (part.type === 'TOMLKeyValue') addSetting(root, part);
  else if (part.kind === 'array') addRepeated(root, part);
  else fill(tableAt(root, part.key.keys), part.body);
}

function addSetting(table: TomlTable, { key, value }: AST.TOMLKeyValue): void {
  const last = key.keys.at(-1);
  if (last === undefined) return;
  tableAt(table, key.keys.slice(0, -1)).entries.set(nameOf(last), { key: spanOf(last), node: nodeOf(value) });
}

// The installer knows no repeated table: it is enough to say later that a list stands where a table should.
function addRepeated(root: TomlTable, { key, body }: AST.TOMLTable): void {
  const last = key.keys.at(-1);
  if (last === undefined) return;
  const outer = tableAt(root, key.keys.slice(0, -1));
  const known = outer.entries.get(nameOf(last))?.node;
  const items = known?.kind === 'list' ? known.items : [];
  const node: TomlNode = { kind: 'list', span: spanOf(last), items: [...items, fill(emptyTable(), body)] };
  outer.entries.set(nameOf(last), { key: spanOf(last), node });
}

function fill(table: TomlTable, settings: readonly AST.TOMLKeyValue[]): TomlTable {
  for (const setting of settings) addSetting(table, setting);
  return table;
}

function tableAt(table: TomlTable, names: ReadonlyArray<AST.TOMLBare | AST.TOMLQuoted>): TomlTable {
  return names.reduce((outer, name) => {
    const known = outer.entries.get(nameOf(name))?.node;
    const existing = known?.kind === 'list' ? known.items.at(-1) : known;
    if (existing?.kind === 'table') return existing;
    const made = emptyTable();
    outer.entries.set(nameOf(name), { key: spanOf(name), node: made });
    return made;
  }, table);
}

function nodeOf(value: AST.TOMLContentNode): TomlNode {
  if (value.type === 'TOMLArray') return { kind: 'list', span: spanOf(value), items: value.elements.map(nodeOf) };
  if (value.type === 'TOMLInlineTable') return fill(emptyTable(), value.body);
  return { kind: 'scalar', span: spanOf(value), value: scalarOf(value) };
}

function scalarOf(value: AST.TOMLValue): TomlScalar {
  if (value.kind === 'integer') return value.bigint;
  return value.value instanceof Date ? dateOrTime : value.value;
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

function spanOf({ range: [start, end] }: AST.TOMLNode): Span {
  return { start, end };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
