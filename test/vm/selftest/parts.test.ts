/** The harness on itself: console text, networks and SSH, without a machine. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { stat } from 'node:fs/promises';
import test from 'ava';
import { lastLines, plainText } from '../harness/console-text.ts';
import { resetOnFault } from '../harness/emulator-fault.ts';
import { packFrame, splitFrames } from '../harness/frames.ts';
import { createHub, freePort, type MachineSpec, makeSshKey, ssh, until } from '../harness/index.ts';
import { machineArguments } from '../harness/machine-arguments.ts';
import { readForwards } from '../harness/network-arguments.ts';
import { attempt, shellLine } from '../harness/process.ts';
import type { Qmp } from '../harness/qmp.ts';
import { temporaryDirectory } from './tools.ts';

const escape = String.fromCharCode(27);

test('colours, titles and carriage returns are taken out of console text', (t) => {
  const { text } = plainText(`[${escape}[0;1;38:5:185m  OK  ${escape}[0m] Started${escape}]3008;start=1${escape}\\ ssh\r\n${escape}(B`);
  t.is(text, '[  OK  ] Started ssh\n');
});

test('a move of the cursor begins a new line', (t) => {
  t.deepEqual(lastLines(plainText(`one${escape}[2J${escape}[01;01Htwo${escape}[08;01Hthree`).text, 2), ['two', 'three']);
});

test('an escape sequence that comes in two pieces is taken out whole', (t) => {
  const first = plainText(`before${escape}[0;3`);
  t.is(first.text, 'before');
  t.is(plainText(`${first.rest}2mafter`).text, 'after');
});

test('forwards are read from QEMU with the card they belong to', (t) => {
  const report = [
    'Hub -1 (net0):', '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
    '  TCP[HOST_FORWARD]  11       127.0.0.1 40147       10.0.2.15    22     0     0',
    'Hub -1 (net2):', '  TCP[ESTABLISHED]   12       127.0.0.1 40147       10.0.2.15    22     0     0',
    '  UDP[HOST_FORWARD]   9       127.0.0.1 55521       10.0.3.15    53     0     0',
  ].join('\r\n');
  t.deepEqual(readForwards(report), [
    { nic: 0, protocol: 'tcp', hostPort: 40147, guestAddress: '10.0.2.15', guestPort: 22 },
    { nic: 2, protocol: 'udp', hostPort: 55521, guestAddress: '10.0.3.15', guestPort: 53 },
  ]);
});

test('frames are put together again however the stream was cut', (t) => {
  const stream = Buffer.concat([packFrame(Buffer.from('first')), packFrame(Buffer.from('second'))]);
  const begin = splitFrames(stream.subarray(0, 11));
  t.deepEqual(begin.frames.map(String), ['first']);
  t.deepEqual(splitFrames(Buffer.concat([begin.rest, stream.subarray(11)])).frames.map(String), ['second']);
});

test('a hub brings what one machine sends to all others and to its watcher', async (t) => {
  const watched: string[] = [];
  const hub = await createHub({ watch: (frame) => watched.push(frame.toString()) });
  t.teardown(() => hub.stop());
  const heard = await Promise.all([0, 1, 2].map(() => plug(hub.path)));
  await until(() => hub.machines() === 3, { timeoutMs: 5000, what: 'three machines on the hub' });
  heard[0]?.socket.write(packFrame(Buffer.from('who has 10.0.0.1?')));
  await until(() => heard.filter(({ frames }) => frames.length > 0).length === 2, { timeoutMs: 5000, what: 'the frame on the other ports' });
  t.deepEqual(heard.map(({ frames }) => frames), [[], ['who has 10.0.0.1?'], ['who has 10.0.0.1?']]);
  t.deepEqual(watched, ['who has 10.0.0.1?']);
});

test('a machine that counts instructions has one processor, and all its clocks count with it', (t) => {
  const paths = { firmware: 'code', variables: 'vars', consoleSocket: 'console', consoleLog: 'log', qmpSocket: 'qmp' };
  const disks = [{ image: 'disk.img', bus: 'virtio' as const }];
  const text = (countsInstructions: boolean): string => machineArguments({ name: 'counted', disks, clock: '2031-05-17T08:00:00', countsInstructions }, 'tcg', paths).join(' ');
  for (const argument of ['thread=single', '-smp 1 ', '-icount shift=1,sleep=off', '-rtc base=2031-05-17T08:00:00,clock=vm', '"ioeventfd":false']) {
    t.true(text(true).includes(argument), argument);
    t.false(text(false).includes(argument), argument);
  }
});

test('free ports differ and can be listened on', async (t) => {
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  t.is(new Set(ports).size, 3);
});

test('an SSH key is private and its public half is one line', async (t) => {
  const key = await makeSshKey(await temporaryDirectory(t));
  t.is((await stat(key.path)).mode & 0o777, 0o600);
  t.regex(key.publicKey, /^ssh-ed25519 \S+ pintxo-test$/);
});

test('a guest that does not answer is given up with the command and the reason', async (t) => {
  const key = await makeSshKey(await temporaryDirectory(t));
  const guest = ssh({ port: await freePort(), user: 'admin', key: key.path });
  await t.throwsAsync(guest.run('uptime'), { message: /in the guest: "uptime" could not be run: .*refused/ });
  await t.throwsAsync(guest.waitUntilReady({ timeoutMs: 100 }), { message: /in vain for SSH on port/ });
});

test('a command line can be pasted into a shell', async (t) => {
  const line = shellLine('printf', ['%s|', "it's", 'a b', '$HOME', '']);
  t.is((await attempt('sh', ['-c', line], { what: 'pasting' })).stdout, "it's|a b|$HOME||");
});

test('a command cut off by its time limit has no exit code, even if it made one up', async (t) => {
  const { exitCode } = await attempt('sh', ['-c', 'trap "exit 255" TERM; sleep 2 >/dev/null 2>&1 & wait'], { what: 'sleeping', timeoutMs: 200 });
  t.is(exitCode, undefined);
});

test('a missing program is named with what it was wanted for', async (t) => {
  await t.throwsAsync(attempt('no-such-program', [], { what: 'making a disk' }), { message: /^making a disk: no-such-program cannot be started/ });
});

async function plug(path: string): Promise<{ socket: Socket; frames: string[] }> {
  const socket = connect(path);
  await once(socket, 'connect');
  const frames: string[] = [];
  socket.on('data', (bytes: Buffer) => frames.push(...splitFrames(bytes).frames.map(String)));
  return { socket, frames };
}

test('a machine that the emulator stopped is reset, twice at most; on real processors it is not', async (t) => {
  const done: string[] = [];
  const qmp: Qmp = {
    execute: async (command, args = {}) => void done.push(`${command} ${JSON.stringify(args)}`),
    waitForEvent: async (event) => ({ event, data: {} }),
    events: () => [],
  };
  const spec: MachineSpec = { name: 'busy', disks: [], onReboot: 'stop' };
  const said = '[    2.022086] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI\n';
  const flags = (value: string): string => `[   33.609109] RSP: 0018:ff876e754056bc90 EFLAGS: ${value}\n[   34.314151] Kernel panic - not syncing: Fatal exception\n`;
  const beginsAnew = resetOnFault(Promise.resolve(qmp), spec, 'tcg');
  t.false(await beginsAnew('Kernel panic - not syncing: VFS: Unable to mount root fs'));
  t.false(await beginsAnew(flags('00010246')));
  t.deepEqual([await beginsAnew(said), await beginsAnew(flags('f7671302')), await beginsAnew(said)], [true, true, false]);
  t.deepEqual(done.slice(1, 4), ['set-action {"reboot":"reset"}', 'system_reset {}', 'set-action {"reboot":"shutdown"}']);
  t.false(await resetOnFault(Promise.resolve(qmp), spec, 'kvm')(said));
});

test('a firmware that started the loader and then says nothing for two minutes is reset', async (t) => {
  const qmp: Qmp = { execute: async () => '', waitForEvent: async (event) => ({ event, data: {} }), events: () => [] };
  let seconds = 0;
  const beginsAnew = resetOnFault(Promise.resolve(qmp), { name: 'stuck', disks: [] }, 'tcg', () => seconds * 1000);
  const after = async (pause: number, said: string): Promise<boolean> => {
    seconds += pause;
    return beginsAnew(said);
  };
  const started = 'BdsDxe: loading Boot0004 "Pintxo"\nBdsDxe: starting Boot0004 "Pintxo" from HD(1,GPT)\r\n';
  t.false(await after(500, 'a machine may be silent'));
  t.false(await after(500, 'a machine may be silent'));
  t.false(await after(0, started));
  t.false(await after(119, started));
  t.false(await after(500, `${started}EFI stub: Loaded initrd\r\n`));
  t.false(await after(500, `${started}EFI stub: Loaded initrd\r\n`));
  t.false(await after(0, started));
  t.true(await after(121, started));
});
