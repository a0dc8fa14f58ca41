import test from 'ava';
import { lookupOf } from '../../../installer/network/lookup.ts';
import { readQuestion } from '../../../installer/network/question.ts';
import { verdict, type Packet } from '../../../installer/network/verdict.ts';
import { policyOf } from '../../../templates/policy.ts';
import { goldenFolder, renderCase } from '../../builder/render/cases.ts';

const { plan } = await renderCase(`${goldenFolder}/router-minimal`);
const policy = policyOf(plan, plan.facts);

test('a question is two addresses and a service', (t) => {
  t.deepEqual(readQuestion('10.5.10.7', '10.2.0.5', 'tcp/443'), { ok: true, packet: { source: '10.5.10.7', destination: '10.2.0.5', protocol: 'tcp', port: 443 } });
  t.like(readQuestion('fd00::1', 'fd00::2', 'icmp'), { ok: true, packet: { protocol: 'icmp', port: null } });
});

test('a question that makes no sense is told why', (t) => {
  const problem = (...words: [string, string, string]) => {
    const question = readQuestion(...words);
    return question.ok ? '' : question.problem;
  };
  t.regex(problem('printer', '10.2.0.5', 'tcp/443'), /"printer" is not an IP address/);
  t.regex(problem('10.5.10.7', 'fd00::1', 'tcp/443'), /no packet has both/);
  for (const service of ['443', 'tcp/0', 'tcp/70000', 'sctp/1', 'tcp/443x']) t.regex(problem('10.5.10.7', '10.2.0.5', service), /write tcp\/443/, service);
});

test('the loaded rules are asked for the very element that decides', (t) => {
  const lookup = (source: string, destination: string, port: number) => {
    const packet: Packet = { source, destination, protocol: 'tcp', port };
    return lookupOf(policy, packet, verdict(policy, packet));
  };
  t.deepEqual(lookup('10.3.10.7', '10.2.0.5', 443), { map: 'pairs', key: '"vlan310" . "vlan200"', present: true });
  t.deepEqual(lookup('10.5.10.7', '10.2.0.5', 443), { map: 'pairs', key: '"vlan510" . "vlan200"', present: false });
  t.deepEqual(lookup('10.5.10.7', '192.168.1.1', 443), { map: 'pairs', key: '"vlan510" . "wan0"', present: true });
  t.deepEqual(lookup('10.5.10.7', '10.5.10.1', 22), { map: 'services', key: '"vlan510" . tcp . 22', present: false });
  t.is(lookup('10.3.10.7', '10.3.10.8', 22), undefined);
});
