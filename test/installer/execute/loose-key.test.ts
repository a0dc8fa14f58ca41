/** With a TPM of its own and Debian's own programs: what is sealed for one start opens nothing after it. */
import test, { type ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dropLooseKey, makeLooseKey } from '../../../installer/execute/loose-key.ts';
import { enrolmentOf } from '../../../installer/plan/bindings.ts';
import { looseSlots } from '../../../installer/plan/luks-tokens.ts';
import { type Command, run } from '../../../installer/system/command.ts';
import { needing, programObstacle, treeObstacle } from '../../needing.ts';

const tree = process.env['PINTXO_TOOLS_ROOT'] ?? '';
const libraries = ['', '/systemd', '/cryptsetup'].map((folder) => `${tree}/usr/lib/x86_64-linux-gnu${folder}`).join(':');
const judged = needing(test.serial, treeObstacle('PINTXO_TOOLS_ROOT', true) ?? programObstacle('swtpm'));

interface Computer {
  readonly folder: string;
  /** Runs a program of the tree. */
  execute(command: Command): Promise<string>;
  call(file: string, ...args: string[]): Promise<string>;
}

judged('a header that was copied while a start was loose opens nothing once that start has been', async (t) => {
  const { folder, execute, call } = await computerFor(t);
  const [disk, key] = [join(folder, 'disk'), join(folder, 'key')];
  await writeFile(key, 'recovery', { mode: 0o600 });
  await writeFile(disk, '');
  await truncate(disk, 32 * 2 ** 20);
  await call('cryptsetup', 'luksFormat', '--type', 'luks2', '--batch-mode', '--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000', '--key-file', key, disk);
  const bind = (binding: Parameters<typeof enrolmentOf>[0], more: readonly string[] = []): Promise<string> => call('systemd-cryptenroll', `--unlock-key-file=${key}`, ...more, '--tpm2-device=tpm', ...enrolmentOf(binding), disk);
  await bind({});
  await makeLooseKey(execute, join(folder, 'private'));
  t.deepEqual(await readdir(join(folder, 'private')), [], 'nobody else may keep the key');
  // Only the loose one is in this copy.
  await bind({ anyHardware: true }, ['--wipe-slot=tpm2']);
  t.deepEqual(looseSlots(await call('cryptsetup', 'luksDump', '--dump-json-metadata', disk)), ['2']);
  const opens = async (name: string): Promise<boolean> => {
    await copyFile(disk, join(folder, name));
    return call('systemd-cryptenroll', '--unlock-tpm2-device=tpm', '--password', join(folder, name)).then(() => true, () => false);
  };
  t.true(await opens('meanwhile'));
  t.true(await dropLooseKey(execute));
  t.false(await opens('afterwards'));
  await makeLooseKey(execute, join(folder, 'private'));
  t.false(await opens('at-the-next'), 'the next one is another key');
  t.true(await dropLooseKey(execute));
  t.true(await dropLooseKey(execute), 'there is nothing more to throw away');
});

test('a TPM that does not answer is not believed to have forgotten, and gets no new key', async (t) => {
  const silent = (): Promise<string> => Promise.reject(new Error('no TPM'));
  t.false(await dropLooseKey(silent));
  await t.throwsAsync(makeLooseKey(silent, '/nowhere'), { message: /Nothing was changed/ });
});

async function computerFor(t: ExecutionContext): Promise<Computer> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-loose-'));
  const port = await freePorts();
  const address = (number: number): string => `type=tcp,port=${number},bindaddr=127.0.0.1`;
  const tpm = spawn('swtpm', ['socket', '--tpm2', '--tpmstate', `dir=${folder}`, '--server', address(port), '--ctrl', address(port + 1), '--flags', 'not-need-init,startup-clear'], { stdio: 'ignore' });
  t.teardown(async () => {
    tpm.kill();
    await rm(folder, { recursive: true });
  });
  const device = `swtpm:host=127.0.0.1,port=${port}`;
  const lend = (file: string, args: readonly string[]): Promise<string> => {
    const own = args.filter((arg) => !arg.startsWith('--tcti=')).map((arg) => arg.replace(/^--((?:unlock-)?tpm2-device)=tpm$/, `--$1=${device}`));
    const program = `${tree}/usr/${file === 'cryptsetup' ? 'sbin' : 'bin'}/${file}`;
    return run({ title: file, file: `${tree}/usr/lib64/ld-linux-x86-64.so.2`, args: ['--library-path', libraries, program, ...own], environment: { TPM2TOOLS_TCTI: device, NEWPASSWORD: 'another way in' } });
  };
  const execute = async ({ file, args }: Pick<Command, 'file' | 'args'>): Promise<string> => {
    const answer = await lend(file, args);
    // A machine's kernel does that; it keeps the few places of the TPM free.
    if (file.startsWith('tpm2')) await lend('tpm2_flushcontext', ['--transient-object']);
    return answer;
  };
  for (let tries = 0; tries < 50 && !(await lend('tpm2_getcap', ['handles-persistent']).then(() => true, () => false)); tries += 1) await sleep(100);
  return { folder, execute, call: (file, ...args) => execute({ file, args }) };
}

// swtpm wants two that follow each other.
function freePorts(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? Math.min(address.port, 65_000) : 0));
    });
  });
}
