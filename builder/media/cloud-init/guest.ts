/** Guests that modules declare: virtual machines of Debian that cloud-init makes ready at their first start. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** `kind: vm`, as a module declares it. */
export const Guest = z.strictObject({
  kind: z.literal('vm'),
  /** Host name, and the first label of its names in the zone. */
  name: z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/),
  title: z.string(),
  /** Name of a cloud image, such as `debian-13-genericcloud-amd64.qcow2`. */
  image: z.string(),
  cores: z.int().min(1),
  memoryMebibytes: z.int().min(256),
  diskGibibytes: z.int().min(2),
  zone: z.string(),
  /** Fixed address in the zone, without prefix length; from DHCP where there is none. */
  address: z.string().optional(),
  packages: z.array(z.string()).default([]),
  files: z.array(z.strictObject({ path: z.string().startsWith('/'), content: z.string(), mode: z.string().regex(/^0[0-7]{3}$/).default('0644') })).default([]),
  /** Run once, as root, when everything else is done. */
  commands: z.array(z.string()).default([]),
});
export type Guest = z.infer<typeof Guest>;

/** The guest's own MAC address: locally administered, and the same for the same names. */
export function guestMac(site: string, guest: string): string {
  const digest = createHash('sha256').update(`${site}/${guest}`).digest('hex');
  return ['02', ...(digest.match(/../g) ?? []).slice(0, 5)].join(':');
}
