/**
 * Everyone who is told what the installation does: screen (/dev/tty1), serial port (/dev/console), web page (a file)
 * and the stick's logs. To use it:
 *
 *     const faces = await openFaces({ stick, secrets: () => [...] });   // stick: undefined where it could not be opened
 *     await faces.tell({ kind: 'started', version });                   // in order; comes back when all were told
 *     ...
 *     await faces.tell({ kind: 'ended', outcome, lastWords });          // writes outcome.json; a support bundle for `failed`
 *     await faces.close();                                              // then close the stick and restart; or
 *     await faces.remain();                                             // where the machine stays on: page and screen go on
 *
 * Neither openFaces nor tell nor close ever rejects: a face that fails is left out from then on, and the others are told.
 * `said` and `problem` and last words are lines of log and serial port; `site`, `disks`, `plan` are not: say what
 * describeDecision says. `outcome.json` is written before anyone hears the last words.
 */
import { readText } from '../system/files.ts';
import { reachableAddresses } from '../system/network.ts';
import { runtime } from '../system/paths.ts';
import type { Logs } from '../system/stick.ts';
import type { Event, Faces } from './events.ts';
import { type Face, type Told, withPatience } from './face.ts';
import { linesOf } from './lines.ts';
import { logFace } from './log-face.ts';
import { redactEvent } from './redact.ts';
import { screenFace } from './screen-face.ts';
import { serialFace } from './serial-face.ts';
import { pageFace } from './page-face.ts';
import { initialState, type MachineState, nextState, publicState } from './state.ts';

export interface FacesOptions {
  readonly stick?: Logs | undefined;
  /** Addresses of the machine now, without prefix length; this machine's where it is left out. */
  readonly addresses?: (() => Promise<readonly string[]>) | undefined;
  /** Texts that nobody may be told, besides everything that has the shape of a key or a hash. */
  readonly secrets?: (() => readonly string[]) | undefined;
  readonly places?: Partial<Places> | undefined;
}

/** Where the faces are; for tests. */
export interface Places {
  /** Null for none. */
  readonly screen: string | null;
  readonly console: string | null;
  readonly page: string | null;
}

const watchMs = 3_000;

export async function openFaces(options: FacesOptions = {}): Promise<Faces> {
  const secrets = options.secrets ?? ((): string[] => []);
  let last: Promise<void> = Promise.resolve();
  const tell = (event: Event): Promise<void> => (last = last.then(() => audience.tell(redactEvent(event, secrets()))).catch(console.error));
  const audience: Audience = await assemble(options, secrets);
  // A program ends when it waits for nothing but itself.
  let awake: NodeJS.Timeout | undefined;
  const watch = watchAddresses(options.addresses ?? reachableAddresses, tell);
  return {
    tell,
    remain: async () => {
      await last;
      audience.leaveStick();
      awake = setInterval(() => undefined, watchMs);
      return new Promise(() => undefined);
    },
    close: async () => {
      clearInterval(watch);
      clearInterval(awake);
      await last;
      await audience.close();
    },
  };
}

interface Audience {
  tell(event: Event): Promise<void>;
  /** The stick may be pulled out after this. */
  leaveStick(): void;
  close(): Promise<void>;
}

async function assemble({ stick, places = {} }: FacesOptions, secrets: () => readonly string[]): Promise<Audience> {
  let state: MachineState = initialState;
  const { screen = '/dev/tty1', console = await consoleBesides('/dev/console'), page = runtime.installPage } = places;
  // The logs come first: whoever hears the last words may switch off.
  const opened = await Promise.all([
    stick === undefined ? undefined : attempt('the stick', () => Promise.resolve(logFace(stick, secrets))),
    page === null ? undefined : attempt('the web page', () => Promise.resolve(pageFace(page, () => (state.sheetWaits ? { encrypted: state.encryptedSheet } : undefined)))),
    screen === null ? undefined : attempt('the screen', () => screenFace(screen, () => state)),
    console === null ? undefined : attempt('the serial port', () => Promise.resolve(serialFace(console))),
  ]);
  let faces = opened.flatMap((face) => (face === undefined || 'loss' in face ? [] : [face]));
  const tell = async (event: Event): Promise<void> => {
    const before = state;
    state = nextState(state, event);
    if (event.kind === 'progress' && state.percent === before.percent) return;
    const told = await tellAll(faces, toldOf(event, state));
    faces = faces.filter((face) => !told.has(face));
    for (const loss of told.values()) await tell({ kind: 'said', lines: [loss] });
  };
  const losses = opened.flatMap((face) => (face !== undefined && 'loss' in face ? [face.loss] : []));
  if (losses.length > 0) await tell({ kind: 'said', lines: losses });
  return {
    tell,
    leaveStick: () => void (faces = faces.filter((face) => face !== opened[0])),
    close: async () => void (await Promise.allSettled(faces.map((face) => withPatience(face.close(), face.patienceMs)))),
  };
}

// Only the screen looks at the whole state, and the page at the sheet as it is encrypted; everyone else gets this.
function toldOf(event: Event, state: MachineState): Told {
  const known = publicState(state);
  const harmless: Event = event.kind === 'recovery-sheet' ? { ...event, lines: [] } : event;
  return { event: harmless, lines: linesOf(harmless, known), state: known, time: Date.now() };
}

/** The faces that failed, each with what the others are told. */
async function tellAll(faces: readonly Face[], told: Told): Promise<Map<Face, string>> {
  const lost = new Map<Face, string>();
  for (const face of faces) {
    await withPatience(face.tell(told), face.patienceMs).catch((error: unknown) => lost.set(face, lossOf(face.name, error)));
  }
  return lost;
}

async function attempt(name: string, open: () => Promise<Face>): Promise<Face | { readonly loss: string }> {
  return open().catch((error: unknown) => ({ loss: lossOf(name, error) }));
}

function lossOf(name: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `From now on without ${name}: ${reason.split('\n')[0] ?? ''}`;
}

/** Null where the kernel's console is the screen itself: its lines would be written over the picture. */
async function consoleBesides(path: string): Promise<string | null> {
  const active = (await readText('/sys/class/tty/console/active'))?.trim().split(/\s+/).at(-1) ?? '';
  return /^tty\d*$/.test(active) ? null : path;
}

function watchAddresses(read: () => Promise<readonly string[]>, tell: (event: Event) => Promise<void>): NodeJS.Timeout {
  let known = '';
  const look = async (): Promise<void> => {
    const addresses = await read();
    if (addresses.join(' ') === known) return;
    known = addresses.join(' ');
    await tell({ kind: 'addresses', addresses });
  };
  // Not being able to look is nothing that anybody could do anything about.
  const lookQuietly = (): void => void look().catch(() => undefined);
  lookQuietly();
  const timer = setInterval(lookQuietly, watchMs);
  timer.unref();
  return timer;
}
