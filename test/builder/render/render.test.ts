import test from 'ava';
import { collectFacts } from '../../../builder/plan/collect.ts';
import type { Plan } from '../../../builder/plan/plan.ts';
import { renderPlan, type TemplateFile } from '../../../builder/render/render.ts';
import type { View } from '../../../templates/contract.ts';
import { goldenFolder, renderCase } from './cases.ts';

const { plan: golden } = await renderCase(`${goldenFolder}/router-minimal`);

function render(view: View, ...files: ReadonlyArray<Partial<TemplateFile> & { path: string }>) {
  const plan: Plan = { ...golden, facts: collectFacts([]), modules: [{ name: 'one', title: 'One', view }] };
  const rendered = renderPlan(plan, new Map([['one', files.map((file) => ({ content: '', executable: false, ...file }))]]));
  for (const path of ['pintxo.target.d/units.conf', 'multi-user.target.wants/pintxo.target']) rendered.delete(`/etc/systemd/system/${path}`);
  return Object.fromEntries([...rendered].map(([path, { module: _, ...file }]) => [path, file]));
}

test('a file without suffix is copied, braces and all', (t) => {
  t.deepEqual(render({}, { path: 'etc/a', content: '{{b}}\n' }), { '/etc/a': { kind: 'file', content: '{{b}}\n', mode: 0o644 } });
});

test('a .hbs file is rendered, and nothing is escaped', (t) => {
  t.deepEqual(render({ name: `<"&'>` }, { path: 'etc/a.hbs', content: '[{{name}}]' }), { '/etc/a': { kind: 'file', content: `[<"&'>]`, mode: 0o644 } });
});

test('a template that renders to white space makes no file', (t) => {
  t.deepEqual(render({ on: false }, { path: 'etc/a.hbs', content: '{{#if on}}text{{/if}}\n\n' }), {});
});

test('a value that the view has not is an error that names the template', (t) => {
  t.throws(() => render({}, { path: 'etc/a.hbs', content: '{{name}}' }), { message: /templates\/one\/files\/etc\/a\.hbs.*name/ });
});

test('a .symlink file becomes a link to its content, rendered or not', (t) => {
  const files = render({ zone: 'Europe/Riga' }, { path: 'a.symlink', content: '/dev/null\n' }, { path: 'b.symlink.hbs', content: '/zones/{{zone}}\n' });
  t.deepEqual(files, { '/a': { kind: 'symlink', target: '/dev/null' }, '/b': { kind: 'symlink', target: '/zones/Europe/Riga' } });
});

test('a .raw file only loses its suffix', (t) => {
  t.deepEqual(render({}, { path: 'page.hbs.raw', content: '{{later}}' }), { '/page.hbs': { kind: 'file', content: '{{later}}', mode: 0o644 } });
});

test('programs stay executable, and a mode in the name counts', (t) => {
  const files = render({}, { path: 'bin/a', executable: true }, { path: 'etc/b.0440', content: 'b' }, { path: 'etc/c.0440.hbs', content: 'c' });
  t.deepEqual(Object.entries(files).map(([path, file]) => [path, file.kind === 'file' ? file.mode : null]), [['/bin/a', 0o755], ['/etc/b', 0o440], ['/etc/c', 0o440]]);
});

test('[key] in a path makes one file for each entry, whose values come before those of the view', (t) => {
  const view = { title: 'all', links: { lan0: { mac: '1' }, wan0: { mac: '2', title: 'own' } } };
  const files = render(view, { path: 'net/[links].link.hbs', content: '{{mac}} {{title}}' });
  t.deepEqual(Object.entries(files).map(([path, file]) => [path, file.kind === 'file' ? file.content : null]), [['/net/lan0.link', '1 all'], ['/net/wan0.link', '2 own']]);
});

test('[key] without such a record is an error', (t) => {
  t.throws(() => render({}, { path: 'net/[links].link.hbs' }), { message: /no record "links"/ });
});

test('helpers quote, indent, join and print JSON', (t) => {
  const content = '{{quote text}} {{join list ", "}}\n{{indent lines 2}}\n{{json list}}';
  const file = render({ text: 'a "b" \\', list: ['x', 'y'], lines: 'p\n\nq' }, { path: 'a.hbs', content })['/a'];
  t.is(file?.kind === 'file' ? file.content : '', '"a \\"b\\" \\\\" x, y\n  p\n\n  q\n[\n  "x",\n  "y"\n]');
});

test('two modules that make the same file are an error that names both', (t) => {
  const one = [{ path: 'etc/a', content: '', executable: false }];
  const modules = ['one', 'two'].map((name) => ({ name, title: name, view: {} }));
  t.throws(() => renderPlan({ ...golden, modules }, new Map([['one', one], ['two', one]])), { message: '/etc/a is rendered by both one and two' });
});

test('pintxo.target wants the units of all modules', (t) => {
  const file = renderPlan(golden, new Map()).get('/etc/systemd/system/pintxo.target.d/units.conf');
  const wants = (file?.kind === 'file' ? file.content : '').split('\n').filter((line) => line.startsWith('Wants='));
  t.deepEqual(wants, golden.facts.units.map(({ unit }) => `Wants=${unit}`));
  t.true(wants.length > 5);
});

test('a start at which the files are there already wants pintxo.target by itself', (t) => {
  const link = renderPlan(golden, new Map()).get('/etc/systemd/system/multi-user.target.wants/pintxo.target');
  t.deepEqual(link, { kind: 'symlink', module: 'core', target: '/usr/lib/systemd/system/pintxo.target' });
});
