/** Handlebars for configuration files: no escaping, few helpers, and a missing value is an error. */
import Handlebars from 'handlebars';
import type { View } from '../../templates/contract.ts';

const environment = Handlebars.create();

environment.registerHelper({
  /** Every line of a text with that many blanks before it. */
  indent: (text: unknown, width: unknown) => String(text).replace(/^(?=.)/gm, ' '.repeat(Number(width))),
  /** In double quotes, with quotes and backslashes escaped. */
  quote: (text: unknown) => `"${String(text).replace(/["\\]/g, '\\$&')}"`,
  join: (items: unknown, separator: unknown) => (Array.isArray(items) ? items.join(String(separator)) : String(items)),
  json: (value: unknown) => JSON.stringify(value, null, 2),
});

const compile = compiler(environment, { noEscape: true, strict: true });

/** Compiles each template once, however many files it makes: compiling is most of the time that rendering takes. */
export function compiler(handlebars: typeof Handlebars, options: Readonly<CompileOptions>): (template: string) => (view: unknown) => string {
  const compiled = new Map<string, (view: unknown) => string>();
  return (template) => {
    const render = compiled.get(template) ?? handlebars.compile(template, options);
    compiled.set(template, render);
    return render;
  };
}

/** Throws, naming the template, when it is malformed or asks for something the view has not. */
export function renderText(template: string, view: View, name: string): string {
  return naming(name, () => compile(template)(view));
}

// Handlebars says line and column but not which template, and what it throws is no real Error.
export function naming(name: string, render: () => string): string {
  try {
    return render();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
