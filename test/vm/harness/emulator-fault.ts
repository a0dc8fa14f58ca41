/**
 * A fault of emulated processors, seldom and only on a busy computer: one of several may still run into a breakpoint that the
 * kernel, rewriting its own code, has already taken away. No real processor does, and the kernel stops for good.
 */
import type { Qmp } from './qmp.ts';
import type { Accelerator, MachineSpec } from './spec.ts';

const sign = 'Oops: int3';
const patience = 2;

/** Gives a function that resets the machine when what it said shows the fault, a few times at most, and tells whether it did. */
export function resetOnFault(qmp: Promise<Qmp>, spec: MachineSpec, accelerator: Accelerator): (said: string) => Promise<boolean> {
  let resets = 0;
  return async (said) => {
    if (accelerator !== 'tcg' || resets >= patience || !said.includes(sign)) return false;
    resets += 1;
    process.stderr.write(`The emulator, not the system, stopped the machine ${spec.name}; it is reset.\n`);
    const { execute, waitForEvent } = await qmp;
    await execute('set-action', { reboot: 'reset' });
    await execute('system_reset');
    await waitForEvent('RESET', { timeoutMs: 30_000, what: 'the reset' });
    if (spec.onReboot === 'stop') await execute('set-action', { reboot: 'shutdown' });
    return true;
  };
}
