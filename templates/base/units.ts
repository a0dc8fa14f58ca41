/** The units of the base system. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Unit } from '../contract.ts';
import { compiledLocale, consoleKeyboard } from './language.ts';

export function unitsOf({ site: { locale, keyboard } }: Site): Unit[] {
  return [
    { unit: 'pintxo-hostname.service', title: 'Host name', files: ['/etc/hostname'], onChange: 'restart' },
    { unit: 'systemd-sysctl.service', title: 'Kernel settings', files: ['/etc/sysctl.d/'], onChange: 'restart' },
    { unit: 'systemd-journald.service', title: 'Log', files: ['/etc/systemd/journald.conf.d/'], onChange: 'restart' },
    ...keyboardUnits(keyboard),
    ...localeUnits(locale),
    { unit: 'ssh.service', title: 'Remote access', files: ['/etc/ssh/'], onChange: 'reload' },
  ];
}

/** The kernel's own layout needs nobody to set it. */
function keyboardUnits(keyboard: string): Unit[] {
  const { layout, variant } = consoleKeyboard(keyboard);
  if (layout === 'us' && variant === '') return [];
  const files = ['/etc/default/keyboard', '/etc/default/console-setup'];
  return [{ unit: 'console-setup.service', title: 'Keyboard', files, onChange: 'restart' }];
}

function localeUnits(locale: string): Unit[] {
  if (compiledLocale(locale) === null) return [];
  return [{ unit: 'pintxo-locale.service', title: 'Language', files: ['/etc/locale.conf'], onChange: 'restart' }];
}
