/** What happens on a machine, as it is told to people: every face (screen, page, logs) is made from these. */
import type { DiskVerdict } from '../plan/install-plan.ts';

export type Outcome =
  | 'installed'
  | 'refreshed'
  | 'handed-over'
  | 'refused'
  | 'site-missing'
  | 'site-broken'
  | 'hand-over-failed'
  | 'failed';

export type Event =
  | { readonly kind: 'started'; readonly version: string }
  /** The site file was read. */
  | { readonly kind: 'site'; readonly name: string; readonly domain: string }
  /** Addresses under which the machine can be reached now, without prefix length. */
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'disks'; readonly verdicts: readonly DiskVerdict[] }
  /** All that will be done, in order, in words. */
  | { readonly kind: 'plan'; readonly steps: readonly string[] }
  /** `index` counts from 0 in the plan's steps. */
  | { readonly kind: 'step'; readonly index: number; readonly state: 'running' | 'done' | 'failed' }
  /** How far the running step is, 0 to 100. */
  | { readonly kind: 'progress'; readonly percent: number }
  /** Lines for the log and the console, without secrets. */
  | { readonly kind: 'said'; readonly lines: readonly string[] }
  /** Somebody is asked for something at the consoles, in words; none of them when that is over. */
  | { readonly kind: 'asking'; readonly lines: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: string; readonly remedies: readonly string[] }
  /** Secret: for the screen in front of the machine only, never for a log, the serial port or the network. */
  | { readonly kind: 'recovery-sheet'; readonly lines: readonly string[] }
  /** It could not be kept on the stick: the page hands it out as it is encrypted to the administrator, where there is a key for that. */
  | { readonly kind: 'recovery-sheet-waiting'; readonly encrypted: string | undefined }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly lastWords: readonly string[] };

/** Everyone who is told. */
export interface Faces {
  tell(event: Event): Promise<void>;
  /** Lets go of the stick, and shows how it ended until the machine is switched off: never comes back. */
  remain(): Promise<never>;
  close(): Promise<void>;
}
