/** A small web server for pages that everyone in the house may see: GET only, with live messages. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Answer {
  readonly type: string;
  readonly body: string;
}

export interface WebOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** All addresses of the machine where it is left out. */
  readonly host?: string | undefined;
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where browsers listen for messages (server-sent events). */
  readonly streamPath: string;
  /** Undefined where there is no such page. */
  answer(path: string): Answer | undefined;
  /** The message that a new listener gets at once. */
  greeting(): string;
}

export interface Web {
  readonly port: number;
  /** Sends a message, without line breaks, to everyone who listens. */
  send(message: string): void;
  close(): Promise<void>;
}

const mostConnections = 64;
const mostListeners = 24;
/** A listener that does not read is let go. */
const mostUnreadBytes = 1024 * 1024;
const aliveMs = 15_000;

/** Rejects when the port cannot be had. */
export async function openWeb(options: WebOptions): Promise<Web> {
  const listeners = new Set<ServerResponse>();
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 8192 }, (request, response) =>
    respond(request, response, options, listeners),
  );
  server.maxConnections = mostConnections;
  await listening(server, options);
  // An error after this, as of a connection that breaks, is nobody's concern.
  server.on('error', () => undefined);
  const alive = setInterval(() => broadcast(listeners, ': still here\n\n'), aliveMs);
  alive.unref();
  return {
    port: portOf(server),
    send: (message) => broadcast(listeners, eventOf(message)),
    close: () => {
      clearInterval(alive);
      for (const listener of listeners) listener.end();
      return closed(server);
    },
  };
}

function respond(request: IncomingMessage, response: ServerResponse, options: WebOptions, listeners: Set<ServerResponse>): void {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  request.resume();
  response.on('error', () => response.destroy());
  if (request.method !== 'GET') finish(response, options, 405, { type: 'text/plain', body: 'Only to be looked at.\n' }, { Allow: 'GET' });
  else if (path === options.streamPath) listen(response, options, listeners);
  else finish(response, options, ...found(options.answer(path)));
}

function found(answer: Answer | undefined): [number, Answer] {
  return answer === undefined ? [404, { type: 'text/plain', body: 'There is no such page; the one there is has the path /\n' }] : [200, answer];
}

function listen(response: ServerResponse, options: WebOptions, listeners: Set<ServerResponse>): void {
  if (listeners.size >= mostListeners) {
    finish(response, options, 503, { type: 'text/plain', body: 'Too many are looking; try again.\n' });
    return;
  }
  response.writeHead(200, { ...options.headers, 'Content-Type': 'text/event-stream; charset=utf-8' });
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
  response.write(`retry: 2000\n${eventOf(options.greeting())}`);
}

function finish(response: ServerResponse, { headers }: WebOptions, status: number, { type, body }: Answer, more: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...headers, ...more, 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function broadcast(listeners: ReadonlySet<ServerResponse>, text: string): void {
  for (const listener of listeners) {
    if (listener.writableLength > mostUnreadBytes) listener.destroy();
    else listener.write(text);
  }
}

function eventOf(message: string): string {
  return `data: ${message}\n\n`;
}

function listening(server: Server, { port, host }: WebOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
