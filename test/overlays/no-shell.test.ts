import test from 'ava';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const units = fileURLToPath(new URL('../../overlays/root/usr/lib/systemd/system', import.meta.url));
const unit = (name: string): string => readFileSync(`${units}/${name}`, 'utf8');

test('where a start fails, the machine tries again by itself; no shell waits for a key that nobody presses', (t) => {
  for (const name of ['emergency.service', 'rescue.service']) {
    const commands = [...unit(name).matchAll(/^ExecStart=(.*)$/gm)].map(([, command]) => command ?? '');
    t.deepEqual(commands.slice(1), ['/usr/bin/sleep 30', '/usr/bin/systemctl --force reboot'], name);
    t.regex(unit(name), /^StandardOutput=journal\+console$/m, name);
    t.notRegex(unit(name), /sulogin|StandardInput/, name);
  }
});

test('no console of the stick asks for a login: the screens and the serial lines alike', (t) => {
  for (const name of ['getty@.service.d', 'serial-getty@.service.d']) t.regex(unit(`${name}/pintxo.conf`), /^ConditionKernelCommandLine=!pintxo\.medium=stick$/m, name);
});
