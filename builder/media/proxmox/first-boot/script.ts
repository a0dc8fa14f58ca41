/** The first-boot program that the Proxmox installer puts on the machine: plain sh around the steps. Pure. */
import { begunFunctions } from '../../disks/begun.ts';
import { emptyTest, notBlank, signatureByWipefs } from '../../disks/blank.ts';
import { diskFacts } from '../../disks/facts.ts';
import { firmwareNotes } from '../../disks/firmware-notes.ts';
import { ownFunctions } from '../../disks/own.ts';
import { eraseFunctions } from './erase.ts';
import type { FirstBootStep } from './steps.ts';
import { machineFunctions } from './virtual-machine.ts';

/** For two media: the installer takes a program from its own medium alone, so that one carries this, which takes the other's. */
export const relayScript = `#!/bin/sh
# Made by pintxo: runs the program that lies beside answer.toml on the second medium.
set -eu
program=/var/lib/pintxo/proxmox-first-boot
if [ ! -s "$program" ]; then
	mkdir -p /var/lib/pintxo/medium
	mount /dev/disk/by-label/PROXMOX-AIS /var/lib/pintxo/medium
	cp /var/lib/pintxo/medium/proxmox-first-boot "$program.part"
	# A medium that stays in must not install again: the installer waits for a person where there are no answers.
	mv /var/lib/pintxo/medium/answer.toml /var/lib/pintxo/medium/answer-used.toml || echo 'pintxo: the medium cannot be written: take it out, or the next start from it installs again'
	umount /var/lib/pintxo/medium
	chmod 0700 "$program.part"
	mv "$program.part" "$program"
fi
exec "$program" "$@"
`;

/** At most this much is taken by the installer, in bytes. */
export const mostHookBytes = 2 ** 20;

/**
 * A program that Proxmox runs at each start until it succeeds once. It looks at the machine before each step, so it can be
 * cut anywhere and run again; the first failure ends it with the step's name.
 */
export function hookScript(steps: readonly FirstBootStep[], siteDigest: string): string {
  return [head, `digest=${siteDigest}\n`, diskFacts, emptyTest, signatureByWipefs, notBlank, ownFunctions, begunFunctions, firmwareNotes, eraseFunctions, functions, ...steps.map(stepText), 'rm -f /etc/issue.d/pintxo.issue', 'say "done"', ''].join('\n');
}

function stepText({ name, title, done, commands }: FirstBootStep): string {
  const lines = commands.map((command) => `\t${command} || return 1`);
  return [`# ${title}`, `done_${id(name)}() {`, `\t${done}`, '}', `do_${id(name)}() {`, ...lines, '}', `step ${id(name)}`, ''].join('\n');
}

function id(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '_');
}

const head = `#!/bin/sh
# Made by pintxo: makes this Proxmox VE node one of the site's. Every step looks before it acts.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin\${PINTXO_PATH:+:$PINTXO_PATH}
[ -z "\${PINTXO_PATH:-}" ] || PATH=$PINTXO_PATH:$PATH
state=\${PINTXO_STATE:-/var/lib/pintxo}
mkdir -p "$state"

say() {
	echo "pintxo: $*"
}

step() {
	if "done_$1" >/dev/null 2>&1; then say "$1: holds already"; return; fi
	say "$1 ..."
	if "do_$1" && "done_$1" >/dev/null 2>&1; then say "$1: done"; return; fi
	say "$1: failed; tried again at the next start"
	mkdir -p /etc/issue.d && echo "pintxo: this node is not ready, $1 failed: journalctl --boot | grep pintxo" > /etc/issue.d/pintxo.issue
	exit 1
}
`;

const functions = `${machineFunctions}
# A network that does not come up within 90 seconds goes back to what it was.
apply_network() {
	ifreload -a
	waited=0
	while [ "$waited" -lt "\${PINTXO_WAIT:-90}" ]; do
		ip -4 -o address show dev "$1" | grep -qF " $2/" && ip link show dev "$1" | grep -q LOWER_UP && return
		sleep 1
		waited=$((waited + 1))
	done
	say "$1 did not get $2: back to the network as it was"
	cp "$state/interfaces.before" /etc/network/interfaces
	ifreload -a
	return 1
}

# Proxmox takes no node that is in a cluster already, and none of ours has guests before it joins.
outside_clusters() {
	[ ! -e /etc/pve/corosync.conf ] && return
	say "this node is in another cluster than the site's: $(pvecm status 2>/dev/null | sed -n 's/^Name: *//p')"
	return 1
}

# Joining needs a way in: the key of this node at the first one. Nothing on the stick may hold a secret.
may_join() {
	ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new "root@$1" true && return
	say "the first node does not let this one in yet. On $1, as root:"
	for key in /root/.ssh/id_*.pub; do
		[ ! -e "$key" ] || say "echo '$(cat "$key")' >> /root/.ssh/authorized_keys"
	done
	return 1
}

wait_for() {
	waited=0
	until "$@" >/dev/null 2>&1; do
		[ "$waited" -lt "\${PINTXO_WAIT:-90}" ] || return 1
		sleep 1
		waited=$((waited + 1))
	done
}

# An image lies on the medium with the answer, or on the installer's own.
fetch_image() {
	mount_point=$state/medium
	mkdir -p "$mount_point" "\${2%/*}"
	for device in $(blkid -o device -t LABEL=PROXMOX-AIS) $(blkid -o device -t LABEL=PINTXO) $(blkid -o device -t TYPE=iso9660); do
		mount -o ro "$device" "$mount_point" || continue
		if [ -s "$mount_point/$1" ]; then
			cp "$mount_point/$1" "$2.part"
			wanted=$(cut -d ' ' -f 1 "$mount_point/$1.sha256")
			echo "$wanted  $2.part" | sha256sum --status --check && mv "$2.part" "$2"
		fi
		umount "$mount_point"
		[ ! -s "$2" ] || return 0
	done
	say "no medium with $1: put the stick in and start the machine again"
	return 1
}
`;
