import test from 'ava';
import { entrancesOf } from '../../../templates/firewall/entrances.ts';

const router = { mode: 'router', wan: ['wan0'], lan: 'lan0', bridged: [] } as const;
const host = { mode: 'host', wan: [], lan: 'lan0', bridged: [] } as const;
const port = (zones: readonly string[]) => ({ name: 'web', protocol: 'tcp', port: 80, module: 'one', zones }) as const;

test('a port for the management zone is open on the LAN and nowhere else', (t) => {
  t.deepEqual(entrancesOf([port(['mgmt', 'home'])], router).map((entrance) => [entrance.interface, entrance.ports.length]), [['lan0', 1]]);
});

test('a port for zones without a link is open nowhere', (t) => {
  t.deepEqual(entrancesOf([port(['home', 'guest'])], router), []);
});

test('a port is open towards the internet only when it says so, and ping still goes unanswered there', (t) => {
  t.deepEqual(entrancesOf([port(['wan'])], router).map((entrance) => [entrance.interface, entrance.answersPing]), [['wan0', false]]);
});

test('a lone link is open to private addresses only', (t) => {
  t.deepEqual(entrancesOf([port(['mgmt'])], host).map(({ privateOnly }) => privateOnly), [true]);
  t.deepEqual(entrancesOf([port(['mgmt'])], router).map(({ privateOnly }) => privateOnly), [false]);
});
