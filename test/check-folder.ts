/** Where `make check` keeps what it makes: a folder of each user's own, inside the repository. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Absolute; PINTXO_CHECK is how the Makefile names it. */
export const checkFolder = join(repository, process.env['PINTXO_CHECK'] ?? `.cache/check-${process.getuid?.() ?? 0}`);
