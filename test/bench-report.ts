/** The table of bench.json: every key is there in every run, with one number, or null where nothing was measured. Pure but for what measures. */

export type Numbers = Readonly<Record<string, number>>;

export interface Group {
  readonly name: string;
  readonly keys: readonly string[];
  readonly measure: () => Promise<Numbers>;
}

export interface Table {
  readonly numbers: Readonly<Record<string, number | null>>;
  /** Groups that could not be measured, with the reason. */
  readonly failures: readonly string[];
}

/** Measures the groups that `only` names, or all; one that fails leaves nulls, and the others go on. @throws Error for a name that is none. */
export async function measureGroups(groups: readonly Group[], only: readonly string[]): Promise<Table> {
  const unknown = only.filter((name) => !groups.some((group) => group.name === name));
  if (unknown.length > 0) throw new Error(`There is no group ${unknown.join(', ')}; there are ${groups.map(({ name }) => name).join(', ')}`);
  let table: Table = { numbers: Object.fromEntries(groups.flatMap(({ keys }) => keys.map((key) => [key, null]))), failures: [] };
  for (const group of groups.filter(({ name }) => only.length === 0 || only.includes(name))) table = await withGroup(table, group);
  return table;
}

async function withGroup({ numbers, failures }: Table, { name, keys, measure }: Group): Promise<Table> {
  try {
    const measured = await measure();
    const stray = Object.keys(measured).filter((key) => !keys.includes(key));
    if (stray.length > 0) throw new Error(`it measured ${stray.join(', ')}, which no key is for`);
    return { numbers: { ...numbers, ...rounded(measured) }, failures };
  } catch (error) {
    return { numbers, failures: [...failures, `${name}: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

function rounded(numbers: Numbers): Record<string, number | null> {
  return Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null]));
}
