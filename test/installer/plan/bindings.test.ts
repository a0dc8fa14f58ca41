import test from 'ava';
import { enrolmentOf, loggedPcrs, looseKeyHandle, pcrPolicy, programsPcr } from '../../../installer/plan/bindings.ts';

const zeros = '0'.repeat(64);

test('drivers, programs, the state of Secure Boot and what is added are bound, in the bank that every TPM 2 has', (t) => {
  t.is(pcrPolicy({}), `2:sha256+4:sha256+7:sha256+12:sha256=${zeros}`);
});

test('a start that has not been yet is bound by what its programs will measure', (t) => {
  t.is(pcrPolicy({ programs: 'ab'.repeat(32) }), `2:sha256+4:sha256=${'ab'.repeat(32)}+7:sha256+12:sha256=${zeros}`);
});

test('where hardware may change, programs and what is added are bound all the same', (t) => {
  t.is(pcrPolicy({ anyHardware: true }), `4:sha256+12:sha256=${zeros}`);
});

test('what the running system has added itself is never asked of the TPM', (t) => {
  t.deepEqual(loggedPcrs(), [2, 4, 7]);
  t.true(loggedPcrs().includes(programsPcr()));
});

test('only what is loose is sealed under the key that is thrown away, and what is loose never without it', (t) => {
  t.deepEqual(enrolmentOf({}), [`--tpm2-pcrs=${pcrPolicy({})}`]);
  t.deepEqual(enrolmentOf({ anyHardware: true }), [`--tpm2-pcrs=${pcrPolicy({ anyHardware: true })}`, `--tpm2-seal-key-handle=${looseKeyHandle}`]);
});
