/** Work that one process at a time may do. */
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does the work unless another process does work of this name; then undefined. The name is a socket without a file,
 * which the kernel takes back when the process ends, however it ends.
 */
export async function alone<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> {
  const server = createServer();
  if (!(await isOurs(server, `\0${name}`))) return undefined;
  try {
    return await work();
  } finally {
    server.close();
  }
}

const pauseMs = 200;

/** Does the work when no other process does work of this name any more; waits for as long as that takes. */
export async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const done = await alone(name, async () => ({ result: await work() }));
    if (done !== undefined) return done.result;
    await sleep(pauseMs);
  }
}

// Where there is no such socket at all, working is better than not.
function isOurs(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen(path, () => resolve(true));
  });
}
