/** Pages for people, with HTML escaping. Pure. */
import Handlebars from 'handlebars';
import type { Status } from '../../templates/contract.ts';
import { compiler, naming } from './handlebars.ts';

const environment = Handlebars.create();

environment.registerHelper({
  is: (value: unknown, wanted: unknown) => value === wanted,
  duration: (seconds: unknown) => durationInWords(Number(seconds)),
});

/** How templates of pages are compiled. */
export const pageOptions: Readonly<CompileOptions> = { strict: true };

const compile = compiler(environment, pageOptions);

/** Renders a page template of a module (Handlebars; helpers `is` and `duration`) with the node's status. */
export function renderPage(template: string, status: Status, name = 'page'): string {
  return naming(name, () => compile(template)(status));
}

/** `3 days`, `2 hours`, `5 minutes`; the largest unit that fits. */
export function durationInWords(seconds: number): string {
  const units = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const;
  const [name, length] = units.find(([, size]) => seconds >= size) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
