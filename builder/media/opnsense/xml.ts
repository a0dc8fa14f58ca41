/** The little of XML that OPNsense's config.xml is made of. Pure. */

export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly Element[];
}

export function element(name: string, content: Element['content'], attributes: Readonly<Record<string, string>> = {}): Element {
  return { name, content, attributes };
}

/** One element for each entry, in their order. */
export function fields(values: Readonly<Record<string, string | number>>): Element[] {
  return Object.entries(values).map(([name, value]) => element(name, String(value)));
}

/** A document, with a final newline. */
export function writeXml(root: Element): string {
  return `<?xml version="1.0"?>\n${written(root, '')}\n`;
}

function written({ name, attributes = {}, content }: Element, indent: string): string {
  const opening = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ');
  if (content.length === 0) return `${indent}<${opening}/>`;
  if (typeof content === 'string') return `${indent}<${opening}>${escaped(content)}</${name}>`;
  return [`${indent}<${opening}>`, ...content.map((inner) => written(inner, `${indent}  `)), `${indent}</${name}>`].join('\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
