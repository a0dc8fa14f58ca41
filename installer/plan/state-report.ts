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
  readonly openedBy: 'nothing' | 'tpm' | 'recovery-key';
}

/** Reads lines KEY=value; undefined where one is missing. */
export function parseStateReport(text: string): StateReport | undefined {
  const values = new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()]));
  const words = (key: string): string[] => (values.get(key) ?? '').split(' ').filter((word) => word !== '');
  const state = values.get('STATE');
  const expected = Number(values.get('EXPECTED'));
  const openedBy = values.get('OPENED_BY');
  if (state === undefined || !Number.isInteger(expected) || !isOpener(openedBy)) return undefined;
  return { state, expected, members: words('MEMBERS'), stale: words('STALE'), ...unlessEmpty('apart', words('APART')), ...unlessEmpty('locked', words('LOCKED')), openedBy };
}

function unlessEmpty(key: 'apart' | 'locked', names: readonly string[]): Pick<StateReport, 'apart' | 'locked'> {
  return names.length === 0 ? {} : { [key]: names };
}

/** The same as lines KEY=value. */
export function formatStateReport({ state, expected, members, stale, apart = [], locked = [], openedBy }: StateReport): string {
  return [`STATE=${state}`, `EXPECTED=${expected}`, `MEMBERS=${members.join(' ')}`, `STALE=${stale.join(' ')}`, `APART=${apart.join(' ')}`, `LOCKED=${locked.join(' ')}`, `OPENED_BY=${openedBy}`, ''].join('\n');
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
