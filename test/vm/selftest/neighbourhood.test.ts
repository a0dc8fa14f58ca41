import test from 'ava';
import { canLook } from '../../needing.ts';
import { obstacle } from '../../network/run.ts';
import { toolsRoot } from '../../network/tools.ts';
import { createHub } from '../harness/index.ts';
import { openNeighbourhood } from '../house/neighbourhood.ts';

test('machines of one VLAN hear each other over a hub, and those of others do not', async (t) => {
  const tools = await toolsRoot();
  const reason = obstacle(tools);
  if (!canLook(t, reason) || tools === undefined) return;
  const [house, street] = [await createHub(), await createHub()];
  const places = { tools, house: house.path, street: street.path, zones: { mgmt: 0, home: 310, guest: 510 } };
  const [here, there] = [await openNeighbourhood(places), await openNeighbourhood(places)];
  try {
    await here.output('for zone in mgmt home guest; do ip -n $zone address add 10.9.0.1/24 dev eth0; done');
    await there.output('ip -n home address add 10.9.0.2/24 dev eth0; ip -n mgmt address add 10.9.0.3/24 dev eth0');
    t.is(await here.output('ping_from home 10.9.0.2'), 'passes');
    t.is(await here.output('ping_from mgmt 10.9.0.3'), 'passes');
    t.is(await here.output('ping_from guest 10.9.0.2'), 'stopped');
    t.is(await here.output('ping_from home 10.9.0.3'), 'stopped');
    await t.throwsAsync(here.output('false'), { message: /failed with exit code 1/ });
  } finally {
    for (const each of [here, there]) await each.stop();
    for (const hub of [house, street]) await hub.stop();
  }
});
