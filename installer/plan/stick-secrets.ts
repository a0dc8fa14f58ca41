/** What becomes of secrets.yaml on a stick: an installation takes it; nothing else does. Pure. */
import type { Problem } from '../../builder/report/problems.ts';
import { secretTable } from '../../builder/site/given-secrets.ts';
import { parseSecrets, type Secrets, secretsFileName } from '../../builder/site/secrets-file.ts';
import type { GivenSecret, NeededSecret, RegisteredModule } from '../../templates/contract.ts';
import type { InstallDecision, Step } from './install-plan.ts';

/** What the stick brings, and what is known beside it. */
export interface StickSecrets {
  /** Of secrets.yaml; undefined where there is none. */
  readonly bytes: Uint8Array | undefined;
  readonly table: readonly GivenSecret[];
  readonly needed: readonly NeededSecret[];
  /** Further machines may be installed by this stick. */
  readonly othersFollow: boolean;
}

export interface SecretsDecision {
  /** Stop an installation before anything is written; empty where nothing is wrong. */
  readonly problems: readonly Problem[];
  readonly secrets: Secrets;
  readonly decision: InstallDecision;
  /** For people. */
  readonly words: readonly string[];
}

const none: Secrets = new Map();

export function decideSecrets(decision: InstallDecision, { bytes, table, needed, othersFollow }: StickSecrets): SecretsDecision {
  if (decision.verdict === 'refuse') return { problems: [], secrets: none, decision, words: [] };
  if (decision.verdict !== 'install') return { problems: [], secrets: none, decision, words: bytes === undefined ? [] : [notTaken] };
  const parsed = bytes === undefined ? { secrets: none, warnings: [] } : parseSecrets(bytes, secretsFileName, table);
  if (!('secrets' in parsed)) return { problems: parsed.problems, secrets: none, decision, words: [] };
  const { secrets } = parsed;
  const missing = needed.filter(({ name }) => !secrets.has(name)).map(({ name, title }) => `This site needs the secret ${name} (${title}), which is not on the stick. Give it to the machine afterwards: sudo pintxo secret set ${name}`);
  const stays = bytes !== undefined && othersFollow ? [`${secretsFileName} stays on the stick, in clear, for the machines that are installed after this one. Remove it after the last.`] : [];
  const steps = bytes === undefined ? decision.steps : withSteps(decision.steps, othersFollow);
  return { problems: [], secrets, decision: { ...decision, steps }, words: [...stays, ...missing] };
}

const notTaken = `${secretsFileName} on this stick is not taken over, since this machine is installed: anybody could have put it there. It lies in clear on the stick; remove it, and give secrets to the machine itself: sudo pintxo secret set NAME`;

/** Off the stick only when the machine counts as installed: until then every start may begin anew, with the file. */
function withSteps(steps: readonly Step[], othersFollow: boolean): Step[] {
  const taken = steps.findIndex(({ kind }) => kind === 'write-site') + 1;
  const whole = steps.findLastIndex(({ kind }) => kind === 'commit') + 1;
  const remove: Step[] = othersFollow ? [] : [{ kind: 'remove-secrets' }];
  return [...steps.slice(0, taken), { kind: 'take-secrets' }, ...steps.slice(taken, whole), ...remove, ...steps.slice(whole)];
}

/** Values that nobody may be told; none where the file cannot be read. */
export function valuesIn(bytes: Uint8Array | undefined, modules: readonly RegisteredModule[]): string[] {
  const parsed = parseSecrets(bytes ?? new Uint8Array(), secretsFileName, secretTable(modules));
  return 'secrets' in parsed ? [...parsed.secrets.values()] : [];
}
