/** Starts the command `pintxo` in this process, and ends the process with its exit status. */
import { main } from './cli.ts';
import { allPrinted } from './system/printed.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
const exitStatus = await main(process.argv.slice(2), controller.signal);
await allPrinted();
process.exit(exitStatus);
