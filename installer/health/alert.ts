/** What is said to people elsewhere about the health of the machine, and when. Pure. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Status } from '../../templates/contract.ts';

export const Target = z.object({ url: z.string(), format: z.enum(['text', 'json']) });
export type Target = z.infer<typeof Target>;

/** What was said last. */
export const Told = z.object({
  /** Names the target without giving it away. */
  target: z.string(),
  /** Titles of the checks that failed then. */
  failing: z.array(z.string()),
});
export type Told = z.infer<typeof Told>;

export interface Alert {
  readonly subject: string;
  readonly text: string;
  /** To be remembered once it got through. */
  readonly told: Told;
}

/** Undefined when there is nothing new to say. */
export function alertFor(status: Status, target: Target, before: Told | undefined): Alert | undefined {
  if (status.state === 'starting') return undefined;
  const failed = status.checks.filter(({ ok }) => !ok);
  const told: Told = { target: createHash('sha256').update(target.url).digest('hex').slice(0, 16), failing: failed.map(({ title }) => title).sort() };
  if (before?.target === told.target && before.failing.join('\n') === told.failing.join('\n')) return undefined;
  const { domain } = status.site;
  const subject = `${domain} is ${status.state}`;
  const lines = failed.map(({ title, detail }) => `${title}: ${detail}`);
  const mended = (before?.failing ?? []).filter((title) => !told.failing.includes(title)).map((title) => `${title}: well again`);
  return { subject, text: [...lines, ...mended, ...(lines.length + mended.length === 0 ? ['All is well. Messages about this machine arrive here.'] : [])].join('\n'), told };
}

/** The alert as an HTTP request: POST. */
export function requestOf({ subject, text }: Pick<Alert, 'subject' | 'text'>, { format }: Pick<Target, 'format'>): { headers: Record<string, string>; body: string } {
  if (format === 'json') return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text: `${subject}\n${text}` }) };
  return { headers: { 'Content-Type': 'text/plain; charset=utf-8', Title: subject }, body: text };
}
