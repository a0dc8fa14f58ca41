/** The program that the Debian installer runs last: the administrator's way in, and site.yaml for the bring-up. Pure. */
import type { Site } from '../../site/site.ts';
import { begunFunctions } from '../disks/begun.ts';
import { diskFacts } from '../disks/facts.ts';
import { siteDigest } from '../site-digest.ts';
import { attached } from './chooser/attached.ts';
import { installedFrom, siteOnDisk, unfinishedMark } from './chooser/contents.ts';
import { chosenFile, memory } from './chooser/memory.ts';

/** Where the program lies in the installer. */
export const finishPath = '/pintxo-finish';

/** site.yaml comes last: a system without it is not finished, and bring-up says so. */
export function finishScript({ admin }: Site, siteText: string): string {
  const keys = Buffer.from(`${admin.sshKeys.join('\n')}\n`).toString('base64');
  return `#!/bin/sh
# Made by pintxo: lets the administrator in, and leaves site.yaml for the first start.
set -eu
target=\${PINTXO_TARGET:-/target}
say() {
	echo "pintxo: $*" >&2
	[ ! -w /dev/tty1 ] || echo "pintxo: $*" > /dev/tty1
}
trap '[ $? = 0 ] || say "the last step failed: the system is not finished, and this is tried again in a minute"' EXIT
decode() {
	echo "$1" | chroot "$target" base64 -d
}
umask 077
mkdir -p "$target/home/${admin.name}/.ssh" "$target/var/lib/pintxo"
decode ${keys} > "$target/home/${admin.name}/.ssh/authorized_keys"
chroot "$target" chown -R ${admin.name}: /home/${admin.name}/.ssh
${passwordless(admin)}
# The stick goes; from now on, packages come from where those of the stick came from.
[ ! -e /etc/pintxo/sources.list ] || cp /etc/pintxo/sources.list "$target/etc/apt/sources.list"
rm -f "$target/etc/apt/trusted.gpg.d/pintxo-stick.gpg"
echo ${siteDigest(siteText)} > "$target${installedFrom}"
decode ${Buffer.from(siteText).toString('base64')} > "$target${siteOnDisk}.part"
sync
mv "$target${siteOnDisk}.part" "$target${siteOnDisk}"
rm -f "$target${unfinishedMark}"
sync
${noteDone(siteDigest(siteText))}`;
}

// The disk says by itself that it is installed; what cannot be noted here, the stick learns from it when it is started again.
function noteDone(digest: string): string {
  return `set +e
chosen=$(cat "\${PINTXO_CHOSEN:-${chosenFile}}" 2>/dev/null)
if [ -n "$chosen" ]; then
digest=${digest}
${diskFacts}${attached}${begunFunctions}${memory}note 'done' "$chosen" installed || say 'nothing could be noted on the stick: take it out'
fi
exit 0
`;
}

// Where there is a password, sudo asks for it. The file is the one that bring-up looks after.
function passwordless({ name, passwordHash }: Site['admin']): string {
  const file = '"$target/etc/sudoers.d/pintxo-passwordless"';
  if (passwordHash !== undefined) return `rm -f ${file}`;
  return `echo '${name} ALL=(ALL:ALL) NOPASSWD: ALL' > ${file}\nchmod 0440 ${file}`;
}
