/** Hands the recovery sheet out on a web page: on a button, to the house only, until somebody has it. */
import type { Answer } from '../system/web.ts';
import { type HouseLink, isFromHouse, isOwnPage, type Press } from './house.ts';
import { sheetPath } from './page-parts.ts';
import { nothingPage, offerPage, sheetPage, showPath, strangerPage, takenPage, takenPath } from './recovery-page.ts';

export interface SheetDesk {
  /** The sheet while nobody has confirmed to have it; empty otherwise. */
  sheet(): Promise<readonly string[]>;
  /** Links on which the house is; names of the machine besides its addresses. */
  links(): readonly HouseLink[];
  names(): readonly string[];
  /** It was shown to this address. */
  shown(to: string): Promise<void>;
  /** Somebody at this address confirmed to have it. */
  taken(by: string): Promise<void>;
}

/** The page that leads to the sheet; undefined where there is nothing to lead to. */
export function sheetOffer(path: string, isWaiting: boolean): Answer | undefined {
  if (path !== sheetPath) return undefined;
  return pageOf(isWaiting ? offerPage() : nothingPage());
}

/** What comes of a button; undefined for a path that has none. */
export async function pressAtDesk(press: Press, desk: SheetDesk): Promise<Answer | undefined> {
  if (press.path !== showPath && press.path !== takenPath) return undefined;
  if (!isOwnPage(press, desk.names()) || !isFromHouse(press.address, desk.links())) return { ...pageOf(strangerPage()), status: 403 };
  const sheet = await desk.sheet();
  if (sheet.length === 0) return pageOf(nothingPage());
  return press.path === showPath ? show(sheet, press, desk) : take(press, desk);
}

// Noted first: nobody sees it without a trace.
async function show(sheet: readonly string[], { address }: Press, desk: SheetDesk): Promise<Answer> {
  await desk.shown(address);
  return pageOf(sheetPage(sheet));
}

async function take({ address }: Press, desk: SheetDesk): Promise<Answer> {
  await desk.taken(address);
  return pageOf(takenPage());
}

function pageOf(body: string): Answer {
  return { type: 'text/html', body };
}
