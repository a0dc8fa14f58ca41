/** Where a machine keeps what it is: UEFI variables, TPM state, logs of every boot. */
import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenForOne, type Listening } from './sockets.ts';
import type { MachinePaths } from './machine-arguments.ts';
import type { MachineSpec } from './spec.ts';

const firmware = '/usr/share/OVMF/OVMF_CODE_4M.fd';
const blankVariables = '/usr/share/OVMF/OVMF_VARS_4M.fd';

export interface WorkDirectory {
  readonly directory: string;
  readonly paths: MachinePaths;
  readonly qemuLog: string;
  readonly console: Listening;
  readonly qmp: Listening;
  /** Takes the sockets away: connected ones live on without a name, and nothing is left behind if we are killed. */
  closeSockets(): Promise<void>;
  /** Takes the directory away unless it is kept or was given to us. */
  close(keep: boolean): Promise<void>;
}

/** Makes everything ready that the machine finds when it starts. @throws when the firmware (package ovmf) is not installed. */
export async function openWorkDirectory(spec: MachineSpec): Promise<WorkDirectory> {
  const directory = spec.directory ?? (await mkdtemp(join(tmpdir(), `pintxo-${spec.name}-`)));
  await mkdir(directory, { recursive: true });
  // A socket's name is short by law of the kernel; the directory's need not be.
  const sockets = await mkdtemp(join(tmpdir(), 'pintxo-'));
  const boot = await nextBoot(directory);
  const variables = join(directory, 'uefi-variables.fd');
  await copyOnce(blankVariables, variables);
  const [console, qmp] = await Promise.all([listenForOne(join(sockets, 'console')), listenForOne(join(sockets, 'qmp'))]);
  return {
    directory,
    console,
    qmp,
    qemuLog: join(directory, `qemu-${boot}.log`),
    paths: {
      firmware,
      variables,
      consoleSocket: console.path,
      qmpSocket: qmp.path,
      consoleLog: join(directory, `console-${boot}.log`),
      ...(spec.tpm === true ? { tpmSocket: join(sockets, 'tpm') } : {}),
    },
    async closeSockets() {
      console.close();
      qmp.close();
      await rm(sockets, { recursive: true, force: true });
    },
    async close(keep) {
      if (!keep && spec.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function nextBoot(directory: string): Promise<number> {
  const logs = (await readdir(directory)).filter((name) => /^qemu-\d+\.log$/.test(name));
  return logs.length + 1;
}

async function copyOnce(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}
