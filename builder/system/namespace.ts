/** Root's powers over files of one's own, without root: a user namespace (user_namespaces(7)) with the user's spare ids (subuid(5)). */
import { execa } from 'execa';

const unshare = ['--map-root-user', '--map-auto', '--mount', '--'];

/** Whether this process may make files that belong to others, as root or in a namespace. */
export function ownsUsers(): boolean {
  return process.getuid?.() === 0;
}

/** Why this user cannot have a namespace, in the words of the system; undefined where they can. */
export async function refuseNamespace(): Promise<string | undefined> {
  const tried = await execa('unshare', [...unshare, 'chown', '--version'], { reject: false, stdin: 'ignore' });
  if (!tried.failed) return undefined;
  const lastLine = tried.stderr.trim().split('\n').at(-1) ?? '';
  return lastLine === '' ? tried.shortMessage : lastLine;
}

/** Runs this very program with the same arguments in a namespace where it is root, and gives its exit status. */
export async function againInNamespace(environment: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { exitCode } = await execa('unshare', [...unshare, ...program], {
    stdio: 'inherit',
    reject: false,
    env: { ...environment },
    cancelSignal: signal,
    forceKillAfterDelay: 20_000,
  });
  return exitCode ?? 1;
}
