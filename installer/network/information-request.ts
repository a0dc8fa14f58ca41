/** DHCPv6's question for what a provider tells every customer (RFC 8415, 18.2.6), and its answer. Pure. */

/** What is asked for. */
export interface ProviderFacts {
  /** Addresses of the provider's resolvers, IPv6. */
  readonly resolvers: readonly string[];
  /** Name of his end of the tunnel of DS-Lite (RFC 6334), without the final dot. */
  readonly aftr?: string | undefined;
}

const kinds = { reply: 7, informationRequest: 11 } as const;
const options = { wanted: 6, elapsedTime: 8, resolvers: 23, refreshTime: 32, aftr: 64 } as const;
const headerBytes = 4;
const addressBytes = 16;

/** `transaction`: three bytes that the answer repeats. */
export function informationRequest(transaction: Uint8Array): Uint8Array {
  const wanted = [options.resolvers, options.refreshTime, options.aftr].flatMap((code) => [code >> 8, code & 0xff]);
  return Uint8Array.from([kinds.informationRequest, ...transaction, 0, options.elapsedTime, 0, 2, 0, 0, 0, options.wanted, 0, wanted.length, ...wanted]);
}

/** Undefined for what is no whole answer to this question. */
export function parseReply(message: Uint8Array, transaction: Uint8Array): ProviderFacts | undefined {
  const isAnswer = message[0] === kinds.reply && transaction.every((byte, index) => message[index + 1] === byte);
  const found = isAnswer ? optionsIn(message.subarray(headerBytes)) : undefined;
  if (found === undefined) return undefined;
  const aftr = parseName(found.get(options.aftr) ?? new Uint8Array());
  return { resolvers: addressesIn(found.get(options.resolvers) ?? new Uint8Array()), ...(aftr === undefined ? {} : { aftr }) };
}

function optionsIn(bytes: Uint8Array): Map<number, Uint8Array> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    if (at + headerBytes > bytes.length) return undefined;
    const [code, length] = [view.getUint16(at), view.getUint16(at + 2)];
    const end = at + headerBytes + length;
    if (end > bytes.length) return undefined;
    // RFC 6334: of several, the first counts.
    if (!found.has(code)) found.set(code, bytes.subarray(at + headerBytes, end));
    at = end;
  }
  return found;
}

function addressesIn(bytes: Uint8Array): string[] {
  const count = Math.floor(bytes.length / addressBytes);
  return Array.from({ length: count }, (_, index) => addressOf(bytes.subarray(index * addressBytes, (index + 1) * addressBytes)));
}

function addressOf(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16));
  return groups.join(':');
}

// One name as labels with their lengths before them (RFC 1035, 3.1), never compressed. Letters that no host name has are nobody's end.
function parseName(bytes: Uint8Array): string | undefined {
  const labels: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at] ?? 0;
    if (length === 0) return at + 1 === bytes.length && labels.length > 0 ? labels.join('.') : undefined;
    const label = Buffer.from(bytes.subarray(at + 1, at + 1 + length)).toString('latin1');
    if (label.length !== length || !/^[a-z0-9_-]{1,63}$/i.test(label)) return undefined;
    labels.push(label);
    at += 1 + length;
  }
  return undefined;
}
