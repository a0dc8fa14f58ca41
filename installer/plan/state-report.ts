/** What the early system found out about the disks with the machine's data: /run/pintxo/state. Pure. */

export interface StateReport {
  /** UUID of the file system, the same on every disk of this machine. */
  readonly state: string;
  /** How many disks the data spans. */
  readonly expected: number;
  /** Kernel names of the data partitions in use: `sda6`. */
  readonly members: readonly string[];
  /** Kernel names of data partitions that were left out because their content is older. */
  readonly stale: readonly string[];
  /** Those of the stale ones that ran without the others: they hold data that is nowhere else. */
  readonly apart?: readonly string[] | undefined;
  /** Kernel names of encrypted data partitions that were left out because nobody could open them. */
  readonly locked?: readonly string[] | undefined;
  /** Partitions that say they hold this machine's data, and do not: they are never mounted. */
  readonly foreign?: readonly ForeignPartition[] | undefined;
  readonly encrypted: boolean;
  readonly openedBy: 'nothing' | 'tpm' | 'recovery-key';
}

export interface ForeignPartition {
  /** Kernel name: `sdb1`. */
  readonly partition: string;
  /**
   * `kind`: encrypted where the machine's data is not, or the other way round; `key`: the key of the machine's data does not
   * open it; `unlisted`: the machine's file system names no such disk; `copy`: a clone of a disk that is in use.
   */
  readonly reason: ForeignReason;
}

const foreignReasons = ['kind', 'key', 'unlisted', 'copy'] as const;
export type ForeignReason = (typeof foreignReasons)[number];

/** Reads lines KEY=value; undefined where one is missing. */
export function parseStateReport(text: string): StateReport | undefined {
  const values = new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()]));
  const words = (key: string): string[] => (values.get(key) ?? '').split(' ').filter((word) => word !== '');
  const state = values.get('STATE');
  const expected = Number(values.get('EXPECTED'));
  const openedBy = values.get('OPENED_BY');
  const encrypted = values.get('ENCRYPTED');
  if (state === undefined || !Number.isInteger(expected) || !isOpener(openedBy) || (encrypted !== 'yes' && encrypted !== 'no')) return undefined;
  return {
    state,
    expected,
    members: words('MEMBERS'),
    stale: words('STALE'),
    ...unlessEmpty('apart', words('APART')),
    ...unlessEmpty('locked', words('LOCKED')),
    ...unlessEmpty('foreign', words('FOREIGN').flatMap(foreignPartition)),
    encrypted: encrypted === 'yes',
    openedBy,
  };
}

function foreignPartition(word: string): ForeignPartition[] {
  const [partition = '', name] = word.split(':');
  const reason = foreignReasons.find((known) => known === name);
  return reason === undefined ? [] : [{ partition, reason }];
}

function unlessEmpty<Key extends string, Item>(key: Key, items: readonly Item[]): Partial<Record<Key, readonly Item[]>> {
  const found: Partial<Record<string, readonly Item[]>> = items.length === 0 ? {} : { [key]: items };
  return found;
}

/** The same as lines KEY=value. */
export function formatStateReport({ state, expected, members, stale, apart = [], locked = [], foreign = [], encrypted, openedBy }: StateReport): string {
  return [
    `STATE=${state}`,
    `EXPECTED=${expected}`,
    `MEMBERS=${members.join(' ')}`,
    `STALE=${stale.join(' ')}`,
    `APART=${apart.join(' ')}`,
    `LOCKED=${locked.join(' ')}`,
    `FOREIGN=${foreign.map(({ partition, reason }) => `${partition}:${reason}`).join(' ')}`,
    `ENCRYPTED=${encrypted ? 'yes' : 'no'}`,
    `OPENED_BY=${openedBy}`,
    '',
  ].join('\n');
}

/** What is so when this partition, which held old data or none, was added; the missing one still counts. */
export function withMember(report: StateReport, partition: string): StateReport {
  const name = partition.replace('/dev/', '');
  const others = (names: readonly string[]): string[] => names.filter((other) => other !== name);
  return {
    ...report,
    expected: report.expected + 1,
    members: [...report.members, name],
    stale: others(report.stale),
    ...(report.apart === undefined ? {} : { apart: others(report.apart) }),
    ...(report.locked === undefined ? {} : { locked: others(report.locked) }),
  };
}

/** Whether the data that this start uses is encrypted. */
export function isEncrypted({ openedBy }: StateReport): boolean {
  return openedBy !== 'nothing';
}

function isOpener(word: string | undefined): word is StateReport['openedBy'] {
  return word === 'nothing' || word === 'tpm' || word === 'recovery-key';
}
