/** Handlebars for configuration files: no escaping, few helpers, and a missing value is an error. */
import Handlebars from 'handlebars';
import type { View } from '../../templates/contract.ts';
import { precompiled } from './precompiled.ts';

const environment = Handlebars.create();

environment.registerHelper({
  /** Every line of a text with that many blanks before it. */
  indent: (text: unknown, width: unknown) => String(text).replace(/^(?=.)/gm, ' '.repeat(Number(width))),
  /** In double quotes, with quotes and backslashes escaped. */
  quote: (text: unknown) => `"${String(text).replace(/["\\]/g, '\\$&')}"`,
  join: (items: unknown, separator: unknown) => (Array.isArray(items) ? items.join(String(separator)) : String(items)),
  json: (value: unknown) => JSON.stringify(value, null, 2),
});

/** How templates of configuration files are compiled. */
export const textOptions: Readonly<CompileOptions> = { noEscape: true, strict: true };

const compile = compiler(environment, textOptions);

/** Compiles each template once, however many files it makes, and none that was compiled beforehand with the same options. */
export function compiler(handlebars: typeof Handlebars, options: Readonly<CompileOptions>): (template: string) => (view: unknown) => string {
  const compiled = new Map<string, (view: unknown) => string>();
  return (template) => {
    const render = compiled.get(template) ?? make(template);
    compiled.set(template, render);
    return render;
  };

  function make(template: string): (view: unknown) => string {
    const made = precompiled.get(template);
    return made === undefined ? handlebars.compile(template, options) : handlebars.template(made);
  }
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
