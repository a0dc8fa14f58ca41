/** What somebody types at the screen or the serial console, while neither shows a login. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { run } from './command.ts';
import { readText } from './files.ts';

/** Waits for a line that the judge takes, however often somebody tries; each try is judged after the one before. */
export async function awaitLine(isTaken: (line: string) => Promise<boolean>): Promise<void> {
  const paths = await consoles();
  await Promise.all(paths.map(readySilently));
  return new Promise((resolve) => {
    let last: Promise<unknown> = Promise.resolve();
    const judge = (line: string): void => {
      last = last.then(async () => {
        if (line.trim() !== '' && (await isTaken(line))) resolve();
      });
    };
    for (const path of paths) {
      const input = createReadStream(path);
      // A console that is not there has nobody at it.
      input.on('error', () => undefined);
      createInterface({ input }).on('line', judge).on('error', () => undefined);
    }
  });
}

async function consoles(): Promise<string[]> {
  const active = ((await readText('/sys/class/tty/console/active')) ?? '').trim().split(/\s+/).filter((name) => name !== '' && name !== 'tty0');
  return [...new Set(['tty1', ...active])].map((name) => `/dev/${name}`);
}

// A login would read what is typed, and a picture be written over by it.
async function readySilently(path: string): Promise<void> {
  const name = path.replace('/dev/', '');
  await run({ title: `stopping the login on ${name}`, file: 'systemctl', args: ['stop', `serial-getty@${name}.service`, `getty@${name}.service`] }).catch(() => undefined);
  await run({ title: `readying ${name}`, file: 'stty', args: ['-F', path, 'sane', '-echo'] }).catch(() => undefined);
}
