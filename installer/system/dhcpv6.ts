/** Asks a provider by DHCPv6 for what he tells every customer: systemd-networkd keeps only what it uses itself. */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { informationRequest, parseReply, type ProviderFacts } from '../network/information-request.ts';

const clientPort = 546;
const serverPort = 547;
const everyServer = 'ff02::1:2';
const answerMs = 2_000;
const attempts = 3;

/** Undefined where nobody answers on the link. */
export async function askProvider(link: string): Promise<ProviderFacts | undefined> {
  const own = linkLocalOf(link);
  if (own === undefined) return undefined;
  // Answers come to this port alone. networkd has it too, and asks again what it did not hear in these seconds.
  const socket = createSocket({ type: 'udp6', reuseAddr: true, ipv6Only: true });
  try {
    socket.bind(clientPort, `${own}%${link}`);
    await once(socket, 'listening');
    return await askOn(socket, link);
  } finally {
    socket.close();
  }
}

async function askOn(socket: Socket, link: string): Promise<ProviderFacts | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const transaction = randomBytes(3);
    const answer = answerTo(socket, transaction);
    socket.send(informationRequest(transaction), serverPort, `${everyServer}%${link}`);
    const facts = await answer;
    if (facts !== undefined) return facts;
  }
  return undefined;
}

function answerTo(socket: Socket, transaction: Uint8Array): Promise<ProviderFacts | undefined> {
  return new Promise((resolve) => {
    const hear = (message: Uint8Array): void => {
      const facts = parseReply(message, transaction);
      if (facts !== undefined) end(facts);
    };
    const end = (facts?: ProviderFacts): void => {
      clearTimeout(patience);
      socket.off('message', hear);
      resolve(facts);
    };
    const patience = setTimeout(end, answerMs);
    socket.on('message', hear);
  });
}

function linkLocalOf(link: string): string | undefined {
  return networkInterfaces()[link]?.find(({ family, address }) => family === 'IPv6' && /^fe[89ab]/i.test(address))?.address;
}
