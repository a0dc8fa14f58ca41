/** The command that makes a Debian tree: mmdebstrap with its own default mirror unless the site names another. */
import { join } from 'node:path';
import type { Command } from '../system/run.ts';
import type { Step } from './stage.ts';

type DebianTree = Extract<Step, { kind: 'debian-tree' }>;

export function debianTreeCommand(step: DebianTree, target: string, repository: string): Command {
  return {
    title: `installing ${step.packages.length} packages and what they need`,
    file: 'mmdebstrap',
    args: [
      `--variant=${step.unpackedOnly === true ? 'extract' : 'minbase'}`,
      '--format=directory',
      `--components=${step.components.join(',')}`,
      `--include=${step.packages.join(',')}`,
      '--aptopt=APT::Install-Recommends "false"',
      '--aptopt=Acquire::Retries "5"',
      ...step.excludePaths.map((path) => `--dpkgopt=path-exclude=${path}`),
      ...step.includePaths.map((path) => `--dpkgopt=path-include=${path}`),
      ...(step.pinnedIds === undefined ? [] : [`--essential-hook=${pinIds(join(repository, step.pinnedIds))}`]),
      step.suite,
      target,
      ...(step.mirror === undefined ? [] : [step.mirror]),
    ],
    environment: {
      SOURCE_DATE_EPOCH: String(step.epoch),
      // The initrd is a stage of its own: the kernel package must not make one.
      INITRD: 'No',
    },
    hint: 'the packages come from the Debian mirror: is the network up? Another mirror: PINTXO_MIRROR=<url>',
  };
}

// Accounts that are there before a package's script asks for them keep their numbers.
function pinIds(folder: string): string {
  return [
    `cat '${folder}/passwd' >> "$1/etc/passwd"`,
    `cat '${folder}/group' >> "$1/etc/group"`,
    `sed -E 's/^([^:]+):.*/\\1:!*:20000::::::/' '${folder}/passwd' >> "$1/etc/shadow"`,
    `sed -E 's/^([^:]+):.*/\\1:!*::/' '${folder}/group' >> "$1/etc/gshadow"`,
  ].join(' && ');
}
