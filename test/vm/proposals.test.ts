/**
 * An encrypted machine and what comes from outside without a proof and with one: a stick with another site, files on the EFI
 * partition, the recovery key at its consoles and at the stick's.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type Guest, type Machine, makeSshKey, ssh, startMachine } from './harness/index.ts';
import { run } from './harness/process.ts';
import { asRoot, complaints, readyGuest, statusOf } from './guest.ts';
import {
  administrator, copyImage, forwardedNic, installFromStick, prepareHardware, putSite, siteDomain, siteWithPassword, startStick, stickDisk, switchOff, systemDisks, waitUntilUp,
  type Hardware,
} from './platform.ts';
import { recoveryKeyOf } from './recovery.ts';
import { image, workshopFor } from './workshop.ts';

const patience = { timeoutMs: 600_000 };
const machine = 'machine:\n  encryption: required\n';
// A computer that does much besides emulates a start of Node for a minute.
const slowly = 400_000;
const asked = 'Recovery key, or Enter to go on without it:';

const directory = await workshopFor(test, 'proposals');
let hardware: Hardware;
let recoveryKey = '';
let owner = '';
let guestKey = { path: '', publicKey: '' };
let node: Machine;
let guest: Guest;

/** The owner's site with a further administrator's key; `note` makes it another file. */
const withGuest = (note: string): string => siteWithPassword(`${owner}\n    - ${guestKey.publicKey}`, `${machine}# ${note}\n`);

test.before(async () => {
  const noted = (key: string): string => siteWithPassword((owner = key), machine);
  hardware = await prepareHardware(join(directory, 'machine'), image, noted);
  guestKey = await makeSshKey(directory, 'ecdsa');
  await installFromStick(hardware, { tpm: true });
  recoveryKey = await recoveryKeyOf(hardware);
});

test.serial('a stick with the site of a guest asks for the recovery key, and without it the machine goes on as it was', async (t) => {
  const evil = join(directory, 'evil.img');
  await copyImage(image, evil);
  await putSite(evil, siteWithPassword(guestKey.publicKey, `${machine}  reinstall: keep\n`));
  const stick = await startStick({ name: 'evil', directory: hardware.directory, disks: [stickDisk(evil), ...systemDisks(hardware)], nics: [], tpm: true });
  await stick.console.waitFor(asked, patience);
  stick.console.write(`${recoveryKey.replace(/[a-z]/g, 'c')}\n`);
  await stick.console.waitFor('That is not the recovery key of this machine', patience);
  await stick.console.waitFor(asked, patience);
  stick.console.write('\n');
  await stick.console.waitFor('Nobody typed the recovery key. This machine goes on from its disk as it was', patience);
  await stick.waitForShutdown(patience);
  t.notRegex(stick.console.text(), /installing the boot loader|letting the TPM open/);
});

