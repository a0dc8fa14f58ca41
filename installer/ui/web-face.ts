/** The progress page on port 80 of every address. */
import { openWeb, type Answer, type Web } from '../system/web.ts';
import type { Face } from './face.ts';
import { answerAtDesk, type WaitingSheet } from './sheet-desk.ts';
import { headers, pageHtml, pageMessage, stateJson, statePath, streamPath } from './page.ts';
import { initialState, publicState, type PublicState } from './state.ts';

export interface WebFace extends Face {
  readonly web: Web;
}

/** Rejects when the port cannot be had; 0 takes any free one. `sheet`: the recovery sheet, where nobody may have it yet. */
export async function webFace(port: number, sheet: () => WaitingSheet | undefined = () => undefined, host?: string): Promise<WebFace> {
  let state: PublicState = publicState(initialState);
  const answer = (path: string): Answer | undefined => {
    if (path === '/') return { type: 'text/html', body: pageHtml(state) };
    if (path === statePath) return { type: 'application/json', body: stateJson(state) };
    const waiting = sheet();
    return waiting && answerAtDesk(path, waiting);
  };
  const web = await openWeb({ port, host, headers, streamPath, answer, greeting: () => pageMessage(state) });
  return {
    name: 'the web page',
    patienceMs: 10_000,
    web,
    tell: (told) => {
      state = told.state;
      web.send(pageMessage(state));
      return Promise.resolve();
    },
    close: () => web.close(),
  };
}
