/** An Ethernet hub on a unix socket: what one machine sends, every other machine on it hears. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packFrame, splitFrames } from './frames.ts';
import { listening } from './sockets.ts';

export interface Hub {
  /** For `NetworkSpec` of kind `hub`. */
  readonly path: string;
  /** How many machines are plugged in. */
  machines(): number;
  /** Sends a frame to all machines. */
  send(frame: Buffer): void;
  stop(): Promise<void>;
}

export interface HubOptions {
  /** Hears every frame that a machine sends. */
  readonly watch?: ((frame: Buffer) => void) | undefined;
}

/** Opens a hub; it must outlive the machines that are plugged into it. */
export async function createHub(options: HubOptions = {}): Promise<Hub> {
  const directory = await mkdtemp(join(tmpdir(), 'pintxo-hub-'));
  const path = join(directory, 'hub');
  const ports = new Set<Socket>();
  const server = createServer((port) => plugIn(port, ports, options));
  await listening(server, path);
  return {
    path,
    machines: () => ports.size,
    send: (frame) => repeat(frame, ports),
    async stop() {
      server.close();
      for (const port of ports) port.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function plugIn(port: Socket, ports: Set<Socket>, options: HubOptions): void {
  let bytes = Buffer.alloc(0);
  ports.add(port);
  port.on('error', () => undefined);
  port.on('close', () => ports.delete(port));
  port.on('data', (chunk: Buffer) => {
    const { frames, rest } = splitFrames(Buffer.concat([bytes, chunk]));
    bytes = Buffer.from(rest);
    for (const frame of frames) {
      options.watch?.(frame);
      repeat(frame, ports, port);
    }
  });
}

function repeat(frame: Buffer, ports: ReadonlySet<Socket>, from?: Socket): void {
  for (const port of ports) if (port !== from) port.write(packFrame(frame));
}
