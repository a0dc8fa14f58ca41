/** What systemd says of the services that run on a machine. */
import { z } from 'zod';
import { asRoot } from './guest.ts';
import type { Guest } from './harness/index.ts';

const Rated = z.array(z.object({ unit: z.string(), exposure: z.coerce.number() }));

/** The rating of every service that runs there, and of the recovery page, which waits for somebody to ask. */
export async function runningExposures(guest: Guest): Promise<ReadonlyArray<readonly [string, number]>> {
  const names = await asRoot(guest, "systemctl list-units --type=service --state=running --plain --no-legend | awk '{print $1}'");
  const wanted = [...names.trim().split('\n'), 'pintxo-recovery-page.service'];
  const rated = Rated.parse(JSON.parse(await asRoot(guest, 'systemd-analyze security --json=short --no-pager')));
  return rated.filter(({ unit }) => wanted.includes(unit)).map(({ unit, exposure }) => [unit, exposure]);
}
