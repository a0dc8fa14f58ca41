import test from 'ava';
import { chooseEnd, judgeTunnel, ownEndIn, searchFor } from '../../../installer/network/tunnel-end.ts';

const resolvers = ['2001:db8::53'];

test('the end is what the provider says, or what site.yaml says', (t) => {
  t.deepEqual(searchFor('auto', { resolvers: [...resolvers, 'fe80::1'], aftr: 'aftr.example' }), { name: 'aftr.example', resolvers });
  t.deepEqual(searchFor('other.example.', { resolvers, aftr: 'aftr.example' }), { name: 'other.example', resolvers });
  t.deepEqual(searchFor('other.example', undefined), { name: 'other.example', resolvers: [] });
  t.deepEqual(searchFor('2001:db8::1', undefined), { found: { address: '2001:db8::1' } });
});

test('a provider who does not answer is told from one who names no end', (t) => {
  const problem = (facts: Parameters<typeof searchFor>[1]): string => {
    const search = searchFor('auto', facts);
    return 'found' in search ? (search.found.problem ?? '') : '';
  };
  t.regex(problem(undefined), /does not answer/);
  t.regex(problem({ resolvers }), /names no end.*network\.wan\.dslite/);
});

test('of several addresses the one before stays while it is among them', (t) => {
  const both = ['2001:db8::1', '2001:db8::2'];
  t.is(chooseEnd('a.example', both, { address: '2001:db8::2' }).address, '2001:db8::2');
  t.is(chooseEnd('a.example', both, { address: '2001:db8::3' }).address, '2001:db8::1');
  t.regex(chooseEnd('a.example', [], { address: '2001:db8::3' }).problem ?? '', /a\.example.*leads nowhere/);
});

test('the tunnel begins at an address that others know', (t) => {
  const route = (source: string): string => `2001:db8:aa::1 from :: via fe80::1 dev wan0 proto ra src ${source} metric 1024 pref medium`;
  t.is(ownEndIn(route('2001:db8:1::7')), '2001:db8:1::7');
  for (const none of [route('fd12:3456:789a::1'), route('fe80::7'), 'unreachable 2001:db8:aa::1', '']) t.is(ownEndIn(none), undefined);
});

test('a tunnel that leads nowhere is told, and is no fault of the machine', (t) => {
  t.deepEqual(judgeTunnel({ name: 'a.example', address: '2001:db8::1' }, 'wan0'), { ok: true, detail: 'through a.example, 2001:db8::1' });
  t.deepEqual(judgeTunnel({ address: '2001:db8::1' }, 'wan0'), { ok: true, detail: 'through 2001:db8::1' });
  for (const found of [undefined, { problem: 'x' }]) t.regex(judgeTunnel(found, 'wan0').detail, /^none yet over wan0: ./);
});
