/** What was printed, on its way out. */

/**
 * Resolves when all that was printed has left this process: into a pipe it goes bit by bit, and what is left at the
 * end of the process is lost. A reader that is gone wants no more.
 */
export async function allPrinted(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(flushed));
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
