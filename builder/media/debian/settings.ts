/** images/debian/settings.yaml: what the stick with Debian's own installer is made of. */
import { z } from 'zod';

export const DebianSettings = z.strictObject({
  tools: z.array(z.string()),
  installer: z.string(),
  /** Each is a list of packages that are installed together. */
  packages: z.array(z.string()).min(1),
  platform: z.array(z.string()),
  components: z.array(z.string()),
  drivers: z.array(z.string()),
  fileSystemTools: z.array(z.string()),
});
export type DebianSettings = z.infer<typeof DebianSettings>;
