/** Rules about names, time and language. */
import { domainToASCII } from 'node:url';
import { quote } from '../finding.ts';
import { keyboards, locales } from '../languages.ts';
import { isTooShortToGuess, meantLayout, meantLocale, meantOffset } from '../meant.ts';
import { nearest } from '../nearest.ts';
import { when, type Rule } from './rule.ts';

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const nameIsHostName: Rule = ({ site: { name } }) =>
  when(!label.test(name), () => ({
    path: ['site', 'name'],
    message: `${quote(name)} cannot be the name of a site`,
    remedy: `1 to 63 of a-z, 0-9 and hyphens, no hyphen at the ends${suggest(asLabel(name))}`,
  }));

export const domainIsValid: Rule = ({ site: { name, domain } }) => {
  const isDefault = domain === `${name}.internal`;
  const reason = isDefault ? undefined : refuseDomain(domain);
  return when(reason !== undefined, () => ({
    path: ['site', 'domain'],
    message: `${quote(domain)} cannot be the domain of a site`,
    remedy: reason ?? '',
  }));
};

export const timezoneExists: Rule = ({ site: { timezone } }) =>
  when(!isTimezone(timezone), () => ({
    path: ['site', 'timezone'],
    message: `${quote(timezone)} is not a time zone`,
    remedy: `write Region/City, such as Europe/Berlin, or UTC${suggest(nearestTimezone(timezone))}`,
  }));

export const localeExists: Rule = ({ site: { locale } }) =>
  when(locale !== 'C.UTF-8' && !localeNames.includes(locale), () => ({
    path: ['site', 'locale'],
    message: `${quote(locale)} is not a locale in UTF-8 that Debian has`,
    remedy: `write language_COUNTRY.UTF-8, such as en_GB.UTF-8${suggest(nearestLocale(locale))}`,
  }));

export const keyboardExists: Rule = ({ site: { keyboard } }) =>
  when(!keyboards.includes(keyboard), () => ({
    path: ['site', 'keyboard'],
    message: `${quote(keyboard)} is not a keyboard layout that Debian has`,
    remedy: `write the short name of a layout, such as us, gb, de or ch-fr${suggest(nearestLayout(keyboard))}`,
  }));

function refuseDomain(domain: string): string | undefined {
  const labels = domain.split('.');
  if (labels.at(-1) === 'local') return 'names in .local belong to mDNS and would not be found: use .internal';
  if (/(^|\.)(localhost|onion|invalid|in-addr\.arpa|ip6\.arpa)$/.test(domain)) return 'names in it mean something else to browsers and name servers, and would not be found: use .internal';
  const isNumber = /^\d+$/.test(labels.at(-1) ?? '');
  if (domain.length <= 253 && labels.length > 1 && labels.every((part) => label.test(part)) && !isNumber) return undefined;
  const meant = domainToASCII(domain.trim().replace(/^[*.]+|\.+$/g, ''));
  const isBetter = meant !== domain && meant.includes('.') && meant.split('.').every((part) => label.test(part));
  return `two or more names with dots between, of a-z, 0-9 and hyphens${suggest(isBetter ? meant : undefined)}`;
}

function isTimezone(name: string): boolean {
  const canonical = canonicalTimezone(name);
  if (canonical === undefined || /^[+-]/.test(name)) return false;
  const isSpelledOtherwise = canonical.toLowerCase() === name.toLowerCase() && canonical !== name;
  return !isSpelledOtherwise && name.split('/').every((part) => /^[A-Z]/.test(part));
}

/** Intl throws for a name it does not know; there is no other way to ask it about aliases. */
function canonicalTimezone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function nearestTimezone(name: string): string | undefined {
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const city = (zone: string): string => zone.split('/').at(-1)?.toLowerCase() ?? '';
  return meantOffset(name) ?? zones.find((zone) => city(zone) === city(name.replaceAll(' ', '_'))) ?? nearest(name, zones);
}

function asLabel(name: string): string | undefined {
  const made = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 63).replace(/^-+|-+$/g, '');
  return made === '' ? undefined : made;
}

const localeNames = locales.map((name) => name.replace(/(?=@)|$/, '.UTF-8'));

function nearestLocale(locale: string): string | undefined {
  const isPlain = /^(C|POSIX)$/i.test(locale.trim());
  return isPlain ? 'C.UTF-8' : (meantLocale(locale, localeNames) ?? (isTooShortToGuess(locale) ? undefined : nearest(locale, localeNames)));
}

function nearestLayout(keyboard: string): string | undefined {
  return meantLayout(keyboard, keyboards) ?? (isTooShortToGuess(keyboard) ? undefined : nearest(keyboard, keyboards));
}

function suggest(value: string | undefined): string {
  return value === undefined ? '' : `; perhaps ${value}`;
}
