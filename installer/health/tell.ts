/** Posts what is new about the health of the machine to where its people want it. */
import type { Status } from '../../templates/contract.ts';
import { writeDurably } from '../system/durable.ts';
import { readJson } from '../system/json.ts';
import { post } from '../system/post.ts';
import { alertFor, requestOf, Target, Told } from './alert.ts';

const paths = { target: '/etc/pintxo/alerts.json', told: '/var/lib/pintxo/alerts-told.json' };

/** What could not be posted is posted by a later look: until then it counts as not said. Never throws. */
export async function tellElsewhere(status: Status, files = paths): Promise<void> {
  const target = await readJson(files.target, Target);
  if (target === undefined) return;
  const alert = alertFor(status, target, await readJson(files.told, Told));
  if (alert === undefined) return;
  const { headers, body } = requestOf(alert, target);
  try {
    await post(target.url, headers, body);
    await writeDurably(files.told, JSON.stringify(alert.told));
  } catch (error) {
    // The address is a secret, and messages of errors may have it in them.
    console.error(`The alert "${alert.subject}" did not get through and is tried again: ${reasonOf(error, target.url)}`);
  }
}

function reasonOf(error: unknown, url: string): string {
  const { hostname } = new URL(url);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (cause instanceof Error ? cause.message : String(cause)).replaceAll(url, hostname);
}
