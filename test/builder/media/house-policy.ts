/** A router of the house with all zones on, and ways in of every kind. */
import { planFor } from '../../../builder/commands/plan-site.ts';
import type { Plan } from '../../../builder/plan/plan.ts';
import { parseSite } from '../../../builder/site/parse.ts';
import { policyOf, type Policy } from '../../../templates/policy.ts';
import { modules } from '../../../templates/registry.ts';
import { siteText } from './site.ts';

const zones = `  zones:
    srv: { pinholes: { database: { from: [dmz], address: 10.2.0.5, port: 5432 } } }
    dmz: { pinholes: { web: { from: [internet], address: 10.6.0.5, port: 443 }, mail: { from: [internet], address: 10.6.0.6, port: 25, publicPort: 2525 } } }
    work: { enabled: true }
    home: { discovers: [iotCloud], devices: { printer: { mac: 00:1B:21:3A:4F:5E, address: 10.3.10.20, aliases: [laser] }, tv: { address: 10.3.10.21 } } }
    iotLocal: { enabled: true, pinholes: { lights: { from: [srv], port: 1883 } } }
    iotCloud: { enabled: true }
    iotCams: { enabled: true }
    iotUntrust: { enabled: true }
`;

export interface HousePlan {
  readonly plan: Plan;
  readonly policy: Policy;
}

export function housePlan(text = `${siteText}${zones}`): HousePlan {
  const parsed = parseSite(text, 'site.yaml', modules);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const outcome = planFor(parsed.site, undefined);
  if (!outcome.ok) throw new Error('the site cannot be planned');
  return { plan: outcome.plan, policy: policyOf(outcome.plan, outcome.plan.facts) };
}
