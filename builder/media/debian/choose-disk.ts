/** The program that picks the disk in the Debian installer, by the appliance's rules; for busybox. Pure. */
import { plainSerial } from '../../../installer/plan/disk-identity.ts';
import type { Site } from '../../site/site.ts';
import { begunFunctions } from '../disks/begun.ts';
import { emptyTest, notBlank, signatureByBlkid } from '../disks/blank.ts';
import { diskFacts } from '../disks/facts.ts';
import { ownFunctions } from '../disks/own.ts';
import { shellQuoted } from '../shell.ts';
import { attached } from './chooser/attached.ts';
import { consent } from './chooser/consent.ts';
import { contents } from './chooser/contents.ts';
import { exclusions } from './chooser/exclusions.ts';
import { chosenFile, memory } from './chooser/memory.ts';
import { pickLines, selection } from './chooser/selection.ts';

/** Where the program lies in the installer. */
export const chooseDiskPath = '/pintxo-choose-disk';

/**
 * A program for `partman/early_command`: it looks at all disks, writes to none, and answers partman's and GRUB's question for
 * the disk. Where none may be used, or more than one could be, it says what it saw and fails, and nothing is installed.
 */
export function chooseDiskScript({ machine: { systemDisk = {}, wipe, wipePools, reinstall, installations } }: Site, siteDigest: string): string {
  const settings = [
    `digest=${siteDigest}`, `reinstall=${reinstall}`, `wipe_any=${wipe === 'any' ? 'yes' : 'no'}`,
    `wipe_names=${shellQuoted(wipe === 'any' ? '' : wipe.map(plainSerial).join('\n'))}`,
    `wipe_pools=${shellQuoted(Object.entries(wipePools).map(([name, pool]) => `${pool} ${plainSerial(name)}`).join('\n'))}`,
    `installations=${installations}`, '',
  ].join('\n');
  return [head, settings, diskFacts, emptyTest, signatureByBlkid, notBlank, attached, ownFunctions, begunFunctions, memory, contents, selection(systemDisk), exclusions, consent, candidates, pickLines(systemDisk), decision, ''].join('\n');
}

const head = `#!/bin/sh
# Made by pintxo: chooses the disk for Debian, and guesses nothing.
set -u

say() {
	echo "pintxo: $*" >&2
	[ ! -w /dev/tty1 ] || echo "pintxo: $*" > /dev/tty1
}

refuse() {
	say "$*. Nothing was changed"
	exit 1
}
`;

const candidates = `candidates=
installed=
for disk in $(disks); do
	reason=$(excluded "$disk")
	case $reason in *stick* | *'started from it'*) ;; *) ! carries_system "$disk" || installed="$installed $disk" ;; esac
	[ -n "$reason" ] || is_selected "$disk" || reason='site.yaml selects another one'
	[ -z "$reason" ] || { say "$disk (serial $(serial_of "$disk")): not used, $reason"; continue; }
	candidates="$candidates $disk"
done
`;

// A system of ours anywhere in the machine is one that a forgotten stick leaves alone.
const decision = `set -- $candidates
for disk in $installed; do learn_from "$disk"; done
if [ -n "$installed" ] && { [ "$reinstall" != reset ] || [ "$installed" != " \${1:-}" ]; }; then
	for disk in $installed; do say "$disk (serial $(serial_of "$disk")) is installed already"; done
	refuse 'take the stick out, and start the machine'
fi
[ $# != 0 ] || refuse 'no disk can take the system'
[ $# = 1 ] || refuse "$# disks could take the system: $*; name one in site.yaml, below machine.systemDisk"
if [ -n "$installed" ] && was_done_before "$1"; then refuse "$1 is installed already, and the reset that site.yaml asks for was done, or nobody knows; take the stick out"; fi
reason=$(why_used_up "$1")
[ -z "$reason" ] || refuse "$reason"
content=$(not_blank "$1")
reason=$(refusal_to_erase "$1" "$content")
[ -z "$reason" ] || refuse "$reason"
say "the system goes onto $1 (serial $(serial_of "$1"))"
# Noted before anything is erased; what was begun stays noted as it was then.
was_begun_on "$1" || note begun "$1" "$content" || refuse 'neither the stick nor the firmware of this machine can be written, and nobody would remember what this stick has done: let the stick be written to'
! has_stick || echo "$1" > "\${PINTXO_CHOSEN:-${chosenFile}}"
debconf-set partman-auto/disk "$1"
debconf-set grub-installer/bootdev "$1"`;
