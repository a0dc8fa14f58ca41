/** What the progress page has to say just now, ready to be sent: who answers the house needs to know nothing else. Pure. */
import { z } from 'zod';
import type { Answer } from '../system/web.ts';
import { encryptedPath } from './recovery-page.ts';
import { pageHtml, pageMessage, stateJson, statePath } from './page.ts';
import { sheetPath } from './page-parts.ts';
import { answerAtDesk, type WaitingSheet } from './sheet-desk.ts';
import type { PublicState } from './state.ts';

export const Shown = z.strictObject({
  /** Of the machine, besides its addresses and its local name. */
  names: z.array(z.string()).readonly(),
  /** By their paths. */
  answers: z.record(z.string(), z.strictObject({ type: z.string(), body: z.string() })),
  /** For those who look already. */
  message: z.string(),
});

export type Shown = z.output<typeof Shown>;

/** `sheet`: the recovery sheet, where nobody may have it yet. */
export function shownOf(state: PublicState, sheet: WaitingSheet | undefined): Shown {
  const page = { type: 'text/html', body: pageHtml(state) };
  const json = { type: 'application/json', body: stateJson(state) };
  const atDesk = [sheetPath, encryptedPath].flatMap((path) => (sheet === undefined ? [] : answersAt(path, answerAtDesk(path, sheet))));
  return { names: state.site === null ? [] : [state.site.domain], answers: { '/': page, [statePath]: json, ...Object.fromEntries(atDesk) }, message: pageMessage(state) };
}

function answersAt(path: string, answer: Answer | undefined): ReadonlyArray<readonly [string, Answer]> {
  return answer === undefined ? [] : [[path, answer]];
}
