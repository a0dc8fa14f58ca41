import { Option, type Command } from 'commander';
import type { Session } from '../cli.ts';
import { modules } from '../../templates/registry.ts';
import { Answers, withAnswer, type Draft } from '../init/answers.ts';
import { refuseAnswer } from '../init/judge.ts';
import { foundKeys } from '../init/keys.ts';
import { questions, takeUsual, type Question, type Surroundings } from '../init/questions.ts';
import { writeSite } from '../init/write-site.ts';
import { colourOn, printLine, warnLine } from '../report/output.ts';
import { formatProblems } from '../report/problems.ts';
import { shellWord } from '../render/shell.ts';
import { decodeText } from '../site/decode.ts';
import { parseSite } from '../site/parse.ts';
import { exists, isFolder, oddKind, readStart, writeText } from '../system/files.ts';
import { ask, canAsk } from '../system/prompt.ts';
import { localKeyboard, localLocale, localTimezone, loginName, publicKeyTexts } from '../system/surroundings.ts';
import { defaultSiteFile } from './read-site.ts';

type InitOptions = Omit<Draft, 'sshKeys' | 'recoveryKeys'> & {
  readonly sshKey?: readonly string[];
  readonly recoveryKey?: readonly string[];
  readonly yes?: boolean;
  readonly force?: boolean;
};

/** Bytes; hundreds of keys. */
const mostKeyBytes = 128 * 1024;

const several = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];

export function defineInit(program: Command, session: Session): void {
  program
    .command('init')
    .description('asks a few questions and writes a site file')
    .argument('[site]', 'file to write', defaultSiteFile)
    .option('--name <name>', 'short name of the site')
    .option('--domain <domain>', 'domain that all names of the site end in')
    .option('--timezone <zone>', 'such as Europe/Berlin')
    .option('--locale <locale>', 'language and country, such as de_DE.UTF-8')
    .option('--keyboard <layout>', 'such as de')
    .option('--admin <name>', 'login name of the administrator')
    .option('--ssh-key <key-or-file>', 'public SSH key of the administrator; may be given several times', several)
    .option('--recovery-key <key>', 'age public key that the recovery sheet is encrypted to as well', several)
    .option('--disk <wish>', 'only, smallest, largest, mirror (two disks), or the serial of a disk')
    .addOption(new Option('--encryption <policy>', 'encryption of the data').choices(['auto', 'required', 'off']))
    .addOption(new Option('--links <count>', 'network ports of the machine').choices(['one', 'two']))
    .option('--yes', 'ask nothing, and take what is usual for all that is not given')
    .option('--force', 'replace a file that is there')
    .action(async (file: string, options: InitOptions) => session.finish(await init(file, options)));
}

async function init(file: string, options: InitOptions): Promise<number> {
  if (isFolder(file)) return refuse(`${file} is a folder; name a file in it, such as site.yaml`);
  const kind = oddKind(file);
  if (kind !== undefined) return refuse(`${file} is ${kind}, which is not replaced by a file; name another one`);
  if (exists(file) && options.force !== true) return refuse(`${file} is there already; --force replaces it, or name another file`);
  if (options.yes !== true && !canAsk()) return refuse('there is no terminal to ask questions on; --yes takes what is usual, and pintxo init --help lists the options');
  const given = await draftOf(options);
  const surroundings = await lookAround();
  if (options.yes !== true) return interview(given, surroundings, file);
  const { draft, missing } = takeUsual(given, surroundings);
  return missing.length > 0 ? refuse(tellMissing(missing)) : save(draft, file);
}

async function interview(given: Draft, surroundings: Surroundings, file: string): Promise<number> {
  let draft = given;
  for (const { key } of questions(given, surroundings)) {
    const question = questions(draft, surroundings).find((candidate) => candidate.key === key);
    if (question === undefined || draft[key] !== undefined) continue;
    const earlier = draft;
    const values = await ask({ ...question, refuse: (answer) => refuseAnswer(key, withAnswer(earlier, key, answer), modules) });
    if (values === undefined) return refuse('nothing was written', 130);
    draft = withAnswer(draft, key, values);
  }
  return save(draft, file);
}

/** The text is judged as any site file is, before it is written. */
async function save(draft: Draft, file: string): Promise<number> {
  const text = writeSite(Answers.parse(draft));
  const parsed = parseSite(text, file, modules);
  const problems = 'site' in parsed ? parsed.warnings : parsed.problems;
  if (problems.length > 0) warnLine(formatProblems(problems, { colour: colourOn('stderr') }));
  if (!('site' in parsed)) return refuse(`${file} was not written`);
  await writeText(file, text);
  printLine(`${file} is written. An image of it: pintxo build ${shellWord(file)}`);
  return 0;
}

async function draftOf({ sshKey, recoveryKey, yes: _yes, force: _force, ...rest }: InitOptions): Promise<Draft> {
  const keys = sshKey === undefined ? undefined : (await Promise.all(sshKey.map(keysIn))).flat();
  return { ...rest, sshKeys: keys, recoveryKeys: recoveryKey === undefined ? undefined : [...recoveryKey] };
}

/** What cannot be read is judged as a key, and refused as one. */
async function keysIn(keyOrFile: string): Promise<string[]> {
  const read = await readStart(keyOrFile, mostKeyBytes);
  if ('problem' in read) return [keyOrFile];
  return decodeText(read).split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

async function lookAround(): Promise<Surroundings> {
  const sound = (key: 'timezone' | 'locale' | 'keyboard' | 'admin', value: string | undefined): string | undefined =>
    value === undefined || refuseAnswer(key, { [key]: value }, modules) !== undefined ? undefined : value;
  return {
    timezone: sound('timezone', localTimezone()) ?? 'UTC',
    locale: sound('locale', localLocale()) ?? 'C.UTF-8',
    keyboard: sound('keyboard', await localKeyboard()) ?? 'us',
    login: sound('admin', loginName()),
    keys: foundKeys(await publicKeyTexts()),
  };
}

function tellMissing(missing: readonly Question[]): string {
  return ['what is usual does not answer everything; add:', ...missing.map(({ option, message }) => `  ${option}   ${message}`)].join('\n');
}

function refuse(reason: string, exitStatus = 1): number {
  warnLine(`error: ${reason}`);
  return exitStatus;
}
