/** From a path to its place in the text. */
import { isAlias, isCollection, isMap, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { Path, Span } from './finding.ts';

export interface Child {
  readonly segment: string | number;
  readonly key: Node | null;
  readonly value: Node | null;
}

/** A quote or bracket around a place. */
export interface Opened {
  readonly start: number;
  readonly what: 'quote' | 'bracket';
  readonly closing: string;
}

/** The entries of a map or list; none for everything else. */
export function childrenOf(node: unknown): Child[] {
  if (isSeq(node)) return node.items.map((item, segment) => ({ segment, key: null, value: nodeOrNull(item) }));
  if (!isMap(node)) return [];
  return node.items.map((pair) => {
    const segment = isScalar(pair.key) ? String(pair.key.value) : '?';
    return { segment, key: nodeOrNull(pair.key), value: nodeOrNull(pair.value) };
  });
}

/** The value's place, or the key's where asked for; for what is missing the key of the nearest map around it. */
export function spanOf(document: Document.Parsed, path: Path, at: 'key' | 'value'): Span {
  const trail = trailTo(document.contents, path);
  const last = trail.at(-1);
  if (last === undefined) return startOf(document);
  const reached = trail.length === path.length;
  const prefersKey = at === 'key' || !reached || isCollection(last.value) || isEmpty(last.value);
  return (prefersKey ? rangeOf(last.key) : undefined) ?? rangeOf(last.value) ?? rangeOf(last.key) ?? startOf(document);
}

export function rangeOf(node: Node | null): Span | undefined {
  const range = node?.range;
  return range ? { start: range[0], end: Math.max(range[1], range[0] + 1) } : undefined;
}

/** The innermost quote or bracket that is open at the offset. */
export function enclosing(node: Node | null, offset: number): Opened | undefined {
  const range = rangeOf(node);
  if (node === null || range === undefined || range.start > offset || range.end < offset) return undefined;
  const inner = childrenOf(node).map(({ value }) => enclosing(value, offset)).findLast((found) => found !== undefined);
  return inner ?? opening(node, range.start);
}

function opening(node: Node, start: number): Opened | undefined {
  if (isCollection(node) && node.flow === true) return { start, what: 'bracket', closing: isSeq(node) ? ']' : '}' };
  if (!isScalar(node)) return undefined;
  if (node.type === 'QUOTE_DOUBLE') return { start, what: 'quote', closing: '"' };
  return node.type === 'QUOTE_SINGLE' ? { start, what: 'quote', closing: "'" } : undefined;
}

function trailTo(root: Node | null, path: Path): Child[] {
  const trail: Child[] = [];
  for (const segment of path) {
    const node = trail.length === 0 ? root : trail.at(-1)?.value;
    const child = childrenOf(node).find((entry) => String(entry.segment) === String(segment));
    if (child === undefined) break;
    trail.push(child);
  }
  return trail;
}

export function startOf(document: Document.Parsed): Span {
  const first = childrenOf(document.contents)[0];
  return rangeOf(first?.key ?? null) ?? rangeOf(document.contents) ?? { start: 0, end: 1 };
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function nodeOrNull(value: unknown): Node | null {
  return isScalar(value) || isCollection(value) || isAlias(value) ? value : null;
}
