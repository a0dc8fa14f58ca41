/** Rules about times and what is kept. */
import { quote, type Path } from '../finding.ts';
import type { Site } from '../site.ts';
import { when, type Rule } from './rule.ts';

export const timesAreTimes: Rule = (site) =>
  times(site).flatMap(({ path, time }) =>
    when(!/^([01]\d|2[0-3]):[0-5]\d$/.test(time), () => ({
      path,
      message: `${quote(time)} is not a time of day`,
      remedy: `write HH:MM, from 00:00 to 23:59${suggestion(time)}`,
    })),
  );

export const somethingIsKept: Rule = ({ backup: { keep } }) =>
  when(Object.values(keep).every((count) => count === 0), () => ({
    path: ['backup', 'keep'],
    message: 'this keeps no backup at all',
    remedy: 'keep at least one, such as last: 4',
  }));

function times(site: Site): Array<{ path: Path; time: string }> {
  return [
    { path: ['updates', 'window', 'time'], time: site.updates.window.time },
    { path: ['backup', 'time'], time: site.backup.time },
  ];
}

/** `9:00`, `9.00` and `2100` are meant well. */
function suggestion(time: string): string {
  const [, hours = '', minutes = ''] = /^(\d{1,2})[:.h]?(\d{2})$/.exec(time) ?? [];
  const isTime = hours !== '' && Number(hours) < 24 && Number(minutes) < 60;
  return isTime ? `; perhaps ${hours.padStart(2, '0')}:${minutes}` : '';
}
