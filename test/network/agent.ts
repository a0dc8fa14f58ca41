/** Lives in one namespace: answers whoever comes, and sends what the director asks for, one JSON line each. */
import { createSocket } from 'node:dgram';
import { execFile } from 'node:child_process';
import { connect, createServer, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { Answer, patienceMs, Probe } from './protocol.ts';

const [name = '', tcp = '', udp = '', tools = '/'] = process.argv.slice(2);

function listen(): Promise<unknown> {
  const servers = tcp.split(',').filter(Boolean).map((port) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(JSON.stringify({ seenAs: plain(socket.remoteAddress ?? ''), answeredBy: name }));
    });
    return new Promise<void>((resolve) => server.listen(Number(port), '::', () => resolve()));
  });
  const sockets = udp.split(',').filter(Boolean).flatMap((port) => ownAddresses().map((address) => answerAt(address, Number(port))));
  return Promise.all([...servers, ...sockets]);
}

/** A socket for each address: from one for all, answers would leave with another sender than was asked. */
function answerAt(own: string, port: number): Promise<void> {
  const socket = createSocket(isIPv6(own) ? 'udp6' : 'udp4');
  socket.on('message', (_, { address, port: from }) => socket.send(JSON.stringify({ seenAs: plain(address), answeredBy: name }), from, address));
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.bind(port, own, resolve));
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address).filter((address) => !address.startsWith('fe80')));
}

function send(probe: Probe): Promise<Answer> {
  if (probe.kind === 'icmp') return ping(probe);
  return probe.kind === 'tcp' ? call(probe) : throwAndWait(probe);
}

function call({ host, port, source }: Probe): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...(source === undefined ? {} : { localAddress: source }) });
    let text = '';
    let isConnected = false;
    socket.on('connect', () => (isConnected = true));
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (data) => (text += data.toString()));
    socket.on('error', () => undefined);
    // The services of a real node do not say who they are.
    socket.on('close', () => resolve(text.startsWith('{') ? parse(text) : { arrived: isConnected }));
  });
}

function throwAndWait({ host, port, source, sourcePort }: Probe): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ arrived: false }), patienceMs);
    socket.once('message', (data) => finish(parse(data.toString())));
    socket.once('error', () => finish({ arrived: false }));
    socket.bind({ port: sourcePort ?? 0, ...(source === undefined ? {} : { address: source }) }, () => socket.send('?', port, host, () => undefined));
  });
}

function ping({ host, source }: Probe): Promise<Answer> {
  return new Promise((resolve) => {
    const args = ['-c', '1', '-W', '1', '-n', ...(source === undefined ? [] : ['-I', source]), host];
    execFile('chroot', [tools, 'ping', ...args], (error) => resolve({ arrived: error === null }));
  });
}

function parse(text: string): Answer {
  if (text === '') return { arrived: false };
  return Answer.parse({ ...Answer.partial().parse(JSON.parse(text)), arrived: true });
}

function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}

await listen();
console.log('ready');
createInterface({ input: process.stdin }).on('line', (line) => {
  const probe = Probe.parse(JSON.parse(line));
  void send(probe).then((answer) => console.log(JSON.stringify({ id: probe.id, ...answer })));
});
