import test from 'ava';
import { join } from 'node:path';
import { unitsFile } from '../../../builder/render/units.ts';
import { goneDevices, goneUnits, needsDaemonReload, newlyMasked, passwordLines, unitsOfTarget, unitsToRefresh } from '../../../installer/plan/changes.ts';
import { renderCase, templates } from '../../builder/render/cases.ts';

const unit = (name: string, files: readonly string[], onChange: 'reload' | 'restart' | 'nothing') => ({ unit: name, title: name, files, onChange });
const units = [
  unit('web.service', ['/etc/web/'], 'reload'),
  unit('names.service', ['/etc/names.conf'], 'restart'),
  unit('quiet.service', ['/etc/quiet/'], 'nothing'),
];

test('only units that read a changed file are told, each in its own way', (t) => {
  t.deepEqual(unitsToRefresh(units, ['/etc/web/sites/a', '/etc/other']), [{ unit: 'web.service', how: 'reload' }]);
  t.deepEqual(unitsToRefresh(units, ['/etc/names.conf', '/etc/web/x']).map(({ unit: name }) => name), ['web.service', 'names.service']);
});

test('some files need a restart where the others need a reload', (t) => {
  const resolver = { ...unit('resolver.service', ['/etc/resolver/'], 'reload'), restartFor: ['/etc/resolver/listen.conf'] };
  t.deepEqual(unitsToRefresh([resolver], ['/etc/resolver/names.conf']), [{ unit: 'resolver.service', how: 'reload' }]);
  t.deepEqual(unitsToRefresh([resolver], ['/etc/resolver/names.conf', '/etc/resolver/listen.conf']), [{ unit: 'resolver.service', how: 'restart' }]);
});

test('a service whose unit file or drop-in changed needs a restart', (t) => {
  for (const path of ['/etc/systemd/system/web.service.d/a.conf', '/etc/systemd/system/web.service']) {
    t.deepEqual(unitsToRefresh(units, ['/etc/web/x', path]), [{ unit: 'web.service', how: 'restart' }]);
  }
  t.deepEqual(unitsToRefresh(units, ['/etc/systemd/system/quiet.service.d/a.conf', '/etc/systemd/system/other.service.d/a.conf']), []);
});

test('a unit that needs no telling is left alone', (t) => {
  t.deepEqual(unitsToRefresh(units, ['/etc/quiet/a']), []);
});

test('a file is meant as a whole, a folder with all below it', (t) => {
  t.deepEqual(unitsToRefresh(units, ['/etc/names.conf.d/a', '/etc/website']), []);
});

test('nothing changed, nobody is told', (t) => {
  t.deepEqual(unitsToRefresh(units, []), []);
});

test('systemd reads its configuration again only for files of its own', (t) => {
  t.true(needsDaemonReload(['/etc/hosts', '/etc/systemd/system/a.service.d/b.conf']));
  t.false(needsDaemonReload(['/etc/systemd/network/10-lan0.link', '/etc/hosts']));
});

test('a VLAN that is rendered no more is taken away; one whose file only changed stays', (t) => {
  const folder = '/etc/systemd/network';
  const changed = [`${folder}/20-vlan510.netdev`, `${folder}/20-vlan610.netdev`, `${folder}/30-vlan510.network`, '/etc/hosts'];
  t.deepEqual(goneDevices(changed, new Map([[`${folder}/20-vlan610.netdev`, {}]])), ['vlan510']);
});

test('a unit that is no part of the plan any more is stopped, the others go on', (t) => {
  t.deepEqual(goneUnits(['web.service', 'names.service'], units.slice(1)), ['web.service']);
  t.deepEqual(goneUnits(['names.service'], units), []);
});

test('what the last start left in place tells which units run', async (t) => {
  const files = await renderCase(join(templates, 'portal/example'));
  const placed = files.files.get(unitsFile);
  const told = placed?.kind === 'file' ? unitsOfTarget(placed.content) : [];
  t.deepEqual(told.sort(), [...new Set(files.plan.facts.units.map(({ unit: name }) => name))].sort());
  t.true(told.length > 5);
});

test('a password that was taken away opens nothing, and one that nobody set here is left alone', (t) => {
  const [ana, ben, eva] = ['ana', 'ben', 'eva'].map((name) => ({ name, passwordHash: `$y$${name}` }));
  t.deepEqual(passwordLines([], [ana ?? { name: '' }, { name: 'ben' }]), ['ana:$y$ana\n']);
  t.deepEqual(passwordLines([ana, ben, eva].flatMap((user) => user ?? []), [{ name: 'ana' }, ben ?? { name: '' }]), ['ben:$y$ben\n', 'ana:*\n', 'eva:*\n']);
});

test('a unit that is masked from now on is named, unless it was before or has files beside it only', (t) => {
  const folder = '/etc/systemd/system';
  const masked = { kind: 'symlink', target: '/dev/null' } as const;
  const files = new Map<string, typeof masked | { readonly kind: 'file' }>([[`${folder}/reflector.service`, masked], [`${folder}/old.service`, masked], [`${folder}/own.service`, { kind: 'file' }]]);
  t.deepEqual(newlyMasked([`${folder}/reflector.service`, `${folder}/own.service`, `${folder}/own.service.d/more.conf`], files), ['reflector.service']);
});
