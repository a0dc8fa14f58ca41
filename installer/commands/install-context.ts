/** What the steps of an installation need to know, gathered from the running stick. */
import { decodeText } from '../../builder/site/decode.ts';
import { stickEspLabel, stickVerityLabel } from '../plan/labels.ts';
import type { InstallPlan } from '../plan/install-plan.ts';
import type { InstallContext } from '../execute/install.ts';
import { readText } from '../system/files.ts';
import type { Stick } from '../system/stick.ts';
import { readRelease } from './machine-site.ts';

export async function installContext(
  stick: Stick,
  plan: InstallPlan,
  siteBytes: Uint8Array,
  warn: (line: string) => void,
): Promise<InstallContext> {
  const { version } = await readRelease();
  const rootHash = /\broothash=([0-9a-f]{64})/.exec((await readText('/proc/cmdline')) ?? '')?.[1];
  if (rootHash === undefined) throw new Error('The kernel command line has no roothash=: this system was not started from a Pintxo stick.');
  return {
    image: { version, rootHash, rootDevice: '/dev/mapper/root', verityDevice: stick.partition(stickVerityLabel) },
    stickEsp: stick.partition(stickEspLabel),
    partitions: plan.steps.flatMap((step) => (step.kind === 'partition-disk' ? step.partitions : [])),
    siteText: decodeText(siteBytes),
    warn,
  };
}
