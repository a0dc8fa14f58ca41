/** Starts the command `pintxo` in this process, and ends the process with its exit status. */
import { main } from './cli.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
process.exit(await main(process.argv.slice(2), controller.signal));
