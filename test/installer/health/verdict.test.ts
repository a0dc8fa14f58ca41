import test from 'ava';
import { join } from 'node:path';
import { statusScreen } from '../../../installer/health/screen.ts';
import { describeStatus, isVersionGood, statusOf, type CheckResult } from '../../../installer/health/verdict.ts';
import { networkStatusOf } from '../../../installer/network/status.ts';
import { nameDiskAt } from '../../../installer/plan/disk-names.ts';
import { tellWaiting } from '../../../installer/plan/waiting.ts';
import { consoleText } from '../../../installer/ui/console.ts';
import { renderCase, templates } from '../../builder/render/cases.ts';
import { diskWith } from '../plan/disks.ts';

const { plan } = await renderCase(join(templates, 'portal/example'));
const good: CheckResult = { title: 'Names', module: 'dns', ok: true, detail: 'answers' };
const bad: CheckResult = { title: 'Web', module: 'ingress', ok: false, detail: 'does not answer' };
const authority = { fingerprintSha256: 'AA:BB', downloadUrl: 'http://casa.internal/ca.crt', validUntil: '2045-10-09' };
const observed = { hostname: 'pintxo1', uptimeSeconds: 7265.4, addresses: ['192.168.1.20', 'fd00::1'], authority, now: Date.UTC(2025, 9, 9) };
const stateOf = (results: readonly CheckResult[], isStarting: boolean): string => statusOf(plan, results, observed, isStarting).state;

test('healthy means that there were checks and all were good', (t) => {
  t.is(stateOf([good], false), 'healthy');
  t.is(stateOf([good, good], true), 'healthy');
  t.is(stateOf([], false), 'degraded');
});

test('one bad check is enough to be degraded, but while starting it is not yet a fault', (t) => {
  t.is(stateOf([good, bad], false), 'degraded');
  t.is(stateOf([good, bad], true), 'starting');
  t.is(stateOf([], true), 'starting');
});

test('a broken disk is told, but not held against the version that runs', (t) => {
  const disk: CheckResult = { title: 'Disks', module: 'storage', ok: false, detail: 'one is missing', blame: 'machine' };
  t.is(stateOf([good, disk], false), 'degraded');
  t.true(isVersionGood([good, disk]));
  t.false(isVersionGood([good, disk, bad]));
  t.false(isVersionGood([]));
});

test('the status carries what people and monitoring ask for, and is plain data', (t) => {
  const status = statusOf(plan, [good], observed, false);
  t.is(status.updatedAt, '2025-10-09T00:00:00.000Z');
  t.is(status.uptimeSeconds, 7265);
  t.deepEqual(status.services.map(({ url }) => url), plan.facts.published.map(({ host }) => `https://${host}/`));
  t.deepEqual(JSON.parse(JSON.stringify(status)), status);
});

test('the text names state, addresses, every check with what was seen, and the fingerprint', (t) => {
  const text = describeStatus(statusOf(plan, [good, bad], observed, false)).join('\n');
  for (const part of ['is degraded (Pintxo 1.2.3, up 2 hours)', '192.168.1.20, fd00::1', 'ok      Names: answers', 'FAILED  Web: does not answer', 'AA:BB']) {
    t.true(text.includes(part), part);
  }
});

test('before there are addresses or an authority, the text says so or leaves it out', (t) => {
  const text = describeStatus(statusOf(plan, [], { ...observed, addresses: [], authority: null }, true)).join('\n');
  t.regex(text, /addresses: none yet/);
  t.notRegex(text, /fingerprint|null|undefined/);
});

test('what waits for a proof is told with its remedy, and never makes the machine anything but healthy', (t) => {
  const waiting = tellWaiting({ site: { words: 'no key of the present site signed it' }, system: { version: '9.9', problem: 'It is signed by an unknown key.', remedies: ['sudo pintxo accept'] } });
  const status = statusOf(plan, [good], { ...observed, waiting }, false);
  t.is(status.state, 'healthy');
  t.is(status.waiting?.length, 2);
  const text = describeStatus(status).join('\n');
  t.regex(text, /waits {3}A site\.yaml from a stick was not taken over: no key of the present site signed it\. .*sudo pintxo accept/);
  t.regex(text, /waits {3}Version 9\.9 from a stick was not taken over: It is signed by an unknown key\. sudo pintxo accept/);
  t.notRegex(describeStatus(statusOf(plan, [good], observed, false)).join('\n'), /waits/);
});

test('what is to be known of cables, ports and networks stands in the status of a healthy machine', (t) => {
  const network = networkStatusOf({ ...plan, machine: { ...plan.machine, notes: ['The cables may be in the wrong ports.'] } }, { links: [], leases: [], refused: {} });
  const status = statusOf(plan, [good], { ...observed, network }, false);
  t.is(status.state, 'healthy');
  t.regex(describeStatus(status).join('\n'), /^ +note +The cables may be in the wrong ports\.$/m);
  t.regex(statusScreen(status, [], { columns: 80, rows: 25 }).join('\n'), /The cables may be in the wrong ports/);
});

test('whatever a stick, a disk or a neighbour wrote moves no cursor: in what waits, in the status, on consoles', (t) => {
  const evil = '\u001b[8mx\u009b2J\ny';
  const waiting = tellWaiting({ site: { words: evil }, system: { version: evil, problem: evil, remedies: [evil] } });
  const status = statusOf(plan, [{ ...bad, detail: evil }], { ...observed, addresses: [evil], waiting, network: null }, false);
  for (const text of [...waiting.flatMap((told) => Object.values(told)), ...describeStatus(status)]) t.notRegex(text, /\p{Cc}/u);
  t.regex(consoleText([evil]), /^\[pintxo\] \?\[8mx\?2J\r\n\[pintxo\] y\r\n$/);
  t.notRegex(nameDiskAt(diskWith({ model: evil, serial: evil })), /\p{Cc}/u);
});
