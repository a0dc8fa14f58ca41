/** Public SSH keys, read as sshd reads them (RFC 4253 section 6.6, RFC 5656, RFC 8709, PROTOCOL.u2f). */

interface Blob {
  readonly type: string;
  /** The strings after the type. */
  readonly fields: readonly Buffer[];
}

const curves: Readonly<Record<string, number>> = { nistp256: 65, nistp384: 97, nistp521: 133 };
const weakestRsaBits = 2048;

/** Why a text is not a public key that the machine accepts; `undefined` if it is one. */
export function refuseSshKey(text: string): string | undefined {
  const mistaken = notAKey(text);
  if (mistaken !== undefined) return mistaken;
  const [type = '', base64 = ''] = text.split(/ +/);
  if (!Object.hasOwn(checks, type)) return hasOptions(text) ? 'options in front of a key are not taken: write the key alone, from its type on' : unknownType(type);
  const blob = readBlob(base64);
  if (blob === undefined) return 'the key is cut or changed: its middle part cannot be read';
  if (blob.type !== type) return `the key says it is ${type}, its content says otherwise`;
  return checks[type]?.(blob.fields);
}

function notAKey(text: string): string | undefined {
  if (text === '') return 'the key is empty';
  if (/^-{4,5} ?BEGIN/.test(text)) return 'this is another format (PEM or PuTTY) of a public key';
  if (/^(~|\.|\/|[A-Za-z]:\\|https?:)|^\S+\.pub$/.test(text)) return 'this is the name of a file or page, not the key in it';
  if (/^\S+\t+\S+/.test(text) || /^\S+ +\S+\t/.test(text)) return 'there is a tab in the key: write a space in its place';
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) return 'the key must be on one line';
  return undefined;
}

function unknownType(type: string): string {
  if (type === 'ssh-dss') return 'DSA keys are no longer accepted by SSH';
  if (type.includes('-cert-')) return 'this is a certificate, not a key';
  if (/^AAAA[A-Z]/.test(type)) return 'the type in front of the key is missing';
  return 'this is not a public SSH key';
}

/** A line of authorized_keys with options, such as `from="10.0.0.0/8",no-pty`, before the key. */
function hasOptions(text: string): boolean {
  return Object.keys(checks).some((type) => text.includes(` ${type} AAAA`));
}

type Check = (fields: readonly Buffer[]) => string | undefined;

const incomplete = 'the key is not complete';

const checks: Readonly<Record<string, Check>> = {
  'ssh-ed25519': (fields) => (hasShape(fields, 1) && fields[0]?.length === 32 ? undefined : incomplete),
  'ssh-rsa': (fields) => (hasShape(fields, 2) ? weakRsa(fields[1]) : incomplete),
  'sk-ssh-ed25519@openssh.com': (fields) => (hasShape(fields, 2) && fields[0]?.length === 32 ? undefined : incomplete),
  'sk-ecdsa-sha2-nistp256@openssh.com': (fields) => (hasShape(fields, 3) ? wrongPoint(fields, 'nistp256') : incomplete),
  'ecdsa-sha2-nistp256': (fields) => (hasShape(fields, 2) ? wrongPoint(fields, 'nistp256') : incomplete),
  'ecdsa-sha2-nistp384': (fields) => (hasShape(fields, 2) ? wrongPoint(fields, 'nistp384') : incomplete),
  'ecdsa-sha2-nistp521': (fields) => (hasShape(fields, 2) ? wrongPoint(fields, 'nistp521') : incomplete),
};

function hasShape(fields: readonly Buffer[], count: number): boolean {
  return fields.length === count && fields.every((field) => field.length > 0);
}

function weakRsa(modulus: Buffer | undefined): string | undefined {
  const bits = modulus === undefined || modulus.length === 0 ? 0 : BigInt(`0x${modulus.toString('hex')}`).toString(2).length;
  return bits < weakestRsaBits ? `an RSA key of ${bits} bits is too easy to break: 2048 is the least` : undefined;
}

function wrongPoint([name, point]: readonly Buffer[], curve: string): string | undefined {
  return name?.toString('latin1') === curve && point?.length === curves[curve] ? undefined : incomplete;
}

function readBlob(base64: string): Blob | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (base64 === '' || bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) return undefined;
  const [type, ...fields] = readStrings(bytes) ?? [];
  return type === undefined ? undefined : { type: type.toString('latin1'), fields };
}

/** Strings with their length in front, four bytes, big endian. */
function readStrings(bytes: Buffer): Buffer[] | undefined {
  const strings: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32BE(at) : Infinity;
    if (end > bytes.length) return undefined;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}
