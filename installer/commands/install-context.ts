/** What the steps of an installation need to know, gathered from the running stick. */
import { decodeText } from '../../builder/site/decode.ts';
import { consentMemory } from '../execute/consent-memory.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { nameDisk } from '../plan/disk-names.ts';
import type { StickDecision, StickSite } from '../plan/decide-stick.ts';
import { layoutFor } from '../plan/layout.ts';
import { stickEspLabel, stickRootLabel, stickVerityLabel } from '../plan/labels.ts';
import { earlierSitesOf, parseSiteHistory, type SiteHistory, withRecordsOf } from '../plan/site-history.ts';
import type { InstallPlan, Refresh } from '../plan/install-plan.ts';
import { type InstallContext, newWork } from '../execute/context.ts';
import { diskGuard } from '../execute/disk-guard.ts';
import { readRootHash } from '../system/root-hash.ts';
import type { Stick } from '../system/stick.ts';
import type { Faces } from '../ui/events.ts';
import { readRelease } from './machine-site.ts';

export async function installContext(
  stick: Stick,
  { site, secrets, given, networks, firstStart }: Extract<StickDecision, { kind: 'decided' }>,
  plan: InstallPlan | Refresh,
  { bytes, digest, signature }: StickSite,
  { inventory, word }: { readonly inventory: Inventory; readonly word?: string | undefined },
  faces: Faces,
): Promise<InstallContext> {
  const { version, epoch } = await readRelease();
  const rootHash = await readRootHash();
  if (rootHash === undefined) throw new Error('The kernel command line has no roothash=: this system was not started from a Pintxo stick.');
  return {
    image: { version, rootHash, rootDevice: '/dev/mapper/root', copyDevice: stick.partition(stickRootLabel), verityDevice: stick.partition(stickVerityLabel) },
    epoch,
    stickEsp: stick.partition(stickEspLabel),
    partitions: plan.steps.find((step) => step.kind === 'partition-disk')?.partitions ?? layoutFor(plan.systemDisks[0]?.bytes ?? 0),
    site,
    siteText: decodeText(bytes),
    siteDigest: digest,
    siteSignature: signature,
    earlierSites: earlierSitesOf(plan.systemDisks, digest, await rememberSites(stick, plan.systemDisks)),
    secrets,
    given: given && { secrets: given.secrets, remove: stick.secrets.remove },
    networks,
    firstStart,
    diskNames: plan.systemDisks.map(nameDisk),
    memory: consentMemory(stick, digest, plan, inventory, word),
    lookAgain: diskGuard(),
    work: { ...newWork(), state: plan.systemDisks[0]?.installation?.state },
    warn: (line) => void faces.tell({ kind: 'said', lines: [line] }),
    keep: async (name, content) => stick.obstacle === undefined && stick.write(name, content).then(() => true, () => false),
    showSheet: (lines) => faces.tell({ kind: 'recovery-sheet', lines }),
    offerSheet: (encrypted) => faces.tell({ kind: 'recovery-sheet-waiting', encrypted }),
  };
}

// Before anything is erased: a stick that comes a year later must not have its reset carried out a second time.
async function rememberSites(stick: Stick, disks: readonly Disk[]): Promise<SiteHistory> {
  const name = 'sites.json';
  const history = withRecordsOf(disks, parseSiteHistory(await stick.read(name)));
  if (stick.obstacle === undefined && Object.keys(history).length > 0) await stick.write(name, `${JSON.stringify(history)}\n`);
  return history;
}
