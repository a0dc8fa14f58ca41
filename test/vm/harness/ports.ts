/** Loopback ports of the host. */
import { createServer } from 'node:net';

const given = new Set<number>();

/**
 * A TCP port of 127.0.0.1 that nobody listened on a moment ago, never the same twice in one process. Another process may still take
 * it first: where the kernel can choose as the port is opened (`ForwardSpec.hostPort` left out), let it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await kernelChoice();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

function kernelChoice(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was opened'))));
    });
  });
}
