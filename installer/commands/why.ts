/** `pintxo why`: whether a packet gets through, and which rule decides, by the model and by the rules that are loaded. */
import { seenOn, withSeenAddresses } from '../network/delegated.ts';
import { lookupOf, type Lookup } from '../network/lookup.ts';
import { readQuestion } from '../network/question.ts';
import { verdict } from '../network/verdict.ts';
import { policyOf } from '../../templates/policy.ts';
import { run } from '../system/command.ts';
import { readLinks, readRunningPlan } from './running-plan.ts';

/** Exit status 0 allowed, 1 denied, 2 a question that makes no sense. */
export async function why(source: string, destination: string, service: string, asJson: boolean): Promise<number> {
  const question = readQuestion(source, destination, service);
  if (!question.ok) {
    console.error(question.problem);
    return 2;
  }
  const plan = await readRunningPlan();
  const policy = withSeenAddresses(policyOf(plan, plan.facts), seenOn(await readLinks()));
  const answer = verdict(policy, question.packet);
  const loaded = await askLoadedRules(lookupOf(policy, question.packet, answer));
  if (asJson) console.log(JSON.stringify({ ...answer, loaded }, null, 2));
  else console.log([`${answer.allowed ? 'allowed' : 'denied'}: ${answer.reason}`, `  ${source} (${answer.from}) to ${destination} (${answer.to}), ${service}; rule ${answer.rule}`, `  ${wordsFor[loaded]}`].join('\n'));
  return answer.allowed ? 0 : 1;
}

type Loaded = 'agree' | 'differ' | 'unasked' | 'unreadable';

const wordsFor: Readonly<Record<Loaded, string>> = {
  agree: 'The rules that are loaded say the same.',
  differ: 'THE RULES THAT ARE LOADED SAY OTHERWISE: load them again with `sudo systemctl restart nftables`.',
  unasked: 'This is decided by a rule that does not depend on the zones.',
  unreadable: 'The rules that are loaded could not be asked: run this as root.',
};

async function askLoadedRules(lookup: Lookup | undefined): Promise<Loaded> {
  if (lookup === undefined) return 'unasked';
  const nft = (...args: string[]): Promise<boolean> => run({ title: 'asking the firewall', file: 'nft', args }).then(() => true, () => false);
  if (!(await nft('list', 'chain', 'inet', 'pintxo', 'input'))) return 'unreadable';
  const present = await nft('get', 'element', 'inet', 'pintxo', lookup.map, `{ ${lookup.key} }`);
  return present === lookup.present ? 'agree' : 'differ';
}
