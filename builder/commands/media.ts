import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { defineMediaDebian } from './media-debian.ts';
import { defineMediaProxmox } from './media-proxmox.ts';

/** `pintxo media CARRIER`: sticks that are not the appliance's. */
export function defineMedia(program: Command, session: Session): void {
  const media = program.command('media').description('makes the medium of another carrier than the appliance');
  for (const define of [defineMediaDebian, defineMediaProxmox]) define(media, session);
}
