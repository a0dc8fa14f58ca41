import test from 'ava';
import { decideHardware } from '../../../installer/plan/decide-hardware.ts';

const act = (openedBy: 'nothing' | 'tpm' | 'recovery-key', wish: { undo?: boolean; isLoose?: boolean } = {}): string => decideHardware({ openedBy }, { undo: false, isLoose: false, ...wish }).act;

test('one loose start begins only where the TPM opens the data, also when it was said before', (t) => {
  t.is(act('tpm'), 'begin');
  t.is(act('tpm', { isLoose: true }), 'begin');
  t.is(act('recovery-key'), 'nothing');
  t.is(act('nothing'), 'nothing');
});

test('it can be taken back, and only where it was begun', (t) => {
  for (const openedBy of ['tpm', 'recovery-key'] as const) {
    t.is(act(openedBy, { undo: true, isLoose: true }), 'end');
    t.is(act(openedBy, { undo: true }), 'nothing');
  }
});

test('what it means is said: the next start only, and what somebody at the machine could do until then', (t) => {
  t.regex(decideHardware({ openedBy: 'tpm' }, { undo: false, isLoose: false }).words.join(' '), /next start, and only that.*reads along.*recovery key.*--undo/);
});
