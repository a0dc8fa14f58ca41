/** QEMU's machine protocol: JSON lines, one answer per command, and events in between. */
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { MachineError } from './errors.ts';

export type QmpArguments = Readonly<Record<string, unknown>>;

const QmpEvent = z.object({ event: z.string(), data: z.record(z.string(), z.unknown()).default({}) });
export type QmpEvent = z.infer<typeof QmpEvent>;

const Message = z.union([
  QmpEvent,
  z.object({ error: z.object({ desc: z.string() }), id: z.number() }),
  z.object({ return: z.unknown(), id: z.number() }),
  z.object({ QMP: z.unknown() }),
]);

export interface Qmp {
  /** @throws MachineError when QEMU refuses the command or ends before answering. */
  execute(command: string, args?: QmpArguments): Promise<unknown>;
  /** Takes the oldest event of this name that nobody took yet, waiting for it if need be. @throws MachineError on the time limit. */
  waitForEvent(name: string, options: { readonly timeoutMs: number; readonly what?: string | undefined }): Promise<QmpEvent>;
  /** Events that nobody took yet. */
  events(): readonly QmpEvent[];
}

interface Pending {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: MachineError) => void;
}

const pollMs = 20;

/** Opens the protocol on a connected socket and agrees on capabilities. */
export async function openQmp(socket: Socket): Promise<Qmp> {
  const pending = new Map<number, Pending>();
  const events: QmpEvent[] = [];
  let lastId = 0;
  let open = true;
  // A machine that is cut off resets its sockets; `close` follows.
  socket.on('error', () => undefined);
  createInterface({ input: socket }).on('line', (line) => receive(line, pending, events)).on('error', () => undefined);
  socket.on('close', () => { open = false; abandon(pending); });

  const execute = (command: string, args: QmpArguments = {}): Promise<unknown> => new Promise((resolve, reject) => {
    if (!open) return void reject(new MachineError(`${command}: the machine is not running`));
    lastId += 1;
    pending.set(lastId, { command, resolve, reject });
    socket.write(`${JSON.stringify({ execute: command, arguments: args, id: lastId })}\n`);
  });

  await execute('qmp_capabilities');
  return {
    execute,
    events: () => events,
    async waitForEvent(name, options) {
      const deadline = Date.now() + options.timeoutMs;
      for (;;) {
        const last = !open || Date.now() > deadline;
        const index = events.findIndex((event) => event.event === name);
        const [found] = index === -1 ? [] : events.splice(index, 1);
        if (found !== undefined) return found;
        if (last) throw new MachineError(`no event ${name}${options.what === undefined ? '' : ` (${options.what})`} ${open ? `in ${options.timeoutMs / 1000} s` : 'before the machine ended'}`);
        await sleep(pollMs);
      }
    },
  };
}

function receive(line: string, pending: Map<number, Pending>, events: QmpEvent[]): void {
  const message = Message.parse(JSON.parse(line));
  if ('event' in message) events.push(message);
  if (!('id' in message)) return;
  const command = pending.get(message.id);
  pending.delete(message.id);
  if ('error' in message) command?.reject(new MachineError(`QEMU refused ${command.command}: ${message.error.desc}`));
  else command?.resolve(message.return);
}

function abandon(pending: Map<number, Pending>): void {
  for (const { command, reject } of pending.values()) reject(new MachineError(`the machine ended before it answered ${command}`));
  pending.clear();
}
