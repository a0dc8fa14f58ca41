import test from 'ava';
import { decideEncryption } from '../../../installer/plan/encryption.ts';

function outcome(...args: Parameters<typeof decideEncryption>): string {
  const decision = decideEncryption(...args);
  return 'problem' in decision ? 'refused' : decision.encrypted ? 'encrypted' : 'plain';
}

test('a TPM 2 that answers, or that nobody asked, is enough', (t) => {
  t.is(outcome('auto', { version: 2 }), 'encrypted');
  t.is(outcome('auto', { version: 2, usable: true }), 'encrypted');
  t.is(outcome('required', { version: 2, usable: true }), 'encrypted');
  t.is(outcome('required', { version: 2, usable: true, isLogged: true }), 'encrypted');
});

test('where there is no such TPM, auto goes without and required does not go at all', (t) => {
  for (const tpm of [null, { version: 1 }, { version: 2, usable: false }, { version: 2, usable: true, isLogged: false }] as const) {
    t.deepEqual([outcome('auto', tpm), outcome('required', tpm)], ['plain', 'refused']);
  }
});

test('off is off, whatever the machine has', (t) => {
  t.is(outcome('off', { version: 2, usable: true }), 'plain');
  t.is(outcome('off', null), 'plain');
});

test('a refusal names the firmware settings and what to write instead', (t) => {
  const decision = decideEncryption('required', null);
  t.regex('problem' in decision ? decision.remedies.join('\n') : '', /firmware settings[^]*encryption: off/);
});
