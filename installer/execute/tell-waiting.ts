/** Says at the consoles of the machine what waits for a proof, and lets the recovery key be typed there. */
import { describeWaiting, tellWaiting } from '../plan/waiting.ts';
import { announceBesideScreen } from '../ui/console.ts';
import { openProposalConsoles } from './proposal-consoles.ts';
import { readWaiting } from './proposals.ts';

export async function tellWaitingAtConsoles(): Promise<void> {
  await announceBesideScreen(describeWaiting(tellWaiting(await readWaiting())));
  await openProposalConsoles();
}
