/** Which checks a machine of each carrier can be judged by. Pure. */
import type { HealthCheck } from '../../templates/contract.ts';

// Plain Debian has no verified image, and its file systems are whatever its administrator makes of them.
const imageOnly: ReadonlySet<HealthCheck['kind']> = new Set(['verity', 'disks', 'unlocking', 'boot-files'] as const);

/** All checks on the appliance, whose carrier is not named; on Debian those that are not about the appliance's own image. */
export function checksOf<Check extends Pick<HealthCheck, 'kind'>>(carrier: 'debian' | undefined, checks: readonly Check[]): readonly Check[] {
  return carrier === undefined ? checks : checks.filter(({ kind }) => !imageOnly.has(kind));
}
