/** What went wrong outside of the test itself: a host program, a virtual machine, or a guest that does not answer. */

/** A host program that failed; the message shows what for, the command ready to paste, and its last words. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A machine that ended, or did not do in time what was awaited. */
export class MachineError extends Error {
  override readonly name = 'MachineError';
}
