/**
 * Faults of emulated processors (QEMU 7.2), seldom: once in some hundred starts. The kernel stops with flags that no processor has, or
 * at a breakpoint that it has already taken away while it rewrote its own code; the firmware stops between starting the loader and the
 * kernel's first word. Such a machine is reset, as a person would do; said aloud, with the registers.
 */
import { z } from 'zod';
import type { Qmp } from './qmp.ts';
import type { Accelerator, MachineSpec } from './spec.ts';

const breakpoint = 'Oops: int3';
// The ten highest of the 32 bits are always 0 (Intel's manual, volume 1, "EFLAGS Register").
const impossibleFlags = /EFLAGS: (?!00[0-3])[0-9a-f]{8}\b/;
const loaderStarted = /BdsDxe: starting [^\n]*\s*$/;
const patience = 2;
// The kernel speaks a second after the loader was started; on a computer with three machines at once it takes four.
const silenceMs = 120_000;

/**
 * Gives a function that resets the machine when what it said shows a fault, a few times at most, and tells whether it did.
 * `now`: milliseconds, of any beginning.
 */
export function resetOnFault(qmp: Promise<Qmp>, spec: MachineSpec, accelerator: Accelerator, now: () => number = Date.now): (said: string) => Promise<boolean> {
  const isStuck = watchLoader(now, spec.countsInstructions === true ? 10 * silenceMs : silenceMs);
  let resets = 0;
  return async (said) => {
    // Asked every time: it measures how long nothing new was said.
    const isSilent = isStuck(said);
    const shows = isSilent || said.includes(breakpoint) || impossibleFlags.test(said);
    if (accelerator !== 'tcg' || resets >= patience || !shows) return false;
    resets += 1;
    await reset(await qmp, spec);
    return true;
  };
}

/** Tells whether nothing has come for long after the firmware started the loader. */
function watchLoader(now: () => number, longMs: number): (said: string) => boolean {
  let [heard, since] = ['', now()];
  return (said) => {
    if (said !== heard) [heard, since] = [said, now()];
    return now() - since > longMs && loaderStarted.test(said);
  };
}

async function reset({ execute, waitForEvent }: Qmp, spec: MachineSpec): Promise<void> {
  const registers = z.string().catch('').parse(await execute('human-monitor-command', { 'command-line': 'info registers -a' }));
  const where = registers.split('\n').filter((line) => /^(CPU#|RIP)/.test(line));
  process.stderr.write([`The emulator, not the system, stopped the machine ${spec.name}; it is reset.`, ...where, ''].join('\n'));
  await execute('set-action', { reboot: 'reset' });
  await execute('system_reset');
  await waitForEvent('RESET', { timeoutMs: 30_000, what: 'the reset' });
  if (spec.onReboot === 'stop') await execute('set-action', { reboot: 'shutdown' });
}
