import test from 'ava';
import { minimalWith, problemsOf } from './fixtures.ts';

const told = (wan: string): string[] => problemsOf(minimalWith(`network: {wan: ${wan}}`)).map(({ path }) => path);

test('a provider is dialled with a user, and a service where it has several', (t) => {
  t.deepEqual(told('{pppoe: {user: "0012#0001@provider.example"}}'), []);
  t.deepEqual(told('{vlan: 7, pppoe: {user: ana, service: internet}}'), []);
  t.deepEqual(told('{pppoe: {}}'), ['network.wan.pppoe.user']);
  for (const user of ['" "', '"a\\nb"', '" a"', `"${'x'.repeat(256)}"`]) t.deepEqual(told(`{pppoe: {user: ${user}}}`), ['network.wan.pppoe.user'], user);
});

test('a fixed address does not go with it', (t) => {
  t.deepEqual(told('{mode: static, address: 192.0.2.7/24, gateway: 192.0.2.1, pppoe: {user: ana}}'), ['network.wan.mode']);
});

test('who writes it as a mode is told where it belongs', (t) => {
  for (const mode of ['pppoe', 'PPPoE']) {
    const [problem] = problemsOf(minimalWith(`network: {wan: {mode: ${mode}}}`));
    const line = /^write in its place: (.*)$/.exec(problem?.remedy ?? '')?.[1] ?? '';
    t.deepEqual(told(`{${line}}`), [], problem?.remedy);
  }
});

test('a password in site.yaml is refused, not shown, and its right place is named', (t) => {
  const problems = problemsOf(minimalWith('network: {wan: {pppoe: {user: ana, password: hunter2}}}'));
  t.true(problems.some(({ remedy }) => remedy.includes('--secret wan.password')));
  t.false(JSON.stringify(problems).includes('hunter2'));
});
