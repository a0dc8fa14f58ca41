import test from 'ava';
import { decideStick, type StickSite } from '../../../installer/plan/decide-stick.ts';
import { endingOf } from '../../../installer/plan/endings.ts';
import { modules } from '../../../templates/registry.ts';
import { readInventory } from './machines.ts';

const release = { version: '1.0.0', epoch: 1_760_000_000 };
const inventory = readInventory('mini-pc-blank');
const smallest = 'site:\n  name: casa\nadmin:\n  name: ana\n  sshKeys:\n    - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop\n';

function onStick(text: string): StickSite {
  return { bytes: Buffer.from(text), digest: 'd'.repeat(64) };
}

test('a stick without a site file decides nothing about the machine', (t) => {
  t.deepEqual(decideStick(undefined, inventory, modules, release), { kind: 'site-missing' });
});

test('every mistake in the site file is told, and no disk is looked at', (t) => {
  const decided = decideStick(onStick('site:\n  name: Casa!\nadmin: {}\n'), inventory, modules, release);
  t.is(decided.kind, 'site-broken');
  t.true(decided.kind === 'site-broken' && decided.problems.length >= 3);
});

test('modules that contradict each other under a site stop the stick too', (t) => {
  const twice = [...modules, ...modules.slice(0, 1)];
  const decided = decideStick(onStick(smallest), inventory, twice, release);
  t.is(decided.kind, 'plan-broken');
  t.regex(decided.kind === 'plan-broken' ? decided.messages.join('\n') : '', /more than once/);
});

test('a good site on a blank machine is a plan, with the secrets that the machine must make', (t) => {
  const decided = decideStick(onStick(smallest), inventory, modules, release);
  if (decided.kind !== 'decided') return t.fail(decided.kind);
  t.is(decided.decision.verdict, 'install');
  t.true(decided.secrets.some(({ kind }) => kind === 'certificate-authority'));
  t.true(decided.secrets.some(({ kind }) => kind === 'ssh-host-key'));
});

test('the first start is planned where it is known which link leads outside, with the lease of the stick', (t) => {
  const [link] = inventory.links;
  if (link === undefined) return t.fail('the machine has no link');
  const leased = decideStick(onStick(smallest), { ...inventory, links: [{ ...link, leases: ['192.0.2.7/24'] }] }, modules, release);
  t.deepEqual(leased.kind === 'decided' ? leased.firstStart?.machine.addresses : undefined, [{ role: 'lan0', cidr: '192.0.2.7/24' }]);
  const second = { ...link, name: 'other0', permanentMac: '52:54:00:00:00:99', leases: [] };
  const undecided = decideStick(onStick(smallest), { ...inventory, links: [{ ...link, leases: [] }, second] }, modules, release);
  t.is(undecided.kind === 'decided' ? undecided.firstStart : null, undefined);
});

test('only what changed the disk restarts the machine, and what did not says so', (t) => {
  for (const kind of ['installed', 'refreshed', 'handed-over'] as const) t.true(endingOf(kind).restart, kind);
  for (const kind of ['refused', 'site-missing', 'site-broken', 'plan-broken'] as const) {
    t.false(endingOf(kind).restart, kind);
    t.regex(endingOf(kind).lastWords.join('\n'), /Nothing was written/, kind);
  }
});
