import test from 'ava';
import { join } from 'node:path';
import { alertFor, requestOf, type Target } from '../../../installer/health/alert.ts';
import { statusOf, type CheckResult } from '../../../installer/health/verdict.ts';
import { renderCase, templates } from '../../builder/render/cases.ts';

const { plan } = await renderCase(join(templates, 'portal/example'));
const target: Target = { url: 'https://ntfy.example.org/casa', format: 'text' };
const observed = { hostname: 'pintxo1', uptimeSeconds: 60, addresses: [], authority: null, now: 0 };
const names: CheckResult = { title: 'Names', module: 'dns', ok: true, detail: 'answers' };
const disks: CheckResult = { title: 'Disks', module: 'storage', ok: false, detail: 'one of 2 is missing' };
const whole = statusOf(plan, [names, { ...disks, ok: true, detail: 'all there' }], observed, false);
const broken = statusOf(plan, [names, disks], observed, false);

test('the first message says that messages arrive, and is not repeated', (t) => {
  const first = alertFor(whole, target, undefined);
  t.is(first?.subject, 'casa.internal is healthy');
  t.regex(first?.text ?? '', /arrive here/);
  t.is(alertFor(whole, target, first?.told), undefined);
  t.not(alertFor(whole, { ...target, url: 'https://ntfy.example.org/other' }, first?.told), undefined);
});

test('what fails is said once, and again when it is mended', (t) => {
  const before = alertFor(whole, target, undefined)?.told;
  const alert = alertFor(broken, target, before);
  t.is(alert?.subject, 'casa.internal is degraded');
  t.is(alert?.text, 'Disks: one of 2 is missing');
  t.is(alertFor(broken, target, alert?.told), undefined);
  t.is(alertFor(whole, target, alert?.told)?.text, 'Disks: well again');
});

test('a machine that starts says nothing', (t) => {
  t.is(alertFor(statusOf(plan, [disks], observed, true), target, undefined), undefined);
});

test('as text the subject is a header, as JSON all is one text', (t) => {
  const alert = { subject: 'casa.internal is degraded', text: 'Disks: "sda" is gone' };
  t.deepEqual(requestOf(alert, { format: 'text' }), { headers: { 'Content-Type': 'text/plain; charset=utf-8', Title: alert.subject }, body: alert.text });
  t.deepEqual(JSON.parse(requestOf(alert, { format: 'json' }).body), { text: `${alert.subject}\n${alert.text}` });
});

test('what is remembered does not give the address away', (t) => {
  t.notRegex(JSON.stringify(alertFor(broken, target, undefined)?.told), /ntfy/);
});
