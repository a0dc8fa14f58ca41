/** The few ways in which the installer looks at a machine; tests give their own. */
import { run } from './command.ts';
import { listFolder, readBytes, readText } from './files.ts';

export interface Host {
  /** Standard output; rejects when the program is missing or fails. */
  run(command: string, args: readonly string[]): Promise<string>;
  /** Undefined where there is no such file. */
  readText(path: string): Promise<string | undefined>;
  /** Undefined where the device cannot be read. */
  readBytes(path: string, position: number, length: number): Promise<Uint8Array | undefined>;
  /** Names in a folder; empty where there is none. */
  list(path: string): Promise<string[]>;
}

export const thisHost: Host = {
  run: (command, args) => run({ title: 'looking at the machine', file: command, args }),
  readText,
  readBytes,
  list: listFolder,
};
