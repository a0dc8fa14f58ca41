/** Hands the recovery sheet out on a web page: only as it is encrypted to the administrator, and until somebody has it. Pure. */
import type { Answer } from '../system/web.ts';
import { sheetPath } from './page-parts.ts';
import { encryptedPath, nothingPage, offerPage } from './recovery-page.ts';

/** A sheet that nobody has yet; `encrypted` is in age's text format, undefined where there is no key to encrypt it to. */
export interface WaitingSheet {
  readonly encrypted: string | undefined;
}

/** The page about the sheet, and the sheet; undefined for any other path. */
export function answerAtDesk(path: string, waiting: WaitingSheet | undefined): Answer | undefined {
  if (path === sheetPath) return { type: 'text/html', body: waiting === undefined ? nothingPage() : offerPage(waiting.encrypted !== undefined) };
  if (path !== encryptedPath || waiting?.encrypted === undefined) return undefined;
  return { type: 'application/octet-stream', body: waiting.encrypted };
}
