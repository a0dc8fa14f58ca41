/** HTTPS to this machine itself, with the name that the certificate must carry. */
import { request } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const timeoutMs = 5000;

/** Asks 127.0.0.1 for a page of `host`; rejects unless the certificate is signed by `authority` (PEM). */
export function fetchLocally(host: string, path: string, authority: string, port = 443): Promise<Answer> {
  const options = { host: '127.0.0.1', port, servername: host, path, headers: { host }, ca: authority, timeout: timeoutMs, agent: false };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    outgoing.on('error', reject);
    outgoing.end();
  });
}
