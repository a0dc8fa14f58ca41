/**
 * Tests that need more of this computer than others: root, a program, a feature of the kernel, Debian's packages. One that cannot
 * look fails. PINTXO_MAY_SKIP=1, as `make check` sets it and `make test` does not, lets it set itself apart, and it is listed at the end.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { checkFolder } from './check-folder.ts';

type Body = (t: ExecutionContext) => void | Promise<void>;
type Declare = (title: string, body: Body) => void;

interface Rule {
  readonly maySkip: boolean;
  /** Where those that set themselves apart are listed, a line each. */
  readonly list: string;
}

const ruleHere: Rule = { maySkip: process.env['PINTXO_MAY_SKIP'] === '1', list: process.env['PINTXO_NOT_LOOKED'] ?? join(checkFolder, 'not-looked-at') };

/** Declares tests as `declare` does (`test`, `test.serial`); `obstacle` says why they cannot look here, and is undefined where they can. */
export function needing(declare: Declare & { readonly skip: Declare }, obstacle: string | undefined, rule = ruleHere): Declare {
  if (obstacle === undefined) return declare;
  return (title, body) => {
    if (!rule.maySkip) return void declare(title, (t) => void canLook(t, obstacle, rule));
    setApart(rule, title, obstacle);
    declare.skip(title, body);
  };
}

/** The same in the midst of a test: false where it must not go on. */
export function canLook(t: ExecutionContext, obstacle: string | undefined, rule = ruleHere): boolean {
  if (obstacle === undefined) return true;
  if (rule.maySkip) {
    setApart(rule, t.title, obstacle);
    t.pass();
  } else {
    t.fail(`It could not look: ${obstacle} (PINTXO_MAY_SKIP=1 lets it set itself apart)`);
  }
  return false;
}

function setApart({ list }: Rule, title: string, obstacle: string): void {
  mkdirSync(dirname(list), { recursive: true });
  appendFileSync(list, `${title}: ${obstacle}\n`);
}

/** The obstacle where this computer lacks a program. */
export function programObstacle(program: string, args: readonly string[] = ['--version']): string | undefined {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  return spawnSync(program, args, { env }).error === undefined ? undefined : `needs the program ${program}`;
}

/** The obstacle where no tree of Debian's packages is given by this variable, or its programs cannot be run. */
export function treeObstacle(variable: string, wantsRoot: boolean): string | undefined {
  if (process.env[variable] === undefined) return `needs ${variable} with the path of an unpacked Debian tree`;
  return wantsRoot && process.getuid?.() !== 0 ? 'needs root' : undefined;
}
