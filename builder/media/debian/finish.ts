/** The program that the Debian installer runs last: the administrator's way in, and site.yaml for the bring-up. Pure. */
import type { Site } from '../../site/site.ts';

/** Where the program lies in the installer. */
export const finishPath = '/pintxo-finish';

export function finishScript({ admin }: Site, siteText: string): string {
  const keys = Buffer.from(`${admin.sshKeys.join('\n')}\n`).toString('base64');
  return `#!/bin/sh
# Made by pintxo: lets the administrator in, and leaves site.yaml for the first start.
set -eu
target=\${PINTXO_TARGET:-/target}
decode() {
	echo "$1" | chroot "$target" base64 -d
}
umask 077
mkdir -p "$target/home/${admin.name}/.ssh" "$target/var/lib/pintxo"
decode ${keys} > "$target/home/${admin.name}/.ssh/authorized_keys"
chroot "$target" chown -R ${admin.name}: /home/${admin.name}/.ssh
echo '${admin.name} ALL=(ALL) NOPASSWD:ALL' > "$target/etc/sudoers.d/pintxo"
chmod 0440 "$target/etc/sudoers.d/pintxo"
decode ${Buffer.from(siteText).toString('base64')} > "$target/var/lib/pintxo/site.yaml"
# The stick goes; from now on, packages come from where those of the stick came from.
[ ! -e /etc/pintxo/sources.list ] || cp /etc/pintxo/sources.list "$target/etc/apt/sources.list"
rm -f "$target/etc/apt/trusted.gpg.d/pintxo-stick.gpg"
`;
}
