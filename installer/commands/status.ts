/** `pintxo status`: what the last look at the machine's health saw. */
import { z } from 'zod';
import { plainJson } from '../../builder/render/plain.ts';
import type { Status } from '../../templates/contract.ts';
import { describeStatus } from '../health/verdict.ts';
import { readJson } from '../system/json.ts';
import { runtime } from '../system/paths.ts';

/** Exit status 0 when healthy, 1 when not, 2 when nothing is known yet. */
export async function status(asJson: boolean): Promise<number> {
  const known = await readJson(runtime.status, z.custom<Status>((value) => typeof value === 'object' && value !== null));
  if (known === undefined) {
    console.error('Nothing is known yet: the machine is still starting, or bring-up failed (systemctl status pintxo-bring-up).');
    return 2;
  }
  console.log(asJson ? plainJson(known) : describeStatus(known).join('\n'));
  return known.state === 'healthy' ? 0 : 1;
}
