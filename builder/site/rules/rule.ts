/** A rule looks at a site whose shape is right and says what is wrong with its values. */
import type { Finding } from '../finding.ts';
import type { Site } from '../site.ts';

export type Rule = (site: Site) => readonly Finding[];

/** For rules about one value: a finding, or nothing. */
export function when(isWrong: boolean, finding: () => Finding): Finding[] {
  return isWrong ? [finding()] : [];
}