test.serial('the machine serves its owner, is healthy, and says what it refused and how to allow it', async (t) => {
  node = await startMachine({ name: 'node', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true });
  await waitUntilUp(node);
  guest = await readyGuest(node, hardware);
  const { stdout } = await guest.run('pintxo status', { timeoutMs: slowly });
  t.regex(stdout, /is healthy/);
  t.is(complaints(await statusOf(guest)), '', 'a proposal is no fault');
  t.regex(stdout, /waits {3}A site\.yaml from a stick was not taken over: no key of the present site signed it\. .*sudo pintxo accept/);
  t.regex((await guest.run('pintxo status --json', { timeoutMs: slowly })).stdout, /"waiting": \[\s+\{/);
  t.regex(await page(), /Waits for the administrator/);
  t.regex(node.console.text(), /not taken over: no key of the present site signed it/);
  t.false((await asRoot(guest, 'cat /var/lib/pintxo/site.yaml')).includes(guestKey.publicKey));
  t.false(await entersWith(guestKey.path));
  t.is(await asRoot(guest, 'ls /efi/pintxo/site.yaml 2> /dev/null || true'), '', 'nothing of it is left on the EFI partition');
});

test.serial('nobody but an administrator looks at it or decides about it', async (t) => {
  const { exitCode, stdout } = await guest.run('pintxo accept --yes', { timeoutMs: slowly });
  t.is(exitCode, 1);
  t.regex(stdout, /sudo pintxo accept/);
  t.notRegex((await guest.run('cat /var/lib/pintxo/proposals/site.yaml || true')).stdout, /sshKeys/);
  t.regex(await asRoot(guest, 'pintxo accept --list', slowly), /A site\.yaml from a stick was not taken over/);
  t.regex(await asRoot(guest, 'pintxo accept < /dev/null || echo left', slowly), /\+ .*pintxo-test[^]*Nobody can be asked here[^]*Nothing was changed[^]*left/);
  t.is(await asRoot(guest, 'systemctl is-active pintxo-proposal@tty3'), 'active\n', 'the screen asks too');
});

test.serial('what was refused is gone, and is not asked about again', async (t) => {
  const evil = await asRoot(guest, 'cat /var/lib/pintxo/proposals/site.yaml');
  t.regex(await asRoot(guest, 'pintxo accept --refuse', slowly), /Refused/);
  t.is(await handIn(evil), '', 'the same once more');
  t.is((await asRoot(guest, 'systemctl is-active pintxo-proposal@tty3 || true')).trim(), 'inactive');
});

test.serial('a site with mistakes is told with the picture, and cannot be accepted', async (t) => {
  t.regex(await handIn(withGuest('broken').replace('encryption: required', 'encryption: requird')), /it has mistakes/);
  t.regex(await asRoot(guest, 'pintxo accept --yes || echo refused', slowly), /requird[^]*\^\^\^[^]*cannot be accepted as it is[^]*refused/);
  t.false((await asRoot(guest, 'cat /var/lib/pintxo/site.yaml')).includes('requird'));
});

test.serial('the signature of a stranger is no proof; that of a key of the present site is, once', async (t) => {
  const proposed = withGuest('signed');
  t.regex(await handIn(proposed, await signatureOf(proposed, guestKey.path)), /no key of the present site signed it/);
  t.false(await entersWith(guestKey.path));
  const villa = proposed.replace(/^( +name: ).*$/m, '$1villa');
  t.regex(await handIn(villa, await signatureOf(villa, hardware.key)), /signed it, but it is for the site villa/);
  const before = await asRoot(guest, 'cat /var/lib/pintxo/site.yaml');
  t.is(await handIn(proposed, await signatureOf(proposed, hardware.key)), '');
  t.true(await entersWith(guestKey.path));
  // The site that the machine was installed with, signed: what was set since must not be undone by whoever finds it.
  t.regex(await handIn(before, await signatureOf(before, hardware.key)), /has had it before, and another one since/);
  t.true(await entersWith(guestKey.path));
});

test.serial('an administrator accepts what a stick brought, after the difference was shown', async (t) => {
  const proposed = siteWithPassword(owner, `${machine}# back to one key\n`);
  t.regex(await handIn(proposed), /no key of the present site/);
  t.regex(await asRoot(guest, 'pintxo accept --yes', slowly), /^ {2}- .*ecdsa[^]*Taken over: the administrator allowed it/m);
  t.is(await asRoot(guest, 'cat /var/lib/pintxo/site.yaml'), proposed);
  t.false(await entersWith(guestKey.path));
});

test.serial('at the console the recovery key accepts what was shown, a wrong one nothing, and no key is seen', async (t) => {
  const proposed = withGuest('by the recovery key');
  const from = node.console.text().length;
  t.regex(await handIn(proposed), /no key of the present site/);
  await node.console.waitFor(/\+ .*by the recovery key[^]*To allow this, type the recovery key/, { ...patience, what: 'the difference, and the question' });
  node.console.write(`${recoveryKey.replace(/[a-z]/g, 'b')}\n`);
  await node.console.waitFor('That is not the recovery key. Nothing was changed.', patience);
  t.false(await entersWith(guestKey.path));
  await node.console.waitFor('To allow this, type the recovery key', { ...patience, what: 'the question again' });
  node.console.write(`${recoveryKey}\n`);
  await node.console.waitFor('Taken over: the recovery key was typed for it', patience);
  await node.console.waitFor('login:', { ...patience, what: 'the login comes back' });
  t.true(await entersWith(guestKey.path));
  t.notRegex(node.console.text().slice(from), new RegExp(`plantedSalt|${recoveryKey}`), 'neither the key nor the hash of a password');
  t.false((await asRoot(guest, 'journalctl --boot --no-pager; ps -ef')).includes(recoveryKey));
  await switchOff(node);
});

test.serial('with the recovery key typed at the stick, its system and its site take the place of what is there', async (t) => {
  const site = siteWithPassword(owner, `${machine}  reinstall: keep\n`);
  await putSite(hardware.stick, site);
  const stick = await startStick({ name: 'keep', directory: hardware.directory, disks: [stickDisk(hardware.stick), ...systemDisks(hardware)], nics: [], tpm: true });
  await stick.console.waitFor(asked, patience);
  stick.console.write(`${recoveryKey}\n`);
  await stick.console.waitFor('The new system is on the disk, and all data is kept', patience);
  await stick.waitForShutdown(patience);
  t.false(stick.console.text().includes(recoveryKey));

  node = await startMachine({ name: 'kept', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true });
  await waitUntilUp(node);
  guest = await readyGuest(node, hardware);
  t.is(await asRoot(guest, 'cat /var/lib/pintxo/site.yaml'), site);
  t.is(await asRoot(guest, 'pintxo accept --list', slowly), 'Nothing waits to be accepted.\n');
  t.false(await entersWith(guestKey.path));
  await switchOff(node);
});

/** Leaves a site on the EFI partition as a stick does, lets bring-up look, and gives what waits then. */
async function handIn(site: string, signature?: string): Promise<string> {
  const put = (name: string, text: string): string => `echo ${Buffer.from(text).toString('base64')} | base64 -d > /efi/pintxo/${name}`;
  const note = '/sys/firmware/efi/efivars/PintxoHandOver-5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c04';
  await asRoot(guest, [...(signature === undefined ? [] : [put('site.yaml.sig', signature)]), put('site.yaml', site), `printf '\\007\\000\\000\\000\\001' > ${note}`, 'pintxo bring-up'].join(' && '), slowly);
  const { stdout } = await guest.run('pintxo status', { timeoutMs: slowly });
  return stdout.split('\n').filter((line) => line.trim().startsWith('waits')).join('\n');
}

function page(): Promise<string> {
  const port = node.hostPort(443);
  return run('curl', ['--silent', '--insecure', '--max-time', '60', '--resolve', `${siteDomain}:${port}:127.0.0.1`, `https://${siteDomain}:${port}/`], { what: 'the page' });
}

async function signatureOf(site: string, key: string): Promise<string> {
  const file = join(directory, 'to-sign.yaml');
  await writeFile(file, site);
  await run('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'pintxo-site', '-f', key, file], { what: 'signing' });
  const signature = await readFile(`${file}.sig`, 'utf8');
  await run('rm', [`${file}.sig`], { what: 'making room' });
  return signature;
}

function entersWith(key: string): Promise<boolean> {
  return ssh({ port: node.hostPort(22), user: administrator, key }).run('true').then(({ exitCode }) => exitCode === 0, () => false);
}
