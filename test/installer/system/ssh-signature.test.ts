import test, { type ExecutionContext } from 'ava';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { isSignedBy } from '../../../installer/system/ssh-signature.ts';

const site = Buffer.from('site:\n  name: casa\n');

async function workshop(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-signature-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

async function signedWith(folder: string, type: string, message: Uint8Array, namespace = 'pintxo-site'): Promise<{ publicKey: string; signature: Uint8Array }> {
  const [key, file] = [join(folder, `key-${type}`), join(folder, `site-${type}.yaml`)];
  await rm(key, { force: true });
  await execa('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'ana at home', '-f', key], { input: 'y\n' });
  await writeFile(file, message);
  await execa('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', key, file]);
  return { publicKey: (await readFile(`${key}.pub`, 'utf8')).trim(), signature: await readFile(`${file}.sig`) };
}

test('a key of the site vouches for the very bytes that it signed', async (t) => {
  const folder = await workshop(t);
  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    const { publicKey, signature } = await signedWith(folder, type, site);
    t.true(await isSignedBy(['ssh-ed25519 AAAA broken', publicKey], site, signature, folder), type);
    t.false(await isSignedBy([publicKey], Buffer.concat([site, Buffer.from('#')]), signature, folder), type);
  }
});

test('the key of somebody else vouches for nothing, nor does a signature for another purpose, none, or nonsense', async (t) => {
  const folder = await workshop(t);
  const { publicKey } = await signedWith(folder, 'ed25519', site);
  const other = await signedWith(folder, 'ecdsa', site);
  const mail = await signedWith(folder, 'rsa', site, 'email');
  t.false(await isSignedBy([publicKey], site, other.signature, folder));
  t.false(await isSignedBy([], site, other.signature, folder));
  t.false(await isSignedBy([mail.publicKey], site, mail.signature, folder));
  t.false(await isSignedBy([publicKey], site, new Uint8Array(), folder));
  t.false(await isSignedBy([publicKey], site, Buffer.from('-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n'), folder));
});

test('what stands behind a key of the site cannot let other keys in', async (t) => {
  const folder = await workshop(t);
  const own = await signedWith(folder, 'ed25519', site);
  const other = await signedWith(folder, 'ecdsa', site);
  t.false(await isSignedBy([`${own.publicKey} x\nadministrator ${other.publicKey}`], site, other.signature, folder));
});

test('a key on a token vouches too', async (t) => {
  const folder = await workshop(t);
  const { publicKey, signature } = signedByToken(site);
  t.true(await isSignedBy([publicKey], site, signature, folder));
  t.false(await isSignedBy([publicKey], Buffer.from('site:\n  name: evil\n'), signature, folder));
});

/** What a token makes of a message (PROTOCOL.u2f and PROTOCOL.sshsig of OpenSSH). */
function signedByToken(message: Uint8Array): { publicKey: string; signature: Uint8Array } {
  const type = 'sk-ssh-ed25519@openssh.com';
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const key = Buffer.concat([text(type), text(raw), text('ssh:')]);
  const toSign = Buffer.concat([Buffer.from('SSHSIG'), text('pintxo-site'), text(''), text('sha512'), text(createHash('sha512').update(message).digest())]);
  const touchedOnce = Buffer.from([1, 0, 0, 0, 1]);
  const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
  const made = sign(null, Buffer.concat([sha256(Buffer.from('ssh:')), touchedOnce, sha256(toSign)]), privateKey);
  const version = Buffer.from([0, 0, 0, 1]);
  const blob = Buffer.concat([Buffer.from('SSHSIG'), version, text(key), text('pintxo-site'), text(''), text('sha512'), text(Buffer.concat([text(type), text(made), touchedOnce]))]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return { publicKey: `${type} ${key.toString('base64')} ana`, signature: Buffer.from(['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n')) };
}

/** A string as the protocol has it: its length, then its bytes. */
function text(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
