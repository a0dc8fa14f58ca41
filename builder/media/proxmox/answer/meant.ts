/** What people write for one of the installer's words. Pure. */
import { nearest } from '../../../site/nearest.ts';

/** Layouts of keyboards by the names that the rest of the world gives them. */
export const keyboardNames: Readonly<Record<string, string>> = {
  us: 'en-us', en: 'en-us', gb: 'en-gb', uk: 'en-gb', ch: 'de-ch', 'ch-fr': 'fr-ch', be: 'fr-be', ca: 'fr-ca', br: 'pt-br', latam: 'es', sv: 'se', da: 'dk', nb: 'no', ja: 'jp', sl: 'si',
};

const otherWords: Readonly<Record<string, readonly string[]>> = {
  'raidz-1': ['raidz', 'raidz1', 'raid5', 'raid-5', 'z1'],
  'raidz-2': ['raidz2', 'raid6', 'raid-6', 'z2'],
  'raidz-3': ['raidz3', 'z3'],
  raid1: ['mirror', 'mirrored'],
  raid0: ['stripe', 'striped', 'single', 'none', 'jbod'],
  raid10: ['raid1+0', 'raid01'],
  'power-off': ['poweroff', 'shutdown', 'halt', 'off'],
  'from-dhcp': ['dhcp', 'auto', 'dhcp4'],
  'from-answer': ['static', 'manual', 'answer'],
  'from-iso': ['iso', 'medium'],
  'from-url': ['url', 'http', 'https'],
  'fully-up': ['multi-user', 'last'],
};

/** The choice that was probably meant; nothing where a word is so short that another one is always near. */
export function meantChoice(written: string, choices: readonly string[]): string | undefined {
  const plain = written.trim().toLowerCase().replaceAll('_', '-');
  const known = choices.find((choice) => choice === plain) ?? choices.find((choice) => otherWords[choice]?.includes(plain) === true || choice === keyboardNames[plain]);
  return known ?? (plain.length > 3 ? nearest(written, choices) : undefined);
}
