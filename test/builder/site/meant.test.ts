import test from 'ava';
import { parseSite } from '../../../builder/site/parse.ts';
import { keyboards, locales } from '../../../builder/site/languages.ts';
import { meantChoice, meantLayout } from '../../../builder/site/meant.ts';

/** What is suggested in place of the value; undefined where nothing is. */
function suggested(setting: string, value: string): string | undefined {
  const parsed = parseSite(`site:\n  name: casa\n  ${setting}: '${value}'\nadmin: { name: ana }\n`, 'site.yaml', []);
  const problem = 'problems' in parsed ? parsed.problems.find(({ path }) => path === `site.${setting}`) : undefined;
  if (problem === undefined) throw new Error(`${value} is no mistake`);
  return /; perhaps (\S+)$/.exec(problem.remedy)?.[1];
}

const cases: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  keyboard: {
    uk: 'gb', UK: 'gb', en: 'us', 'en-us': 'us', 'en-gb': 'gb', en_US: 'us', 'en_GB.UTF-8': 'gb', 'us-en': 'us', US: 'us', german: 'de', 'de-latin1': 'de', 'de-latin1-nodeadkeys': 'de-nodeadkeys',
    'de(nodeadkeys)': 'de-nodeadkeys', 'de_CH.UTF-8': 'ch', 'fr-ch': 'ch-fr', 'pt-br': 'br', sv: 'se', da: 'dk', ja: 'jp', cs: 'cz', 'de-nodeadkey': 'de-nodeadkeys', colemak: 'us-colemak',
    xx: undefined, qq: undefined, ux: undefined,
  },
  locale: {
    'ca_ES@valencia': 'ca_ES.UTF-8@valencia', 'sr_RS@latin': 'sr_RS.UTF-8@latin', 'sr_RS.UTF8@latin': 'sr_RS.UTF-8@latin', 'de_DE@euro': 'de_DE.UTF-8', de_DE: 'de_DE.UTF-8', 'en_UK.UTF-8': 'en_GB.UTF-8', 'en-gb': 'en_GB.UTF-8',
    de: 'de_DE.UTF-8', sv: 'sv_SE.UTF-8', no: 'nb_NO.UTF-8', en: 'en_US.UTF-8', C: 'C.UTF-8', 'de_DE.ISO-8859-1': 'de_DE.UTF-8', qq: undefined,
  },
  timezone: { 'UTC+2': 'Etc/GMT-2', 'GMT-5': 'Etc/GMT+5', '+01:00': 'Etc/GMT-1', 'UTC+0': 'UTC', Berlin: 'Europe/Berlin', 'new york': 'America/New_York' },
};

for (const [setting, values] of Object.entries(cases)) {
  test(`what is suggested for a ${setting} is what people mean, or nothing`, (t) => {
    for (const [written, meant] of Object.entries(values)) t.is(suggested(setting, written), meant, written);
  });
}

test('what is suggested can be used', (t) => {
  for (const name of ['uk', 'english', 'sg', 'la-latin1', 'trf', 'neo', 'bepo', 'fr-ca', 'en-ca', 'arabic', 'catalan', 'dvorak']) t.true(keyboards.includes(meantLayout(name, keyboards) ?? ''), name);
  t.true(locales.includes('ca_ES@valencia'));
});

test('a word of everyday speech leads to the choice that there is', (t) => {
  const encryption = ['auto', 'required', 'off'];
  t.deepEqual(['yes', 'ON', 'no', 'false', 'never', 'auto'].map((word) => meantChoice(word, encryption)), ['required', 'required', 'off', 'off', undefined, undefined]);
  t.is(meantChoice('auto', ['ask', 'automatic', 'never']), 'automatic');
  t.is(meantChoice('biggest', ['smallest', 'largest']), 'largest');
  t.is(meantChoice('constructor', encryption), undefined);
});
