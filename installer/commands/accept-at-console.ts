/** `pintxo accept --console`: on a console of the machine, the recovery key allows what waits, after the difference was shown. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readWaiting, type Waiting } from '../execute/proposals.ts';
import { pauseAfter, typedKey } from '../plan/key-proof.ts';
import { noProof } from '../plan/proofs.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { tellWaiting } from '../plan/waiting.ts';
import { askSecret } from '../system/ask.ts';
import { readText } from '../system/files.ts';
import { isKeyOf } from '../system/luks.ts';
import { runtime } from '../system/paths.ts';
import { redact } from '../ui/redact.ts';
import { acceptSite, acceptSystem, saysMistakes, siteDifference } from './accept.ts';
import { health } from './health.ts';

const mostWrong = 12;

/** Comes back when nothing waits any more, or somebody pressed Enter. It opens nothing but what it shows. */
export async function acceptAtConsole(): Promise<number> {
  for (let wrong = 0; wrong < mostWrong; ) {
    const waiting = await readWaiting();
    if (!(await show(waiting))) return 0;
    if (waiting.site !== undefined && (await saysMistakes(waiting.site))) return waitForEnter();
    // Nothing that a key could allow.
    if (waiting.site === undefined && waiting.system?.canBeAccepted === false) return waitForEnter();
    const text = await askSecret('To allow this, type the recovery key. To leave it as it is, press Enter:');
    if (text === undefined || text.trim() === '') return 0;
    if (await isRecoveryKey(text)) return allow(waiting);
    console.log('That is not the recovery key. Nothing was changed.');
    await sleep(pauseAfter(wrong++) * 1000);
  }
  console.log('That was wrong too often. It can be tried again after a restart.');
  return 1;
}

// Whoever stands here may be anybody: what is secret of either file stays out.
async function show(waiting: Waiting): Promise<boolean> {
  const told = tellWaiting(waiting);
  console.log('');
  for (const { title, detail } of told) console.log(`${title} was not taken over: ${detail}.`);
  if (waiting.site === undefined) return told.length > 0;
  // Line by line: the beginning of a key in a comment must not take what follows it from sight.
  for (const line of await siteDifference(waiting.site.bytes)) console.log(redact(line));
  return true;
}

// On the screen the question comes again when this ends: not before somebody is there.
async function waitForEnter(): Promise<number> {
  await askSecret('Press Enter:');
  return 0;
}

async function isRecoveryKey(text: string): Promise<boolean> {
  const key = typedKey(text);
  const members = parseStateReport((await readText(runtime.state)) ?? '')?.members ?? [];
  return key !== undefined && isKeyOf(members.map((name) => `/dev/${name}`), key);
}

// What was shown is taken, also when something else has come in its place meanwhile.
async function allow({ site, system }: Waiting): Promise<number> {
  const isSiteTaken = site === undefined || (await acceptSite(site, { ...noProof, keyTyped: true }));
  const isSystemPlaced = system === undefined || (system.canBeAccepted !== false && (await acceptSystem(system)));
  await health(0).catch(console.error);
  return isSiteTaken && isSystemPlaced ? 0 : 1;
}
