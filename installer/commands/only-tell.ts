/** What must not end a start. */
import { announce } from '../ui/console.ts';

// What a stick left, or is kept for later, must not end this start: with a full disk, or odd firmware, the house is served all the same.
export async function onlyTell(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => announce(['The start goes on without this:', ...(error instanceof Error ? error.message : String(error)).split('\n')]));
}
