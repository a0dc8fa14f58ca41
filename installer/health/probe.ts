/** Looks whether what the modules promised is there; one probe per kind of check. Changes nothing. */
import { Resolver } from 'node:dns/promises';
import { z } from 'zod';
import type { HealthCheck } from '../../templates/contract.ts';
import { knownSecrets } from '../execute/given-secrets.ts';
import { judgeTunnel, TunnelFound } from '../network/tunnel-end.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { isSkipped, judgeDialling, parseStatus } from './dialling.ts';
import { judgeDisks, withDrives } from './disks.ts';
import { complaintOf, diskOf } from './smart.ts';
import { judgeStart } from './start.ts';
import { observedAddresses } from '../system/addresses.ts';
import { devicesOf } from '../system/btrfs.ts';
import { readThrough, smartOf } from '../system/disk-health.ts';
import { fetchLocally } from '../system/https.ts';
import { readText } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { run } from '../system/command.ts';
import { runtime, state } from '../system/paths.ts';
import type { CheckResult } from './verdict.ts';

interface Finding {
  readonly ok: boolean;
  readonly detail: string;
}

type Probe<Kind extends HealthCheck['kind']> = (check: Extract<HealthCheck, { kind: Kind }>, authority: string) => Promise<Finding>;

const probes: { readonly [Kind in HealthCheck['kind']]: Probe<Kind> } = {
  unit: probeUnit,
  dns: probeDns,
  https: probeHttps,
  file: probeFile,
  secret: probeSecret,
  dialled: probeDialled,
  tunnelled: probeTunnel,
  verity: probeVerity,
  firewall: probeFirewall,
  disks: probeDisks,
  unlocking: probeUnlocking,
  'boot-files': probeBootFiles,
};

/** Probes one check. `authority` is the path of the site's root certificate. */
export async function probe(check: HealthCheck & { readonly module: string }, authority: string): Promise<CheckResult> {
  const finding = await probeKind(check, authority).catch((error: unknown) => ({ ok: false, detail: firstLine(error) }));
  return { title: check.title, module: check.module, ...(check.blame === undefined ? {} : { blame: check.blame }), ...finding };
}

function probeKind<Kind extends HealthCheck['kind']>(check: Extract<HealthCheck, { kind: Kind }>, authority: string): Promise<Finding> {
  const probeOfKind: Probe<Kind> = probes[check.kind];
  return probeOfKind(check, authority);
}

async function probeUnit({ unit }: { unit: string }): Promise<Finding> {
  const state = await run({ title: `asking for ${unit}`, file: 'systemctl', args: ['show', '--property=ActiveState', '--value', unit] });
  return { ok: state === 'active', detail: state === 'active' ? 'running' : `${unit} is ${state}` };
}

async function probeDns({ name }: { name: string }): Promise<Finding> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers(['127.0.0.1']);
  const addresses = await resolver.resolve4(name);
  return { ok: addresses.length > 0, detail: `${name} is ${addresses.join(', ')}` };
}

async function probeHttps(check: Extract<HealthCheck, { kind: 'https' }>, authority: string): Promise<Finding> {
  const certificate = (await readText(authority)) ?? '';
  const { status, body } = await fetchLocally(check.host, check.path, certificate);
  const ok = status === 200 && body.includes(check.contains);
  return { ok, detail: ok ? 'answers, certificate good' : `https://${check.host}${check.path} answered ${status}` };
}

async function probeFile({ path }: { path: string }): Promise<Finding> {
  const ok = (await readText(path)) !== undefined;
  return { ok, detail: ok ? 'there' : `${path} is missing` };
}

async function probeSecret({ name }: { name: string }): Promise<Finding> {
  const ok = (await knownSecrets()).includes(name);
  return { ok, detail: ok ? 'given' : `the secret ${name} is missing: give it with sudo pintxo secret set ${name}` };
}

async function probeDialled({ unit, ended, link, over, secret }: Extract<HealthCheck, { kind: 'dialled' }>): Promise<Finding> {
  const shown = await run({ title: `asking for ${unit}`, file: 'systemctl', args: ['show', '--property=ActiveState,ConditionResult', unit] });
  const addresses = (await observedAddresses([{ role: link }])).filter(({ role }) => role === link).map(({ cidr }) => cidr.replace(/\/.*/, ''));
  const hasCable = (await readText(`/sys/class/net/${over}/carrier`))?.trim() === '1';
  return judgeDialling({ addresses, hasCable, over, secret, status: parseStatus(await readText(ended)), isSkipped: isSkipped(shown) });
}

async function probeTunnel({ found, over }: Extract<HealthCheck, { kind: 'tunnelled' }>): Promise<Finding> {
  return judgeTunnel(await readJson(found, TunnelFound), over);
}

async function probeVerity({ device }: { device: string }): Promise<Finding> {
  const status = await run({ title: 'asking for damaged blocks', file: 'veritysetup', args: ['status', device] });
  const ok = /^\s*status:\s+verified$/m.test(status);
  return { ok, detail: ok ? 'every block read so far is as built' : 'damaged blocks on the disk: it should be replaced' };
}

async function probeFirewall({ table }: { table: string }): Promise<Finding> {
  const rules = await run({ title: 'reading the firewall', file: 'nft', args: ['list', 'table', 'inet', table] });
  const ok = rules.includes('policy drop');
  return { ok, detail: ok ? 'closed by default' : 'does not drop by default' };
}

async function probeDisks({ mount }: { mount: string }): Promise<Finding> {
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  const devices = await devicesOf(mount);
  const drives = await Promise.all([...new Set(devices.members.map(diskOf))].map(async (disk) => ({ disk, complaint: complaintOf((await smartOf(disk)) ?? '') })));
  return withDrives(judgeDisks(devices, mount === '/var' ? report : undefined), drives, await readThrough(mount));
}

async function probeUnlocking(): Promise<Finding> {
  const openedBy = parseStateReport((await readText(runtime.state)) ?? '')?.openedBy;
  if (openedBy === 'nothing') return { ok: true, detail: 'not encrypted' };
  if (openedBy !== 'tpm') return { ok: false, detail: 'the recovery key was typed, because the TPM did not open the data. If that is right, run: sudo pintxo repair' };
  const isUnread = (await readText(`${state.recovery}/unread`)) !== undefined;
  return isUnread
    ? { ok: false, detail: 'nobody has said yet to have the recovery key: run sudo pintxo recovery, write it down, then sudo pintxo recovery --confirm' }
    : { ok: true, detail: 'encrypted; the TPM opened it' };
}

async function probeBootFiles(): Promise<Finding> {
  return judgeStart({
    foreign: (await readJson(runtime.foreignFiles, z.array(z.string()))) ?? [],
    isLoose: (await readText(`${state.recovery}/loose`)) !== undefined,
  });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
