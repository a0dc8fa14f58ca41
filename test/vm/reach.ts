/** Reaching the node from outside, as a device in the house would. */
import { get } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { connect as connectPlain } from 'node:net';
import { run } from './harness/process.ts';

const timeoutMs = 30_000;

export interface Page {
  readonly status: number;
  readonly body: string;
}

/** A page over HTTPS; rejects unless the chain of certificates ends in `authority` and names `host`. */
export function httpsPage(port: number, host: string, authority: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername: host, headers: { host }, ca: authority, timeout: timeoutMs, agent: false };
    const outgoing = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject).end();
  });
}

export function httpText(port: number, host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host }, timeout: timeoutMs, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(body));
    }).on('error', reject);
  });
}

/** IPv4 addresses that the node's DNS gives for a name; over TCP, which QEMU forwards into a closed network. */
export async function lookUp(port: number, name: string): Promise<string[]> {
  const answer = await run('dig', ['@127.0.0.1', '-p', String(port), '+tcp', '+short', '+time=5', '+tries=3', name, 'A'], { what: `asking for ${name}` });
  return answer.split('\n').filter((line) => line !== '');
}

/** What a TCP port of the guest says first within `waitMs`; QEMU accepts for it, so only data proves that it is open. */
export function firstWords(port: number, waitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectPlain({ host: '127.0.0.1', port });
    const finish = (text: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (data) => finish(data.toString()));
    socket.on('error', () => finish(''));
    socket.on('close', () => finish(''));
    setTimeout(() => finish(''), waitMs).unref();
  });
}

/** Whether a TLS handshake gets anywhere within `waitMs`. */
export function answersTls(port: number, host: string, waitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false });
    const finish = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.on('secureConnect', () => finish(true));
    socket.on('error', () => finish(false));
    setTimeout(() => finish(false), waitMs).unref();
  });
}
