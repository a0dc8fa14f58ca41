/** Asks a link for an access concentrator (PPPoE): who is to be dialled answers, and nothing is opened by the question. */
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './command.ts';

const answerSeconds = 2;
const betweenMs = 500;

/** Names of the links on which one answers within the time. */
export async function concentratorsOn(links: readonly string[], patienceMs: number): Promise<string[]> {
  const deadline = Date.now() + patienceMs;
  const answers = await Promise.all(links.map((name) => answersOn(name, deadline)));
  return links.filter((_, index) => answers[index]);
}

async function answersOn(name: string, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    const said = await run({ title: `asking ${name} for a provider`, file: 'pppoe-discovery', args: ['-I', name, '-t', String(answerSeconds), '-a', '1'] }).catch(() => '');
    if (said.includes('Access-Concentrator:')) return true;
    await sleep(betweenMs);
  }
  return false;
}
