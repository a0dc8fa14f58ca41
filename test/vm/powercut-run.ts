/**
 * The long run of power cuts: `node --import tsx test/vm/powercut-run.ts`. N is how many; POWERCUT_SEED repeats a run, POWERCUT_CHAIN
 * only one chain of it; POWERCUT_MIRROR=1 gives the machine two disks, POWERCUT_TPM=1 a TPM. Writes dist/powercuts.json after every chain.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { diskBytes } from './platform.ts';
import { type PowercutReport, powercutRun, summary } from './powercut.ts';
import { closeWorkshop, image, openWorkshop } from './workshop.ts';

const wish = (name: string): string | undefined => process.env[name] === '' ? undefined : process.env[name];

const hasMirror = wish('POWERCUT_MIRROR') !== undefined;
const output = fileURLToPath(new URL('../../dist', import.meta.url));
const keep = async (report: PowercutReport): Promise<void> => writeFile(`${output}/powercuts.json`, `${JSON.stringify(report, null, 2)}\n`);

await mkdir(output, { recursive: true });
const directory = await openWorkshop('powercut');
const report = await powercutRun({
  directory,
  image,
  seed: wish('POWERCUT_SEED') ?? randomBytes(4).toString('hex'),
  cuts: Number(wish('N') ?? 50),
  chain: wish('POWERCUT_CHAIN') === undefined ? undefined : Number(wish('POWERCUT_CHAIN')),
  tpm: wish('POWERCUT_TPM') !== undefined,
  diskSizes: hasMirror ? [diskBytes, diskBytes] : [diskBytes],
  site: hasMirror ? 'machine:\n  systemDisk: {pick: smallest, count: 2}\n' : '',
  say: (line) => console.log(line),
  keep,
});
for (const failure of report.failures) console.error(failure);
console.log(summary(report));
await closeWorkshop(directory, report.failures.length === 0);
process.exitCode = report.failures.length === 0 ? 0 : 1;
