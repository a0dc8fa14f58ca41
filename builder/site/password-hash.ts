/** Password hashes as crypt(5) names them, of the methods that Debian's libxcrypt can check and that are strong enough. */

const methods: readonly RegExp[] = [
  /^\$g?y\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{0,86}\$[./A-Za-z0-9]{43}$/,
  /^\$7\$[./A-Za-z0-9]{11,97}\$[./A-Za-z0-9]{43}$/,
  /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/,
  /^\$6\$(rounds=\d+\$)?[^$:\s]{1,16}\$[./A-Za-z0-9]{86}$/,
  /^\$5\$(rounds=\d+\$)?[^$:\s]{1,16}\$[./A-Za-z0-9]{43}$/,
];

export function isPasswordHash(text: string): boolean {
  return methods.some((method) => method.test(text));
}

/** Why a text is not a hash that the machine can use; the text itself is never part of the answer. */
export function refuseHash(text: string): string | undefined {
  if (isPasswordHash(text)) return undefined;
  if (text.startsWith("$argon2")) return 'Debian cannot check Argon2 hashes at login';
  if (text.startsWith("$1$")) return 'an MD5 hash is too easy to break';
  if (/^\$(g?y|7|6|5|2[aby])\$/.test(text)) return 'the hash is not complete';
  return 'this is not a password hash';
}
