import test from 'ava';
import { isPasswordHash, refuseHash } from '../../../builder/site/password-hash.ts';

/** Made by crypt(3) of Debian's libxcrypt. */
const hashes = [
  '$y$j9T$abcdefgh$9WNEpu8Mx2S4KNGvbVWKM6clOSoY6.YEl7AYF4DGV04',
  '$gy$j9T$abcdefgh$CiTibHdBM/5r3qmg1i0DxivDn1U977EDVDgQAyycj9/',
  '$7$CU..../....abc$mIe3RcV2CdT2H1wrpei6LQaDNz7bvlNUEObYNXyWiz7',
  '$2b$10$abcdefghijklmnopqrstuu4T826PRnz0Hu6YlprUuxkZxOOj5Fw5S',
  '$6$abc$K4v3HcZ8yAmpRfxML6S46NCcqy9r4/KdbQpFvqSWsBf4dgySOEOo1DHJTrmn2BsJK2aNmPN8Tfb826D2o9.z51',
  '$5$abc$sCOGUciM.GdmYMCUvmUcgu03oRH87O0clF96.9mwWGB',
];

for (const hash of hashes) {
  test(`the hash ${hash.slice(0, 8)}... is accepted whole and refused when cut`, (t) => {
    t.true(isPasswordHash(hash));
    t.is(refuseHash(hash.slice(0, -1)), 'the hash is not complete');
    t.false(isPasswordHash(`${hash}:0:0`));
    t.false(isPasswordHash(`${hash}\n`));
  });
}

test('methods that the machine cannot check, or that are weak, are named', (t) => {
  t.regex(refuseHash('$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA') ?? '', /Argon2/);
  t.regex(refuseHash('$1$abc$BXBqpb9BZcZhXLgbee.0s/') ?? '', /MD5/);
  t.is(refuseHash('hunter2'), 'this is not a password hash');
});
