/** What the firmware wrote down of this start, and what the TPM holds of it. */
import { loggedPcrs } from '../plan/bindings.ts';
import type { StartLog } from '../plan/predict-start.ts';
import { type Host, thisHost } from '../system/host.ts';
import { parseEventLog } from './parse-event-log.ts';

const path = '/sys/kernel/security/tpm0/binary_bios_measurements';
// Seconds.
const patience = '15';

/** Of the PCRs that the key is bound to; undefined where there is no such log, or the TPM does not answer. */
export async function readStartLog(host: Host = thisHost): Promise<StartLog | undefined> {
  const log = await host.run('base64', ['--wrap=0', path]).catch(() => undefined);
  const values = await host.run('env', pcrRead).catch(() => undefined);
  const events = log === undefined ? undefined : parseEventLog(Buffer.from(log, 'base64'));
  if (events === undefined || values === undefined) return undefined;
  return { events: events.filter(({ pcr }) => loggedPcrs().includes(pcr)), values: parseValues(values) };
}

const pcrRead = ['TPM2TOOLS_TCTI=device:/dev/tpmrm0', 'timeout', patience, 'tpm2_pcrread', `sha256:${loggedPcrs().join(',')}`];

// Lines such as `4 : 0x3D45...`.
function parseValues(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^\s*(\d+)\s*:\s*0x([0-9A-Fa-f]{64})\s*$/gm)].map(([, pcr = '', value = '']) => [pcr, value.toLowerCase()]));
}
