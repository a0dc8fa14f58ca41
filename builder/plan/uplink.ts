/** Links towards the internet that are there in software only: dialled, or tunnels. Pure. */
import type { RoleLink } from '../../templates/contract-network.ts';
import type { Site } from '../site/site.ts';
import { withDialled } from './dialled.ts';
import { withTunnel } from './tunnelled.ts';

export function withUplink(site: Site, cables: readonly RoleLink[]): readonly RoleLink[] {
  return withTunnel(site, withDialled(site, cables));
}
