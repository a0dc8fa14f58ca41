/** What the steps of an installation need to know, gathered from the running stick. */
import { decodeText } from '../../builder/site/decode.ts';
import { nameDisk } from '../plan/disk-names.ts';
import type { StickDecision, StickSite } from '../plan/decide-stick.ts';
import { stickEspLabel, stickRootLabel, stickVerityLabel } from '../plan/labels.ts';
import { earlierSitesOf } from '../plan/site-history.ts';
import type { InstallPlan, Refresh } from '../plan/install-plan.ts';
import { type InstallContext, newWork } from '../execute/context.ts';
import { readRootHash } from '../system/root-hash.ts';
import type { Stick } from '../system/stick.ts';
import type { Faces } from '../ui/events.ts';
import { readRelease } from './machine-site.ts';

export async function installContext(
  stick: Stick,
  { site, secrets, firstStart }: Extract<StickDecision, { kind: 'decided' }>,
  plan: InstallPlan | Refresh,
  { bytes, digest }: StickSite,
  faces: Faces,
): Promise<InstallContext> {
  const { version, epoch } = await readRelease();
  const rootHash = await readRootHash();
  if (rootHash === undefined) throw new Error('The kernel command line has no roothash=: this system was not started from a Pintxo stick.');
  return {
    image: { version, rootHash, rootDevice: '/dev/mapper/root', copyDevice: stick.partition(stickRootLabel), verityDevice: stick.partition(stickVerityLabel) },
    epoch,
    stickEsp: stick.partition(stickEspLabel),
    partitions: plan.steps.find((step) => step.kind === 'partition-disk')?.partitions ?? [],
    site,
    siteText: decodeText(bytes),
    siteDigest: digest,
    earlierSites: earlierSitesOf(plan.systemDisks, digest),
    secrets,
    firstStart,
    diskNames: plan.systemDisks.map(nameDisk),
    work: { ...newWork(), state: plan.systemDisks[0]?.installation?.state },
    warn: (line) => void faces.tell({ kind: 'said', lines: [line] }),
    keep: async (name, content) => stick.obstacle === undefined && stick.write(name, content).then(() => true, () => false),
    showSheet: (lines) => faces.tell({ kind: 'recovery-sheet', lines }),
    offerSheet: () => faces.tell({ kind: 'recovery-sheet-waiting' }),
  };
}
