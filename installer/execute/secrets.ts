/** Makes the machine's own secrets, once; one maker per kind. A secret that works is never touched. */
import { dirname } from 'node:path';
import type { Secret } from '../../templates/contract.ts';
import type { Command } from '../system/command.ts';
import { authorityCommands } from './authority.ts';

/** Runs a command to its end and gives its standard output; rejects when it fails. */
export type Runner = (command: Command) => Promise<string>;

export type SecretOutcome = 'kept' | 'made' | 'replaced';

type SecretOf<Kind extends Secret['kind']> = Extract<Secret, { kind: Kind }>;

interface Maker<Kind extends Secret['kind']> {
  /** Whether what is there can be used. */
  works(secret: SecretOf<Kind>, run: Runner): Promise<boolean>;
  /** Commands that make the secret at `path`, which does not exist; `epoch` is in seconds since 1970. */
  commands(secret: SecretOf<Kind>, path: string, epoch: number): readonly Command[];
}

const makers: { readonly [Kind in Secret['kind']]: Maker<Kind> } = {
  'ssh-host-key': { works: hostKeyWorks, commands: hostKeyCommands },
  'certificate-authority': { works: authorityWorks, commands: authorityCommands },
  'wireguard-key': { works: wireguardKeyWorks, commands: wireguardKeyCommands },
};

/**
 * Sees to it that the secret is there. It is made under another name and moved into place, so a power cut leaves either
 * none or a whole one. What is there but does not work is kept beside it as `<path>.unusable`, and taken back when it does.
 * `epoch` (seconds since 1970) is the image's: certificates begin with it, whatever the clock says.
 */
export async function makeSecret<Kind extends Secret['kind']>(
  secret: SecretOf<Kind> & { readonly kind: Kind },
  run: Runner,
  epoch: number,
): Promise<SecretOutcome> {
  const maker: Maker<Kind> = makers[secret.kind];
  if (await maker.works(secret, run)) return 'kept';
  const { path } = secret;
  const earlier = await earlierSecret(secret, maker, run);
  const fresh = `${path}.new`;
  await run(command('making room for secrets', 'mkdir', '-p', '-m', '0755', dirname(path)));
  await run(command('removing a half-made secret', 'rm', '-rf', fresh));
  if (earlier === undefined) for (const step of maker.commands(secret, fresh, epoch)) await run(step);
  else await run(command('taking an earlier secret back', 'mv', '-T', earlier, fresh));
  const replaced = await succeeds(run, command('looking for an old secret', 'test', '-e', path));
  if (replaced) await run(command('putting an unusable secret aside', 'mv', '-T', '--backup=numbered', path, `${path}.unusable`));
  const writeOut = command('writing secrets out', 'sync', '--file-system', dirname(path));
  await run(writeOut);
  await run(command('putting the secret in place', 'mv', '-T', fresh, path));
  await run(writeOut);
  return replaced ? 'replaced' : 'made';
}

/** One that was put aside and works again, as after a change of the domain that was taken back. */
async function earlierSecret<Kind extends Secret['kind']>(secret: SecretOf<Kind>, maker: Maker<Kind>, run: Runner): Promise<string | undefined> {
  const listed = await outputOf(run, command('looking for earlier secrets', 'sh', '-euc', 'ls -d "$1".unusable* 2> /dev/null || true', 'sh', secret.path));
  for (const path of (listed ?? '').split('\n').filter((line) => line !== '')) {
    if (await maker.works({ ...secret, path }, run)) return path;
  }
  return undefined;
}

function hostKeyCommands(_secret: SecretOf<'ssh-host-key'>, path: string): Command[] {
  return [
    command('making the SSH host key', 'ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path),
    command('removing the public half, which the private one contains', 'rm', '-f', `${path}.pub`),
  ];
}

async function hostKeyWorks({ path }: SecretOf<'ssh-host-key'>, run: Runner): Promise<boolean> {
  return succeeds(run, command('checking the SSH host key', 'ssh-keygen', '-y', '-P', '', '-f', path));
}

function wireguardKeyCommands({ group }: SecretOf<'wireguard-key'>, path: string): Command[] {
  return [
    command('making the WireGuard key', 'sh', '-euc', 'umask 077; wg genkey > "$1"', 'sh', path),
    command('letting the network service read it', 'chgrp', group, path),
    command('letting nobody else read it', 'chmod', '0640', path),
  ];
}

async function wireguardKeyWorks({ path }: SecretOf<'wireguard-key'>, run: Runner): Promise<boolean> {
  return succeeds(run, command('checking the WireGuard key', 'sh', '-euc', 'wg pubkey < "$1"', 'sh', path));
}

// The clock is not asked: a wrong one must not cost the site its authority.
async function authorityWorks({ path, permittedNames }: SecretOf<'certificate-authority'>, run: Runner): Promise<boolean> {
  const [root, issuing, key] = [`${path}/root.crt`, `${path}/intermediate.crt`, `${path}/intermediate.key`];
  const [chain, ofCertificate, ofKey, constraints] = await Promise.all([
    outputOf(run, openssl('verify', '-no_check_time', '-CAfile', root, issuing)),
    outputOf(run, openssl('x509', '-in', issuing, '-noout', '-pubkey')),
    outputOf(run, openssl('pkey', '-in', key, '-pubout')),
    outputOf(run, openssl('x509', '-in', issuing, '-noout', '-ext', 'nameConstraints')),
  ]);
  if (chain === null || ofKey === null || constraints === null) return false;
  const permitted = constraints.split('\n').map((line) => line.trim());
  const covers = (suffix: string, name: string): boolean => name === suffix || name.endsWith(`.${suffix}`);
  const suffixes = permitted.flatMap((line) => /^DNS:(.+)$/.exec(line)?.[1] ?? []);
  return ofKey.trim() === ofCertificate?.trim() && permittedNames.every((name) => suffixes.some((suffix) => covers(suffix, name)));
}

function openssl(...args: readonly string[]): Command {
  return command('checking the certificate authority', 'openssl', ...args);
}

function command(title: string, file: string, ...args: readonly string[]): Command {
  return { title, file, args };
}

async function succeeds(run: Runner, probe: Command): Promise<boolean> {
  return (await outputOf(run, probe)) !== null;
}

async function outputOf(run: Runner, probe: Command): Promise<string | null> {
  return run(probe).catch(() => null);
}
