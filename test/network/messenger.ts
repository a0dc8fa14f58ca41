/** Lets agents speak in namespaces that are there already. $1: an errand as JSON. Prints the outcomes as JSON, in one line. */
import { readFileSync } from 'node:fs';
import { sendTwice, startAgents } from './agents.ts';
import { Errand } from './protocol.ts';

/** What an emulated machine passes on without losing much. */
const atOnce = 24;

const errand = Errand.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const agents = await startAgents([...new Set(errand.places)], errand);
const outcomes = await sendTwice(errand.probes, agents, atOnce);
process.stdout.write(`${JSON.stringify(outcomes)}\n`, () => process.exit(0));
