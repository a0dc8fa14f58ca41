/** Links behind which a router offers itself for the internet by IPv6. */
import { run } from './command.ts';

export async function announcedLinks(): Promise<string[]> {
  return linksIn(await run({ title: 'reading routes', file: 'ip', args: ['-6', 'route', 'show', 'default'] }));
}

/** Understands `ip -6 route show default`. */
export function linksIn(routes: string): string[] {
  return [...routes.matchAll(/ dev (\S+)/g)].map(([, name = '']) => name);
}
