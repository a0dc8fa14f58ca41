/** Questions to the person at the terminal. */
export { readInput } from '../../installer/system/ask.ts';

/** Asks yes or no; no is the answer to a plain Enter, and where nobody can be asked. */
export async function confirm(message: string): Promise<boolean> {
  if (!canAsk()) return false;
  // Loaded when it is needed: it takes longer than all the rest of a short command.
  const { default: inquirer } = await import('inquirer');
  const { answer } = await inquirer.prompt<{ answer: boolean }>([{ type: 'confirm', name: 'answer', message, default: false }]);
  return answer;
}

/** Whether someone is there to answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

export interface Asked {
  readonly message: string;
  readonly kind: 'text' | 'one' | 'several';
  readonly choices?: ReadonlyArray<{ readonly value: string; readonly name: string }> | undefined;
  /** What a plain Enter means. */
  readonly usual: readonly string[];
  /** What is wrong with an answer, in words. */
  refuse(values: readonly string[]): string | undefined;
}

/** Asks until the answer can stand. Undefined when the person presses Ctrl-C. */
export async function ask({ message, kind, choices = [], usual, refuse }: Asked): Promise<readonly string[] | undefined> {
  const { default: inquirer } = await import('inquirer');
  const name = 'answer';
  const judge = (values: readonly string[]): string | true => refuse(values) ?? true;
  try {
    if (kind === 'several') {
      const marked = choices.map((choice) => ({ ...choice, short: choice.value, checked: usual.includes(choice.value) }));
      const validate = (chosen: ReadonlyArray<{ readonly value: unknown }>): string | true => judge(chosen.map(({ value }) => String(value)));
      return (await inquirer.prompt<{ answer: string[] }>([{ type: 'checkbox', name, message, choices: marked, validate }])).answer;
    }
    if (kind === 'one') return [(await inquirer.prompt<{ answer: string }>([{ type: 'select', name, message, choices: [...choices], default: usual[0] }])).answer];
    const validate = (value: string): string | true => judge([value]);
    return [(await inquirer.prompt<{ answer: string }>([{ type: 'input', name, message, default: usual[0], validate }])).answer];
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return undefined;
    throw error;
  }
}

/** Asks for a secret, of which nothing is shown. Undefined when the person presses Ctrl-C. */
export async function askHidden(message: string, refuse: (value: string) => string | undefined): Promise<string | undefined> {
  const { default: inquirer } = await import('inquirer');
  try {
    return (await inquirer.prompt<{ answer: string }>([{ type: 'password', name: 'answer', message, validate: (value: string) => refuse(value) ?? true }])).answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return undefined;
    throw error;
  }
}
