/** What this computer knows of the person at it: names, language, public SSH keys. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { exists, listFolder, readText } from './files.ts';
import { run } from './run.ts';

/** Time zone of this computer, such as `Europe/Berlin`. */
export function localTimezone(): string {
  return new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
}

/** As the environment says it, `de_DE.UTF-8`; undefined where it says nothing. */
export function localLocale(): string | undefined {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '')?.replace(/\.utf-?8$/i, '.UTF-8');
}

/** Of the console, as Debian keeps it; undefined on other systems. */
export async function localKeyboard(file = '/etc/default/keyboard'): Promise<string | undefined> {
  if (!exists(file)) return undefined;
  return /^XKBLAYOUT="?([a-z-]+)/m.exec(await readText(file))?.[1];
}

export function loginName(): string {
  return process.env['SUDO_USER'] ?? userInfo().username;
}

/** Texts with public keys, each with the place it was found in: the files of ~/.ssh, then the SSH agent. */
export async function publicKeyTexts(): Promise<Array<{ readonly from: string; readonly text: string }>> {
  const folder = join(homedir(), '.ssh');
  const files = (await listFolder(folder)).filter((name) => name.endsWith('.pub'));
  const texts = await Promise.all(files.map(async (name) => ({ from: `~/.ssh/${name}`, text: await readText(join(folder, name)) })));
  return [...texts, { from: 'SSH agent', text: await agentKeys() }];
}

// No agent, or an agent without keys, is a failure of ssh-add and nothing to speak of.
async function agentKeys(): Promise<string> {
  return run({ title: 'asking the SSH agent for its keys', file: 'ssh-add', args: ['-L'] }).catch(() => '');
}
