/** Links behind which a router offers itself for the internet by IPv6. */
import { run } from './command.ts';

export async function announcedLinks(): Promise<string[]> {
  const routes = await run({ title: 'reading routes', file: 'ip', args: ['-6', 'route', 'show', 'default'] });
  return [...routes.matchAll(/ dev (\S+)/g)].map(([, name = '']) => name);
}
