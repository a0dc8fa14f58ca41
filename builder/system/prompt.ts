/** Questions to the person at the terminal. */

/** Asks yes or no; no is the answer to a plain Enter, and where nobody can be asked. */
export async function confirm(message: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  // Loaded when it is needed: it takes longer than all the rest of a short command.
  const { default: inquirer } = await import('inquirer');
  const { answer } = await inquirer.prompt<{ answer: boolean }>([{ type: 'confirm', name: 'answer', message, default: false }]);
  return answer;
}
