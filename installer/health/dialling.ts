/** How it stands with a provider that is dialled, in words. Pure. */

export interface Dialling {
  /** Of the dialled link, without prefix length. */
  readonly addresses: readonly string[];
  readonly hasCable: boolean;
  /** Link over which it is dialled. */
  readonly over: string;
  /** Name of the secret by which the provider knows us. */
  readonly secret: string;
  /** Exit status of the last try that has ended; undefined where none has. */
  readonly status: number | undefined;
  /** The unit was not even begun, for want of the secret. */
  readonly isSkipped: boolean;
}

export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
}

/** Exit status of pppd: the provider did not let us in. */
const refused = 19;
/** The session has ended: by the provider, by want of an answer, or by a link that went. */
const ended = [15, 16];

/** A line without an answer is no fault of this machine: everything inside works. A password that is refused is for a person to mend. */
export function judgeDialling({ addresses, hasCable, over, secret, status, isSkipped }: Dialling): Finding {
  if (addresses.length > 0) return { ok: true, detail: `connected as ${addresses.join(', ')}` };
  if (isSkipped) return { ok: true, detail: 'not dialled: its secret is missing' };
  if (status === refused) return { ok: false, detail: `the provider refuses user or password: compare network.wan.pppoe.user in site.yaml, and give the password again with sudo pintxo secret set ${secret}` };
  if (!hasCable) return { ok: true, detail: `not connected: ${over} has no cable, or the modem is off. It is dialled again by itself` };
  if (status !== undefined && ended.includes(status)) return { ok: true, detail: 'not connected: the provider has ended the session, or no longer answers. It is dialled again by itself' };
  return { ok: true, detail: `not connected: no provider answers on ${over} so far. It is dialled again by itself` };
}

/** What a try that has ended left of its exit status; undefined where none has failed. */
export function parseStatus(text: string | undefined): number | undefined {
  const status = Number((text ?? '').trim());
  return Number.isInteger(status) && status > 0 ? status : undefined;
}

/** Understands `systemctl show --property=ActiveState,ConditionResult`. */
export function isSkipped(shown: string): boolean {
  return /^ConditionResult=no$/m.test(shown) && /^ActiveState=inactive$/m.test(shown);
}
