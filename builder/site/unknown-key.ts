/** Names that the schema does not know, and what was probably meant. */
import { quote, type Finding, type Path } from './finding.ts';
import { nearest } from './nearest.ts';
import { childSchema, knownKeys, schemaAt, type JsonSchema } from './site-schema.ts';

export function unknownKey(path: Path, rootSchema: JsonSchema): Finding {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const known = knownKeys(schemaAt(rootSchema, parent));
  const noun = parent.join('.') === 'modules' ? 'module' : 'setting';
  const remedy = suggestion(key, known, rootSchema) ?? listed(known);
  return { path, at: 'key', message: `there is no ${noun} named ${quote(key)}`, remedy };
}

function suggestion(key: string, known: readonly string[], rootSchema: JsonSchema): string | undefined {
  const meant = nearest(key, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  const elsewhere = placesOf(key, rootSchema)[0];
  return elsewhere === undefined ? undefined : `it belongs elsewhere, as ${elsewhere}`;
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? 'remove it' : `known here: ${known.join(', ')}`;
}

/** Paths at which the schema knows the key. */
function placesOf(key: string, schema: JsonSchema, path: Path = []): string[] {
  return knownKeys(schema).flatMap((name) => {
    const inner = childSchema(schema, name);
    const here = name === key ? [[...path, name].join('.')] : [];
    return inner === undefined ? here : [...here, ...placesOf(key, inner, [...path, name])];
  });
}
