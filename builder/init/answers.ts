/** What a person answers to the questions of `pintxo init`. */
import { z } from 'zod';

export const Answers = z.object({
  name: z.string(),
  domain: z.string(),
  timezone: z.string(),
  locale: z.string(),
  keyboard: z.string(),
  admin: z.string(),
  sshKeys: z.array(z.string()),
  /** Age recipients besides the SSH keys; not asked for. */
  recoveryKeys: z.array(z.string()).default([]),
  /** `only` (the only one that can take it), `smallest`, `largest`, `mirror` (two disks), or the serial of a disk. */
  disk: z.string(),
  encryption: z.string(),
  /** `one`: a guest of the network it is plugged into. `two`: the router of the house. */
  links: z.enum(['one', 'two']),
  /** Whether switch and access point know VLANs; asked of a router only. */
  vlans: z.enum(['no', 'yes']).optional(),
});
export type Answers = z.infer<typeof Answers>;

/** Answers so far. */
export type Draft = { readonly [Key in keyof Answers]?: Answers[Key] | undefined };

/** The draft with one answer more; of what is one thing, the first value counts. */
export function withAnswer(draft: Draft, key: keyof Answers, values: readonly string[]): Draft {
  return { ...draft, [key]: key === 'sshKeys' ? values : values[0] };
}

/** The domain that a site has when nobody names another. */
export function usualDomain(name: string): string {
  return `${name}.internal`;
}
