import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyboards, locales } from '../../../builder/site/languages.ts';
import { timezoneExists } from '../../../builder/site/rules/identity.ts';
import { currentTimezone } from '../../../builder/site/timezones.ts';
import { siteFor } from '../../installer/plan/site-for.ts';
import { needing, treeObstacle } from '../../needing.ts';

const site = siteFor();
const tools = process.env['PINTXO_TOOLS_ROOT'];
const withTools = needing(test, treeObstacle('PINTXO_TOOLS_ROOT', false));
const linesOf = (path: string): string[] => readFileSync(join(tools ?? '', path), 'utf8').split('\n');

test('the usual ones are there, once each', (t) => {
  for (const name of ['de_DE', 'eu_ES', 'en_GB', 'ca_ES@valencia']) t.true(locales.includes(name), name);
  for (const name of ['us', 'de', 'de-nodeadkeys', 'ch-fr', 'us-altgr-intl', 'es-cat']) t.true(keyboards.includes(name), name);
  for (const list of [locales, keyboards]) t.is(new Set(list).size, list.length);
});

withTools('the locales are those of Debian', (t) => {
  const known = linesOf('/usr/share/i18n/SUPPORTED').filter((line) => line.endsWith(' UTF-8')).map((line) => line.replace(/ .*/, '').replace('.UTF-8', ''));
  t.deepEqual([...locales].sort(), [...new Set(known)].filter((name) => name !== 'C').sort());
});

withTools('the keyboards are those of Debian', (t) => {
  const text = linesOf('/usr/share/X11/xkb/rules/base.lst').join('\n');
  const section = (name: string): string[] => (new RegExp(`^! ${name}\\n([^!]*)`, 'm').exec(text)?.[1] ?? '').split('\n').filter((line) => line.trim() !== '');
  const layouts = section('layout').map((line) => line.trim().replace(/ .*/, ''));
  const variants = section('variant').map((line) => line.trim().replace(/^(\S+)\s+(\S+):.*/, '$2-$1'));
  t.deepEqual([...keyboards].sort(), [...layouts, ...variants].filter((name) => name !== 'custom').sort());
});

withTools('the time zones of Debian are zones here, under their former names too', (t) => {
  const names = linesOf('/usr/share/zoneinfo/tzdata.zi').flatMap((line) => /^Z (\S+)|^L \S+ (\S+)/.exec(line)?.slice(1).filter((name?: string) => name !== undefined) ?? []);
  t.true(names.length > 590);
  // The first is a computer that nobody has set.
  t.deepEqual(names.filter((name) => name !== 'Factory' && timezoneExists({ ...site, site: { ...site.site, timezone: currentTimezone(name) } }).length > 0), []);
});
