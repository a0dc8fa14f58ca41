import test from 'ava';
import { readFileSync } from 'node:fs';
import { Capture } from '../../../installer/inventory/capture.ts';
import { parseEventLog } from '../../../installer/inventory/parse-event-log.ts';
import { hasRun, isAccountedFor, type Measurement, predictPrograms, replay } from '../../../installer/plan/predict-start.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/event-logs/${name}`, import.meta.url));
const stick = Capture.shape.startLog.unwrap().unwrap().parse(JSON.parse(fixture('qemu-stick.json').toString()));
const disk = parseEventLog(fixture('qemu-disk.bin')) ?? [];

// What the TPM held when the disk had started.
const measured = '21583634f0bb90f14cf2b19a1b9045e2aceada09b24ad2bffffe22a2ddefefb0';

const [loader, kernel, inner, addon] = ['937f1f3b0b3fed2034f1fddcc68c835f3e4ba190143f79693816e5a9d1718da5', 'cf17e58d7f993f7a4d5b865dfd5fb23fa9bd23773cb4aaaf9bddf1b0e87b534c', '798246871df714e0bfd8c7cae1ac5a69498011a0e3712429c45963d24bf57bc0', '4bc5ef219468b5decfe0ff4045cdba2101bd176bbdb41a0be828177cdd227bb1'];
const known = [kernel, inner, addon];
const next = [loader, kernel, inner];

const program = (sha256: string, more: Partial<Measurement> = {}): Measurement => ({ pcr: 4, type: 'EV_EFI_BOOT_SERVICES_APPLICATION', sha256, ...more });
const call: Measurement = { pcr: 4, type: 'EV_EFI_ACTION', sha256: '3d6772b4f84ed47595d72a2c4c5ffd15f5bb72c7507fe26f2aaee2c69d5633ba' };
const separator: Measurement = { pcr: 4, type: 'EV_SEPARATOR', sha256: 'df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119' };
const foreign = 'ee'.repeat(32);
const ofFirmware = 'ff'.repeat(32);
const chain = next.map((sha256) => program(sha256));

test('told while the stick runs, the value for the disk is the one that the disk measured', (t) => {
  t.deepEqual(predictPrograms(stick.events, known, next), [measured]);
});

test('told while the disk runs, the value for the same system is the present one, and another system has another', (t) => {
  t.deepEqual(predictPrograms(disk, next, next), [measured]);
  const [other] = predictPrograms(disk, next, [loader, foreign, inner]);
  t.not(other, measured);
  t.is(other, replay([call, separator, program(loader), program(foreign), program(inner)]));
});

test('what the TPM holds must follow from the log in every bound PCR that firmware fills', (t) => {
  t.true(isAccountedFor(stick));
  for (const pcr of ['2', '4', '7']) {
    t.false(isAccountedFor({ ...stick, values: { ...stick.values, [pcr]: '00'.repeat(32) } }), pcr);
    t.false(isAccountedFor({ ...stick, events: stick.events.filter((event) => String(event.pcr) !== pcr) }), pcr);
    t.false(isAccountedFor({ ...stick, values: Object.fromEntries(Object.entries(stick.values).filter(([key]) => key !== pcr)) }), pcr);
  }
});

test('a program from a disk that ran before the stick is part of no prediction', (t) => {
  for (const events of [[call, program(foreign), separator, ...chain], [call, separator, program(foreign), ...chain], [call, separator, ...chain, program(foreign)]]) {
    t.deepEqual(predictPrograms(events, known, next), [measured]);
  }
});

test('where another program started the stick past the firmware, the disk starts without it all the same', (t) => {
  t.deepEqual(predictPrograms([call, separator, program(foreign)], known, next), [measured]);
});

test('a program of the firmware may run again or, as its menu, not: both are told', (t) => {
  const events = [call, separator, program(ofFirmware, { isOfFirmware: true }), ...chain];
  t.deepEqual(predictPrograms(events, known, next), [replay([call, separator, program(ofFirmware), ...chain]), measured]);
});

test('what the firmware tried before it came to the stick may be tried again, or not', (t) => {
  const returned: Measurement = { pcr: 4, type: 'EV_EFI_ACTION', sha256: '11'.repeat(32) };
  const events = [call, separator, returned, call, ...chain];
  t.deepEqual(predictPrograms(events, known, next), [measured, replay(events)]);
});

test('other PCRs have no part in it', (t) => {
  t.deepEqual(predictPrograms([...stick.events, { ...program(foreign), pcr: 2 }], known, next), [measured]);
});

test('a program has run when this start measured all of it: one that lies beside, or shares only its inner kernel, has not', (t) => {
  t.true(hasRun({ events: disk }, next));
  t.false(hasRun({ events: disk }, [foreign, inner]));
  t.false(hasRun({ events: disk }, []));
  t.false(hasRun({ events: [program(foreign, { pcr: 2 })] }, [foreign]));
});
