/** images/image.yaml: what an image is made of. */
import { z } from 'zod';

export const ImageSettings = z.strictObject({
  suite: z.string(),
  components: z.array(z.string()),
  /** Seconds since 1970 for files that package scripts make. */
  packagesEpoch: z.int(),
  packages: z.array(z.string()),
  excludePaths: z.array(z.string()),
  includePaths: z.array(z.string()),
  initrd: z.strictObject({ modules: z.array(z.string()), drivers: z.array(z.string()) }),
  commandLine: z.string(),
  stickCommandLine: z.string(),
  tools: z.strictObject({ packages: z.array(z.string()) }),
});
export type ImageSettings = z.infer<typeof ImageSettings>;

/** Everything the stages depend on besides files: the same parameters and files give the same image. */
export interface BuildParameters {
  readonly settings: ImageSettings;
  /** Packages that the modules declare. */
  readonly modulePackages: readonly string[];
  readonly version: string;
  /** SOURCE_DATE_EPOCH: seconds since 1970. */
  readonly epoch: number;
  /** Public keys, in the format of minisign, of those who may sign newer systems for machines with this one. */
  readonly keys: ReadonlyArray<{ readonly name: string; readonly text: string }>;
  /** Whether images/keys names nobody who releases systems. */
  readonly unofficial: boolean;
  /** Package source that overrides the tools' own default. */
  readonly mirror?: string | undefined;
}
