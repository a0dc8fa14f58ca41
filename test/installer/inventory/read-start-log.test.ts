import test from 'ava';
import { readFileSync } from 'node:fs';
import { readStartLog } from '../../../installer/inventory/read-start-log.ts';
import { isAccountedFor } from '../../../installer/plan/predict-start.ts';
import type { Host } from '../../../installer/system/host.ts';

const log = readFileSync(new URL('../../fixtures/event-logs/qemu-disk.bin', import.meta.url)).toString('base64');
// As tpm2_pcrread prints them.
const values = `  sha256:
    2 : 0x3D458CFE55CC03EA1F443F1562BEEC8DF51C75E14A9FCF9A7234A13F198E7969
    4 : 0x21583634F0BB90F14CF2B19A1B9045E2ACEADA09B24AD2BFFFFE22A2DDEFEFB0
    7 : 0x65CAF8DD1E0EA7A6347B635D2B379C93B9A1351EDC2AFC3ECDA700E534EB3068
`;

function hostWith(answers: Readonly<Record<string, string>>): Host {
  const run = async (command: string): Promise<string> => answers[command] ?? Promise.reject(new Error(`${command} failed`));
  return { run, readText: async () => undefined, readBytes: async () => undefined, list: async () => [] };
}

test('the log of a real start accounts for what the TPM held', async (t) => {
  const read = await readStartLog(hostWith({ base64: log, env: values }));
  t.true(read !== undefined && isAccountedFor(read));
  t.true(read?.events.every(({ pcr }) => [2, 4, 7].includes(pcr)), 'nothing else is kept: other events have names and serials in them');
});

test('a TPM that holds something else, such as after a change that was not logged, is not accounted for', async (t) => {
  const read = await readStartLog(hostWith({ base64: log, env: values.replace('0x2158', '0x2159') }));
  t.true(read !== undefined && !isAccountedFor(read));
});

test('without a log, or a TPM that answers, there is nothing', async (t) => {
  t.is(await readStartLog(hostWith({ env: values })), undefined);
  t.is(await readStartLog(hostWith({ base64: log })), undefined);
  t.is(await readStartLog(hostWith({ base64: log.slice(0, 3001), env: values })), undefined);
});
