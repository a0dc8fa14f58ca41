/** `pintxo recovery --page`: how the administrator gets the recovery sheet, on the portal, until somebody has it. Started by its socket. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '../system/files.ts';
import { runtime } from '../system/paths.ts';
import { openWeb } from '../system/web.ts';
import { headers } from '../ui/page.ts';
import { answerAtDesk, type WaitingSheet } from '../ui/sheet-desk.ts';
import { isSheetUnread } from './recovery.ts';

// The first of the sockets that systemd hands over.
const descriptor = 3;
const idleMs = 120_000;
const lookMs = 5_000;

/** Ends when nobody asked for a while: the socket starts it again. */
export async function recoveryPage(): Promise<number> {
  let lastAsked = Date.now();
  const web = await openWeb({
    port: 0,
    descriptor,
    headers,
    streamPath: '',
    greeting: () => '',
    answer: async (path) => {
      lastAsked = Date.now();
      return answerAtDesk(path, await waitingSheet());
    },
  });
  while (Date.now() - lastAsked < idleMs) await sleep(lookMs);
  await web.close();
  return 0;
}

// Made by bring-up, so that what the whole house can ask never has the key in its hands.
async function waitingSheet(): Promise<WaitingSheet | undefined> {
  return (await isSheetUnread()) ? { encrypted: await readText(runtime.sheet) } : undefined;
}
