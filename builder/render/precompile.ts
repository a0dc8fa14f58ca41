/** Templates to JavaScript, for the bundle of the machine's program. Pure. */
import Handlebars from 'handlebars';
import { textOptions } from './handlebars.ts';
import { pageOptions } from './page.ts';
import type { TemplateSources } from './render.ts';

/** The text of a module that stands in for `precompiled.ts`, with every template of these sources. */
export function precompiledModule(sources: TemplateSources): string {
  const entries = [...sources.values()].flat().flatMap(({ path, content }) => {
    const options = path.endsWith('.hbs') ? textOptions : path.endsWith('.hbs.raw') ? pageOptions : undefined;
    return options === undefined ? [] : [`[${JSON.stringify(content)}, ${textOf(Handlebars.precompile(content, options))}]`];
  });
  return `export const precompiled = new Map([\n${entries.join(',\n')}\n]);\n`;
}

// The text of a JavaScript object, whatever its type says.
function textOf(specification: unknown): string {
  if (typeof specification !== 'string') throw new TypeError('Handlebars gave a template that is no text.');
  return specification;
}
