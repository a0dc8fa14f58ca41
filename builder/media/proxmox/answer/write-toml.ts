/** An answer as TOML text, in the order in which its parts are given. Pure. */

type Value = string | number | boolean | undefined | readonly string[] | { readonly [name: string]: Value };

/** One `[section]` for each entry; tables within a section become dotted keys. What is undefined is left out. */
export function writeToml(sections: Readonly<Record<string, Readonly<Record<string, Value>>>>): string {
  return Object.entries(sections)
    .map(([name, settings]) => [`[${name}]`, ...linesOf(settings, ''), ''].join('\n'))
    .join('\n');
}

function linesOf(settings: Readonly<Record<string, Value>>, above: string): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const key = `${above}${/^[\w-]+$/.test(name) ? name : text(name)}`;
    if (value === undefined) return [];
    return isTable(value) ? linesOf(value, `${key}.`) : [`${key} = ${literal(value)}`];
  });
}

function isTable(value: Value): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && !Array.isArray(value);
}

function literal(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'string') return text(value);
  return typeof value === 'object' ? `[${value.map(text).join(', ')}]` : String(value);
}

// JSON's strings are TOML's, but for the delete character.
function text(value: string): string {
  return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}
