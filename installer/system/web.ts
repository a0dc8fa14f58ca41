/** A small web server for pages that everyone in the house may see, with live messages. Nothing can be sent to it. */
import { type Asked, isOwnRequest } from '../ui/house.ts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Answer {
  readonly type: string;
  readonly body: string;
  /** 200 where it is left out. */
  readonly status?: number | undefined;
}

export interface WebOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** All addresses of the machine where it is left out. */
  readonly host?: string | undefined;
  /**
   * Instead of a port: number of the open socket that this program was started with. Behind it is the machine's own
   * ingress.
   */
  readonly descriptor?: number | undefined;
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where browsers listen for messages (server-sent events). */
  readonly streamPath: string;
  /** Names of the machine besides its addresses and its local name: nobody is answered who asks for another. */
  names(): readonly string[];
  /** Undefined where there is no such page. */
  answer(path: string): Answer | undefined | Promise<Answer | undefined>;
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
    void respond(request, response, options, listeners).catch(() => response.destroy()),
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

async function respond(request: IncomingMessage, response: ServerResponse, options: WebOptions, listeners: Set<ServerResponse>): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  request.resume();
  response.on('error', () => response.destroy());
  if (!isOwnRequest(askedFor(request), options.names())) finish(response, options, notHere);
  else if (request.method === 'GET' && path === options.streamPath) listen(response, options, listeners);
  else if (request.method === 'GET') finish(response, options, (await options.answer(path)) ?? noSuchPage);
  else finish(response, options, onlyToBeLookedAt);
}

// The same two say on every request whether it was made for us; a page of another site could read the answer else.
function askedFor({ headers }: IncomingMessage): Asked {
  return { host: headers.host ?? '', origin: headers.origin };
}

const notHere: Answer = { status: 403, type: 'text/plain', body: 'This machine answers to its own names and addresses only.\n' };
const noSuchPage: Answer = { status: 404, type: 'text/plain', body: 'There is no such page; the one there is has the path /\n' };
const onlyToBeLookedAt: Answer = { status: 405, type: 'text/plain', body: 'Only to be looked at.\n' };

function listen(response: ServerResponse, options: WebOptions, listeners: Set<ServerResponse>): void {
  if (listeners.size >= mostListeners) {
    finish(response, options, { status: 503, type: 'text/plain', body: 'Too many are looking; try again.\n' });
    return;
  }
  response.writeHead(200, { ...options.headers, 'Content-Type': 'text/event-stream; charset=utf-8' });
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
  response.write(`retry: 2000\n${eventOf(options.greeting())}`);
}

function finish(response: ServerResponse, { headers }: WebOptions, { status = 200, type, body }: Answer): void {
  response.writeHead(status, { ...headers, ...(status === 405 ? { Allow: 'GET' } : {}), 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(body) });
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

function listening(server: Server, { port, host, descriptor }: WebOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const place = descriptor === undefined ? { port, ...(host === undefined ? {} : { host }) } : { fd: descriptor };
    server.listen(place, () => {
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
