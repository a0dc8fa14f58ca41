/** `pintxo install --page`: answers the house while the stick installs. It has no rights and knows only what is in the file; started by its socket. */
import { readText } from '../system/files.ts';
import { runtime } from '../system/paths.ts';
import { openWeb, type Web, type WebOptions } from '../system/web.ts';
import { headers, streamPath } from '../ui/page.ts';
import { Shown, shownOf } from '../ui/shown.ts';
import { initialState, publicState } from '../ui/state.ts';

// The first of the sockets that systemd hands over.
const descriptor = 3;
const lookMs = 500;

export async function installPage(): Promise<never> {
  await servePage(runtime.installPage, { port: 0, descriptor });
  return new Promise(() => undefined);
}

/** Answers with what the file holds at that moment, and tells whoever looks when it changes. */
export async function servePage(file: string, place: Pick<WebOptions, 'port' | 'host' | 'descriptor'>): Promise<Web> {
  let shown = shownOf(publicState(initialState), undefined);
  const look = async (): Promise<Shown> => (shown = parsed(await readText(file)) ?? shown);
  await look();
  const web = await openWeb({ ...place, headers, streamPath, names: () => shown.names, answer: async (path) => (await look()).answers[path], greeting: () => shown.message });
  let told = shown.message;
  const timer = setInterval(() => void look().then(({ message }) => {
    if (message !== told) web.send((told = message));
  }), lookMs);
  return { ...web, close: () => (clearInterval(timer), web.close()) };
}

function parsed(text: string | undefined): Shown | undefined {
  return text === undefined ? undefined : Shown.parse(JSON.parse(text));
}
