/** auto-installer-mode.toml: where the Proxmox installer looks for its answer. Pure. */

/** Label of the second medium; labels of FAT are in capitals and have at most 11 characters. */
export const answerLabel = 'PROXMOX-AIS';

/** `iso`: beside the installer, in one medium. `partition`: on a second medium that carries the label. */
export type AnswerPlace = 'iso' | 'partition';

/** A wrong word here makes the installer wait for a person: it is written by nothing but this. */
export function modeFile(place: AnswerPlace): string {
  const label = place === 'partition' ? `partition_label = ${JSON.stringify(answerLabel.toLowerCase())}\n` : '';
  return `mode = ${JSON.stringify(place)}\n${label}`;
}
