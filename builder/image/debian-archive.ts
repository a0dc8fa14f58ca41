/** The command that downloads packages with all they need, and installs none: mmdebstrap knows mirror and keys, our hook does the rest. */
import { join } from 'node:path';
import type { Command } from '../system/run.ts';
import type { Step } from './stage.ts';

type DebianArchive = Extract<Step, { kind: 'debian-archive' }>;

export function debianArchiveCommand({ suite, components, hook, mirror }: DebianArchive, out: string, repository: string): Command {
  return {
    title: 'downloading the packages of the stick',
    file: 'mmdebstrap',
    args: [
      '--variant=custom',
      '--format=null',
      '--skip=cleanup,output/dev',
      `--components=${components.join(',')}`,
      `--customize-hook=sh '${join(repository, hook)}' "$1" '${out}'`,
      suite,
      '-',
      ...(mirror === undefined ? [] : [mirror]),
    ],
    hint: 'the packages come from the Debian mirror: is the network up? Another mirror: PINTXO_MIRROR=<url>',
  };
}
