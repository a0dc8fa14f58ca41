/** Locale and keyboard in the forms that the machine's programs want. Pure. */

export interface CompiledLocale {
  /** As in site.yaml: `da_DK.UTF-8`. */
  readonly name: string;
  /** Folder that the C library looks in: `da_DK.utf8`. */
  readonly folder: string;
  /** Source of the definition: `da_DK`. */
  readonly source: string;
  readonly charset: string;
}

/** What localedef must make for the locale; null for those that are built into the C library. */
export function compiledLocale(locale: string): CompiledLocale | null {
  const [, source = '', charset = 'UTF-8', modifier = ''] = /^([^.@]+)(?:\.([^@]+))?(@.+)?$/.exec(locale) ?? [];
  if (['', 'C', 'POSIX'].includes(source)) return null;
  const folder = `${source}.${charset.toLowerCase().replaceAll('-', '')}${modifier}`;
  return { name: locale, folder, source: `${source}${modifier}`, charset };
}

export interface Keyboard {
  readonly layout: string;
  readonly variant: string;
}

/** XKB layout with an optional variant after the first hyphen: `de`, `de-nodeadkeys`, `us-altgr-intl`. */
export function consoleKeyboard(keyboard: string): Keyboard {
  const [layout = keyboard, ...variant] = keyboard.split('-');
  return { layout, variant: variant.join('-') };
}
