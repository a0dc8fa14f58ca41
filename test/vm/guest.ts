/** The installed node from within, as its administrator sees it. */
import { z } from 'zod';
import { type Guest, type Machine, ssh } from './harness/index.ts';
import { administrator, password, type Hardware } from './platform.ts';

/** A shell of the administrator, over the link with this number. */
export function guestOf(machine: Machine, { key }: Pick<Hardware, 'key'>, nic = 0): Guest {
  return ssh({ port: machine.hostPort(22, { nic }), user: administrator, key });
}

/** The same, once it answers. */
export async function readyGuest(machine: Machine, hardware: Hardware, nic = 0): Promise<Guest> {
  const guest = guestOf(machine, hardware, nic);
  await guest.waitUntilReady({ timeoutMs: 180_000 });
  return guest;
}

/** Output of a command as root, on a machine whose site has `password`. */
export async function asRoot(guest: Guest, command: string, timeoutMs = 60_000): Promise<string> {
  return guest.output(`sudo --stdin --prompt= sh -c '${command.replaceAll("'", `'\\''`)}'`, { input: `${password}\n`, timeoutMs });
}

/** Reads all data of the machine, or of a pool, on all of its disks; fails where any of it is not what was written. */
export async function scrub(guest: Guest, folder = '/var'): Promise<void> {
  await asRoot(guest, `btrfs scrub start -B ${folder}`, 600_000);
  await asRoot(guest, `btrfs device stats --check ${folder}`);
}

const StatusReport = z.object({
  state: z.string(),
  addresses: z.array(z.string()),
  checks: z.array(z.object({ title: z.string(), ok: z.boolean(), detail: z.string() })),
});
export type StatusReport = z.infer<typeof StatusReport>;

/** What the node says of itself, whatever its state. */
export async function statusOf(guest: Guest): Promise<StatusReport> {
  const { stdout } = await guest.run('pintxo status --json');
  return StatusReport.parse(JSON.parse(stdout));
}

/** Titles and details of the checks that failed, as one text. */
export function complaints({ checks }: StatusReport): string {
  return checks.filter(({ ok }) => !ok).map(({ title, detail }) => `${title}: ${detail}`).join('\n');
}
