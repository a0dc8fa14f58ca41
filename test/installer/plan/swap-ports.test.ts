import test from 'ava';
import { swapOf } from '../../../installer/plan/swap-ports.ts';
import { a, automatic, b, c, known, pinned } from './board.ts';
import { siteFor } from './site-for.ts';

const two = known({ wan0: a, lan0: b });
const three = known({ wan0: a, lan0: b, lan1: c });
const rolesOf = (swap: ReturnType<typeof swapOf>) => ('links' in swap ? Object.fromEntries(swap.links.map(({ role, mac }) => [role, mac])) : swap.problem);

test('with two ports they are swapped; with more, the one that was asked about, or that is named', (t) => {
  t.deepEqual(rolesOf(swapOf(automatic, two, undefined)), { wan0: b, lan0: a });
  t.deepEqual(rolesOf(swapOf(automatic, three, { outside: a, candidate: c })), { wan0: c, lan0: b, lan1: a });
  t.deepEqual(rolesOf(swapOf(automatic, three, { outside: a, candidate: c }, 'lan0')), { wan0: b, lan0: a, lan1: c });
});

test('nothing is guessed among several ports, and a port that is not there swaps nothing', (t) => {
  t.regex(JSON.stringify(rolesOf(swapOf(automatic, three, undefined))), /net swap lan0 .*net swap lan1/);
  t.regex(JSON.stringify(rolesOf(swapOf(automatic, two, undefined, 'lan7'))), /Say which port/);
  t.regex(JSON.stringify(rolesOf(swapOf(automatic, known({ lan0: a }), undefined))), /nothing to swap/);
});

test('where several routers answered at the first start, a person says which port leads outside', (t) => {
  const undecided = known({ lan0: a, lan1: b, lan2: c });
  t.deepEqual(rolesOf(swapOf(automatic, undecided, undefined, 'lan1')), { wan0: b, lan0: a, lan1: c });
  t.regex(JSON.stringify(rolesOf(swapOf(automatic, undecided, undefined))), /net swap lan0 .*net swap lan2/);
  t.regex(JSON.stringify(rolesOf(swapOf(automatic, undecided, undefined, 'lan9'))), /Say which port/);
  t.regex(JSON.stringify(rolesOf(swapOf(pinned(undefined, [b]), undecided, undefined, 'lan1'))), /site\.yaml says/);
});

test('what site.yaml says of the ports is changed there', (t) => {
  for (const site of [pinned(a, []), pinned(undefined, [b])]) t.regex(JSON.stringify(rolesOf(swapOf(site, two, undefined))), /site\.yaml says/);
  t.regex(JSON.stringify(rolesOf(swapOf(siteFor({}, { wan: { vlan: 10, mode: 'dhcp', dns: [] } }), two, undefined))), /VLAN/);
});
