/** What people mean by a name of a keyboard, language or time zone that Debian does not have under it. Pure. */

/** Languages, countries and names of other systems, to layouts. */
const layouts: Readonly<Record<string, string>> = {
  uk: 'gb', en: 'us', 'en-us': 'us', 'us-en': 'us', 'en-gb': 'gb', 'gb-en': 'gb', 'en-uk': 'gb', 'uk-en': 'gb', usa: 'us', english: 'us', american: 'us', british: 'gb', qwerty: 'us',
  german: 'de', deutsch: 'de', qwertz: 'de', 'de-de': 'de', 'de-at': 'at', 'de-ch': 'ch', 'ch-de': 'ch', sg: 'ch', swiss: 'ch', 'fr-ch': 'ch-fr', sf: 'ch-fr',
  french: 'fr', azerty: 'fr', 'fr-fr': 'fr', 'fr-be': 'be', 'nl-be': 'be', belgian: 'be', 'fr-ca': 'ca', 'en-ca': 'ca-eng',
  spanish: 'es', 'es-es': 'es', 'la-latin1': 'latam', 'es-mx': 'latam', 'es-ar': 'latam', catalan: 'es-cat', italian: 'it', 'it-it': 'it',
  portuguese: 'pt', 'pt-pt': 'pt', 'pt-br': 'br', brazilian: 'br', dutch: 'nl', 'nl-nl': 'nl',
  sv: 'se', swedish: 'se', 'sv-se': 'se', da: 'dk', danish: 'dk', 'da-dk': 'dk', nb: 'no', nn: 'no', norwegian: 'no', finnish: 'fi', ja: 'jp', japanese: 'jp', ko: 'kr', korean: 'kr', cs: 'cz', czech: 'cz',
  slovak: 'sk', polish: 'pl', el: 'gr', greek: 'gr', et: 'ee', sl: 'si', slovenian: 'si', sr: 'rs', serbian: 'rs', croatian: 'hr', hungarian: 'hu', he: 'il', hebrew: 'il', fa: 'ir', hi: 'in', zh: 'cn', chinese: 'cn',
  vi: 'vn', ar: 'ara', arabic: 'ara', russian: 'ru', ukrainian: 'ua', turkish: 'tr', trq: 'tr', 'tr-q': 'tr', trf: 'tr-f', dvorak: 'us-dvorak', colemak: 'us-colemak', neo: 'de-neo', bepo: 'fr-bepo',
};

/** The layout that is meant, where that is known: by its language, country, or its name on the console, such as `de-latin1`. */
export function meantLayout(written: string, known: readonly string[]): string | undefined {
  const plain = written.trim().toLowerCase().replace(/\.utf-?8$/, '').replace(/[_ (]+/g, '-').replace(/\)$/, '');
  const onConsole = plain.replace(/-latin\d+/, '');
  const found = [plain, onConsole].map((name) => ownOf(layouts, name) ?? known.find((layout) => layout.toLowerCase() === name)).find((name) => name !== undefined);
  return found ?? ownOf(layouts, plain.split('-')[0] ?? '');
}

/** One letter more or less makes another country of a short name: no guess is better than that one. */
export function isTooShortToGuess(written: string): boolean {
  return written.trim().length <= 3;
}

/** Countries and languages that people write for the official ones. */
const countries: Readonly<Record<string, string>> = { UK: 'GB', EN: 'GB', SF: 'FI', JA: 'JP' };
const homelands: Readonly<Record<string, string>> = { en: 'US', sv: 'SE', da: 'DK', nb: 'NO', cs: 'CZ', ja: 'JP', el: 'GR', uk: 'UA', ko: 'KR', zh: 'CN', et: 'EE', sl: 'SI', sq: 'AL', he: 'IL', hi: 'IN', eu: 'ES', ca: 'ES', gl: 'ES', vi: 'VN', fa: 'IR' };

/** The locale in UTF-8 that is meant: with its variant (`@valencia`) where it has one, and for a language alone the one of its country. */
export function meantLocale(written: string, known: readonly string[]): string | undefined {
  const [, language = '', country = '', variant = ''] = /^([a-z]{2,3})(?:[_-]([a-z]{2}))?(?:\.[^@]*)?(@\w+)?$/i.exec(written.trim()) ?? [];
  const [speech, place] = [language.toLowerCase() === 'no' ? 'nb' : language.toLowerCase(), country.toUpperCase()];
  const names = [place, ownOf(countries, place), ...(place === '' ? [ownOf(homelands, speech), speech.toUpperCase()] : [])].flatMap((name) => (name === undefined || name === '' ? [] : [`${speech}_${name}.UTF-8`]));
  return [...names.map((name) => `${name}${variant.toLowerCase()}`), ...(variant.toLowerCase() === '@euro' ? names : [])].find((name) => known.includes(name));
}

/** `UTC+2` is a zone without a place; its official name counts the other way round. */
export function meantOffset(written: string): string | undefined {
  const [, sign = '', hours = ''] = /^(?:UTC|GMT)? ?([+-])0?(\d{1,2})(?::?00)?$/i.exec(written.trim()) ?? [];
  if (sign === '' || Number(hours) > 12) return undefined;
  return Number(hours) === 0 ? 'UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
}

/** Words of everyday speech for a choice; of each the first that there is to choose from. */
const choices: Readonly<Record<string, readonly string[]>> = {
  yes: ['required'], on: ['required'], true: ['required'], always: ['required'], no: ['off', 'never'], none: ['off', 'never'], false: ['off', 'never'], disabled: ['off', 'never'],
  auto: ['automatic', 'dhcp'], manual: ['ask', 'static'], fixed: ['static'], dynamic: ['dhcp'], biggest: ['largest'], big: ['largest'], small: ['smallest'], all: ['any'],
};

/** The choice that is meant by a word of everyday speech. */
export function meantChoice(written: string, known: readonly string[]): string | undefined {
  const word = written.trim().toLowerCase();
  return ownOf(choices, word)?.find((choice) => known.includes(choice));
}

/** Kinds of uplink that are settings of their own, which stand in the place of the mode. */
const insteadOfMode: Readonly<Record<string, string>> = { pppoe: 'pppoe: { user: ana@provider.example }', ppp: 'pppoe: { user: ana@provider.example }' };

/** The setting that is meant by a word that is none of the choices. */
export function meantSetting(written: string, known: readonly string[]): string | undefined {
  return known.includes('dhcp') ? ownOf(insteadOfMode, written.trim().toLowerCase()) : undefined;
}

// What every object has by itself, such as `constructor`, is in none of the tables.
function ownOf<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
