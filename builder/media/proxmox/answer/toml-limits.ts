/** What TOML 1.0 forbids and the library lets pass. Pure. */
import type { TomlMistake, TomlNode } from './toml.ts';

/** A line ends in \n or \r\n; a \r anywhere else is a mistake, in text and comments too. */
export function loneReturn(text: string): TomlMistake | undefined {
  const start = text.search(/\r(?!\n)/);
  if (start === -1) return undefined;
  const message = 'a carriage return stands here without a line feed';
  return { span: { start, end: start + 1 }, message, remedy: 'save the file with the line ends of Linux or Windows' };
}

/** Integers have 64 bits. */
export function longInteger(node: TomlNode): TomlMistake | undefined {
  if (node.kind !== 'scalar') return first(childrenOf(node), longInteger);
  const isLong = typeof node.value === 'bigint' && BigInt.asIntN(64, node.value) !== node.value;
  return isLong ? { span: node.span, message: 'the number is longer than numbers can be', remedy: 'write a smaller one' } : undefined;
}

function childrenOf(node: Exclude<TomlNode, { kind: 'scalar' }>): readonly TomlNode[] {
  return node.kind === 'list' ? node.items : [...node.entries.values()].map((entry) => entry.node);
}

function first<Item, Result>(items: readonly Item[], find: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
