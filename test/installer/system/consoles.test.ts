import test from 'ava';
import { consolesIn } from '../../../installer/system/consoles.ts';

test('a person is asked at the screen and at every serial port of the kernel, each once', (t) => {
  t.deepEqual(consolesIn('tty0 ttyS0\n', 'tty3'), ['tty3', 'ttyS0']);
  t.deepEqual(consolesIn('ttyS0 tty0', 'tty1'), ['ttyS0', 'tty1']);
  t.deepEqual(consolesIn('tty0 tty1 hvc0', 'tty3'), ['tty3', 'hvc0']);
  t.deepEqual(consolesIn('\n', 'tty3'), []);
  t.deepEqual(consolesIn('../sda tty0;reboot', 'tty3'), []);
});
