/** A YAML node as plain data, read with the schema in hand so that people need not know YAML's types. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { childrenOf, type Child } from './locate.ts';
import { accepts, childSchema, type JsonSchema } from './site-schema.ts';

/**
 * Numbers and words like `true` become text where text is expected, as they were written (`serial: 0123` keeps
 * its zero). A setting without a value counts as left out. Blocks that must exist are there, if only empty, so that
 * what is missing in them is named.
 */
export function plainValue(node: Node | null, schema: JsonSchema | undefined): unknown {
  if (isMap(node)) return plainMap(childrenOf(node), schema);
  if (isSeq(node)) return childrenOf(node).map(({ value, segment }) => plainValue(value, within(schema, segment)));
  if (!isScalar(node)) return undefined;
  const isWord = typeof node.value !== 'string' && node.value !== null && node.type === 'PLAIN';
  return isWord && accepts(schema, 'string') ? node.source : node.value;
}

function plainMap(children: readonly Child[], schema: JsonSchema | undefined): unknown {
  const written = children.map(({ segment, value }) => {
    const inner = within(schema, segment);
    return [segment, plainValue(value, inner) ?? emptyOf(inner)] as const;
  });
  const required = (schema?.required ?? []).filter((key) => accepts(within(schema, key), 'object'));
  const blocks = required.map((key) => [key, {}] as const);
  return firstOfEach([...written.filter(([, value]) => value !== undefined), ...blocks]);
}

/** Of a setting written twice, which is told elsewhere, the first one counts. */
function firstOfEach(entries: ReadonlyArray<readonly [string | number, unknown]>): unknown {
  const byName = new Map<string, unknown>();
  for (const [name, value] of entries) if (!byName.has(String(name))) byName.set(String(name), value);
  return Object.fromEntries(byName);
}

/** An empty value under a name that the schema does not know must stay, or the name would not be noticed. */
function emptyOf(schema: JsonSchema | undefined): unknown {
  if (schema === undefined) return null;
  return accepts(schema, 'object') ? {} : undefined;
}

function within(schema: JsonSchema | undefined, segment: string | number): JsonSchema | undefined {
  return schema && childSchema(schema, segment);
}
