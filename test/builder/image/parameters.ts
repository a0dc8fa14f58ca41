import { readImageSettings } from '../../../builder/image/read-settings.ts';
import type { BuildParameters } from '../../../builder/image/settings.ts';

export async function parameters(): Promise<BuildParameters> {
  return { settings: await readImageSettings(), modulePackages: ['unbound', 'caddy', 'dracut'], version: '1.2.3', epoch: 1_760_000_000, keys: [], unofficial: true };
}
