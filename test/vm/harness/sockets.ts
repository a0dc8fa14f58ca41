/** Unix sockets that a machine connects to: we listen first, so not one byte of its start is lost. */
import { createServer, type Server, type Socket } from 'node:net';

export interface Listening {
  readonly path: string;
  /** The first caller; rejects when the listener is closed before anyone calls. */
  readonly caller: Promise<Socket>;
  close(): void;
}

/** Listens for one caller. @throws when the path is taken or longer than a socket's name may be (107 bytes). */
export async function listenForOne(path: string): Promise<Listening> {
  const server = createServer();
  await listening(server, path);
  const caller = new Promise<Socket>((resolve, reject) => {
    server.once('connection', (socket) => { server.close(); resolve(socket); });
    server.once('close', () => reject(new Error(`nobody called at ${path}`)));
  });
  caller.catch(() => undefined);
  return { path, caller, close: () => void server.close() };
}

/** Starts a server on a unix socket. @throws when it cannot listen there. */
export function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => { server.off('error', reject); resolve(); });
  });
}
