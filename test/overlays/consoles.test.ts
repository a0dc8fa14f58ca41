/** What firmware and somebody at the machine's own consoles can have, by the files that go into the image. */
import test from 'ava';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readImageSettings } from '../../builder/image/read-settings.ts';
import { repository } from '../architecture/tree.ts';

const units = (system: 'root' | 'initrd'): string => join(repository, 'overlays', system, 'usr/lib/systemd/system');
const generators = (system: 'root' | 'initrd'): string => join(repository, 'overlays', system, 'usr/lib/systemd/system-generators');

test('no console of the stick asks for a login: screen and serial line are held back alike', (t) => {
  for (const unit of ['getty@.service', 'serial-getty@.service']) {
    t.regex(readFileSync(join(units('root'), `${unit}.d/pintxo.conf`), 'utf8'), /^ConditionKernelCommandLine=!pintxo\.medium=stick$/m, unit);
  }
});

test('emergency and rescue open nothing and wait for nobody: they start the machine again', (t) => {
  const text = readFileSync(join(units('root'), 'emergency.service'), 'utf8');
  t.notRegex(text, /sulogin|^Standard(Input|Error)=tty|\bsh\b/m);
  t.regex(text, /^ExecStart=\/usr\/bin\/systemctl --force reboot$/m);
  for (const system of ['root', 'initrd'] as const) t.is(readlinkSync(join(units(system), 'rescue.service')), 'emergency.service');
  // Both systems have the same one; it comes into the early system from the other.
  t.false(existsSync(join(units('initrd'), 'emergency.service')));
});

test('no word of a command line starts a shell or a command, in the early or the running system', (t) => {
  for (const name of ['debug', 'gpt-auto']) t.is(readlinkSync(join(generators('initrd'), `systemd-${name}-generator`)), '/dev/null');
  for (const name of ['debug', 'run', 'hibernate-resume']) t.is(readlinkSync(join(generators('root'), `systemd-${name}-generator`)), '/dev/null');
  t.is(readlinkSync(join(units('initrd'), 'debug-shell.service')), '/dev/null');
});

test('what firmware hands over counts for nothing: credentials, and options in its variables', async (t) => {
  const { commandLine } = await readImageSettings();
  const words = commandLine.split(/\s+/);
  for (const word of ['systemd.import_credentials=no', 'SYSTEMD_EFI_OPTIONS=', 'systemd.setenv=SYSTEMD_EFI_OPTIONS=']) t.true(words.includes(word), word);
});
