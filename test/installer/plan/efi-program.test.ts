import test from 'ava';
import { createHash } from 'node:crypto';
import { measuredDigestOf, measuredDigestsOf, sectionOf } from '../../../installer/plan/efi-program.ts';
import { programWith } from './programs.ts';

const text = Buffer.from('root=/dev/mapper/root roothash=aa');

test('the content of a section is found, without what fills it up', (t) => {
  const program = programWith({ '.text': Buffer.alloc(700, 1), '.cmdline': text });
  t.is(Buffer.from(sectionOf(program, '.cmdline') ?? []).toString(), text.toString());
  t.is(sectionOf(program, '.linux'), undefined);
});

test('signatures and the checksum are no part of what is measured, and everything else is', (t) => {
  const digest = measuredDigestOf(programWith({ '.text': Buffer.alloc(700, 1) }));
  t.regex(digest ?? '', /^[0-9a-f]{64}$/);
  t.is(measuredDigestOf(programWith({ '.text': Buffer.alloc(700, 1) }, undefined, 12345)), digest);
  t.is(digest, byHand(programWith({ '.text': Buffer.alloc(700, 1) })));
  t.not(measuredDigestOf(programWith({ '.text': Buffer.alloc(700, 2) })), digest);
  t.not(measuredDigestOf(Buffer.concat([programWith({ '.text': Buffer.alloc(700, 1) }), Buffer.from('behind it')])), digest);
  // The entry of the signatures is left out too, so that a signed program measures like the unsigned one.
  t.is(measuredDigestOf(programWith({ '.text': Buffer.alloc(700, 1) }, Buffer.alloc(64, 9))), digest);
});

test('a unified kernel is measured twice: itself and the kernel in it', (t) => {
  const kernel = programWith({ '.text': Buffer.alloc(600, 3) });
  t.deepEqual(measuredDigestsOf(programWith({ '.cmdline': text, '.linux': kernel })).slice(1), [measuredDigestOf(kernel)]);
  t.is(measuredDigestsOf(kernel).length, 1);
});

test('what is no program has no digest', (t) => {
  for (const bytes of [new Uint8Array(), Buffer.from('MZ'), Buffer.from('#!/bin/sh'), programWith({}).subarray(0, 90), Buffer.concat([Buffer.from('MZ'), Buffer.alloc(62, 0xff)])]) {
    t.is(measuredDigestOf(bytes), undefined);
    t.is(sectionOf(bytes, '.linux'), undefined);
  }
});

function byHand(program: Uint8Array): string {
  const parts = [program.subarray(0, 152), program.subarray(156, 232), program.subarray(240)];
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
}
