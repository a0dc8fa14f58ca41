import test from 'ava';
import { readFileSync } from 'node:fs';

const overlay = (path: string): string => readFileSync(new URL(`../../overlays/root/usr/lib/${path}`, import.meta.url), 'utf8');
const rule = overlay('udev/rules.d/99-pintxo-new-disk.rules').split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? '';

interface Happening {
  readonly action?: string;
  readonly type?: string;
  readonly kernel?: string;
  readonly files?: readonly string[];
}

const whileDegraded = ['/run/pintxo/needs-repair', '/run/pintxo/plan.json'];

/** Whether all comparisons of the rule hold, as udev reads them: `==` with `*` and `|`. */
function startsRepair({ action = 'add', type = 'disk', kernel = 'sdb', files = whileDegraded }: Happening): boolean {
  const values: Record<string, readonly string[]> = { ACTION: [action], SUBSYSTEM: ['block'], 'ENV{DEVTYPE}': [type], KERNEL: [kernel], TEST: files };
  const comparisons = [...rule.matchAll(/([A-Z]+(?:\{\w+\})?)=="([^"]*)"/g)];
  return comparisons.every(([, key = '', wanted = '']) => values[key]?.some((value) => new RegExp(`^(?:${wanted.replaceAll('*', '.*')})$`).test(value)));
}

test('a whole disk that is put in while one is missing starts the repair', (t) => {
  t.regex(rule, /ENV\{SYSTEMD_WANTS\}\+="pintxo-repair\.service"$/);
  t.regex(rule, /TAG\+="systemd"/);
  for (const kernel of ['sdb', 'nvme1n1', 'vdc', 'mmcblk0']) t.true(startsRepair({ kernel }), kernel);
});

test('partitions, changes and devices that are no disks start nothing', (t) => {
  t.false(startsRepair({ type: 'partition', kernel: 'sdb1' }));
  t.false(startsRepair({ action: 'change' }));
  t.false(startsRepair({ action: 'remove' }));
  for (const kernel of ['loop0', 'dm-3', 'sr0', 'zram0', 'md0']) t.false(startsRepair({ kernel }), kernel);
});

test('disks that are found at the start, and any disk on a machine that is whole, start nothing', (t) => {
  t.false(startsRepair({ files: ['/run/pintxo/needs-repair'] }));
  t.false(startsRepair({ files: ['/run/pintxo/plan.json'] }));
});

test('a disk that comes and goes starts it a few times only, and what it does is for the machine itself to decide', (t) => {
  const unit = overlay('systemd/system/pintxo-repair.service');
  t.regex(unit, /^StartLimitBurst=\d$/m);
  t.regex(unit, /^StartLimitIntervalSec=\d+min$/m);
  t.regex(unit, /^ExecStart=-\/usr\/bin\/pintxo repair --automatic$/m);
});
