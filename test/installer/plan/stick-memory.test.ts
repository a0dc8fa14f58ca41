import test from 'ava';
import type { Disk, Inventory } from '../../../installer/inventory/inventory.ts';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import type { InstallDecision, InstallPlan, StickContent } from '../../../installer/plan/install-plan.ts';
import { againBy, nothingRemembered, parseStickMemory, type RememberedInstallation, withBegun, withInstalled, withWhole } from '../../../installer/plan/stick-memory.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

const digest = 'a'.repeat(64);
const base = readInventory('mini-pc-blank');
const boot = base.disks.filter(({ isBootMedium }) => isBootMedium);
const key = { salt: 'aa', hash: 'bb' };

const blank = (serial: string, changes: Partial<Disk> = {}): Disk => diskWith({ path: '/dev/sda', serial, ...changes });
const photos = (serial: string): Disk => blank(serial, { path: '/dev/sdb', signatures: [{ type: 'ext4', usage: 'filesystem', label: 'family-photos' }] });
const machine = (disks: readonly Disk[], mac = 'a8:b8:e0:01:02:03'): Inventory => ({ ...base, disks: [...disks, ...boot], links: base.links.slice(0, 1).map((link) => ({ ...link, permanentMac: mac })) });
const elsewhere = 'a8:b8:e0:99:99:99';

const stick = (known: readonly RememberedInstallation[], changes: Partial<StickContent> = {}): StickContent => ({ version: '0.1.0', siteDigest: digest, memory: { sites: { [digest]: [...known] }, spent: [] }, ...changes });

function planned(decision: InstallDecision): InstallPlan {
  if (decision.verdict !== 'install') throw new Error(decision.verdict);
  return decision;
}

/** What is remembered when a site was installed on a machine, to its end or not. */
function after(site = siteFor(), inventory = machine([blank('SYS')]), isWhole = true): RememberedInstallation[] {
  const plan = planned(decideInstall(site, inventory, stick([])));
  const begun = withBegun([], plan, inventory);
  return isWhole ? withWhole(begun, plan, key) : begun;
}

test('the system disk does not answer: a stick that was left in erases no other disk, whatever wipe says, and says what helps', (t) => {
  const site = siteFor({ wipe: 'any' });
  const known = after(site, machine([blank('SYS'), { ...photos('PHOTOS'), removable: true }]));
  for (const wipe of ['any', ['PHOTOS'], []] as const) {
    const decision = decideInstall(siteFor({ wipe: wipe === 'any' ? wipe : [...wipe] }), machine([photos('PHOTOS')]), stick(known));
    t.is(decision.verdict, 'refuse', String(wipe));
  }
});

test('a blank spare disk is no invitation either, in this machine or another one', (t) => {
  const known = after();
  for (const mac of ['a8:b8:e0:01:02:03', elsewhere]) {
    const decision = decideInstall(siteFor(), machine([blank('SPARE')], mac), stick(known));
    if (decision.verdict !== 'refuse') return t.fail(decision.verdict);
    t.regex(decision.problem, /has installed (this|another) machine, onto the disk SYS/);
    t.regex(decision.remedies.join('\n'), /recovery key[^]*configure --again[^]*installations: 10/);
    t.deepEqual(decision.keys, [key]);
  }
});

test('a machine without encryption has no key that could be typed: only the word on the stick helps', (t) => {
  const known = after().map(({ key: _, ...rest }) => rest);
  const decision = decideInstall(siteFor(), machine([blank('SPARE')]), stick(known));
  t.is(decision.verdict, 'refuse');
  t.false('keys' in decision);
  t.notRegex(decision.verdict === 'refuse' ? decision.remedies.join() : '', /recovery key/);
});

test('a site.yaml that was changed is a new one', (t) => {
  t.is(decideInstall(siteFor(), machine([blank('SPARE')]), stick(after(), { siteDigest: 'b'.repeat(64) })).verdict, 'install');
});

test('after a fire the same stick installs on the new disk, when somebody who may says so', (t) => {
  const known = after();
  t.is(decideInstall(siteFor(), machine([blank('NEW')], elsewhere), stick(known)).verdict, 'refuse');
  t.is(decideInstall(siteFor(), machine([blank('NEW')], elsewhere), stick(known, { again: true })).verdict, 'install');
});

test('that is consent to install, not to erase: what is not blank still needs its serial', (t) => {
  const known = after(siteFor({ wipe: 'any' }));
  t.is(decideInstall(siteFor({ wipe: 'any' }), machine([photos('OTHER')], elsewhere), stick(known, { again: true })).verdict, 'refuse');
  t.is(decideInstall(siteFor({ wipe: ['OTHER'] }), machine([photos('OTHER')], elsewhere), stick(known, { again: true })).verdict, 'install');
});

test('what was cut short goes on, on the same disk, whatever is left of it', (t) => {
  const site = siteFor({ wipe: ['SYS'] });
  const full = { ...photos('SYS'), path: '/dev/sda' };
  const known = after(site, machine([full]), false);
  const remains: Array<Partial<Disk>> = [{ signatures: full.signatures }, { signatures: [] }, { signatures: [{ type: 'unfinished', usage: 'other', label: 'pintxo-incomplete' }] }, { signatures: [{ type: 'gpt', usage: 'partition-table' }] }, { signatures: [{ type: 'unknown-data', usage: 'other' }] }];
  for (const changes of remains) t.is(decideInstall(site, machine([blank('SYS', changes)]), stick(known)).verdict, 'install', JSON.stringify(changes));
  const half = blank('SYS', { partitions: [{ path: '/dev/sda6', number: 6, bytes: 1e9, label: 'pintxo-incomplete', signatures: [] }] });
  t.is(decideInstall(site, machine([half]), stick(known)).verdict, 'install');
  t.is(decideInstall(site, machine([half]), stick(after(site, machine([full])))).verdict, 'install', 'cut between the note and the commit');
});

const windows = (...inner: ReadonlyArray<Partial<Disk['signatures'][number]> | undefined>): Partial<Disk> => ({
  signatures: [{ type: 'gpt', usage: 'partition-table' }],
  partitions: inner.map((signature, index) => ({ path: `/dev/sda${index + 1}`, number: index + 1, bytes: 1e9, uuid: `p${index}`, signatures: signature === undefined ? [] : [{ type: 'ntfs', usage: 'filesystem', ...signature }] })),
});

test('a disk with partitions that was cut off while it was erased goes on, whichever of them are erased already', (t) => {
  const site = siteFor({ wipe: ['SYS'] });
  const known = after(site, machine([blank('SYS', windows({ label: 'C' }, { label: 'D' }))]), false);
  for (const left of [windows({ label: 'C' }, { label: 'D' }), windows({ label: 'C' }, undefined), windows(undefined, undefined)]) {
    t.is(decideInstall(site, machine([blank('SYS', left)]), stick(known)).verdict, 'install');
    t.is(decideInstall(siteFor({ wipe: 'any' }), machine([blank('SYS', left)]), stick(known)).verdict, 'install');
    t.is(decideInstall(site, machine([blank('SYS', left)]), stick(known.map((one) => ({ ...one, isWhole: true })))).verdict, 'refuse', 'never when it was ended');
  }
});

test('what somebody put there meanwhile does not look erased', (t) => {
  const site = siteFor({ wipe: ['SYS'] });
  const known = after(site, machine([blank('SYS', windows({ label: 'C' }, { label: 'D' }))]), false);
  const others = [windows({ label: 'new' }, undefined), windows(undefined), windows(undefined, undefined, undefined), windows({ label: 'D' }, { label: 'C' }), { ...windows(undefined, undefined), signatures: [{ type: 'dos', usage: 'partition-table' as const }] }];
  for (const other of others) t.is(decideInstall(site, machine([blank('SYS', other)]), stick(known)).verdict, 'refuse', JSON.stringify(other));
  const onceBlank = after(site, machine([blank('SYS')]), false);
  for (const left of [windows(undefined), windows({ label: 'C' })]) t.is(decideInstall(siteFor(), machine([blank('SYS', left)]), stick(onceBlank)).verdict, 'refuse');
});

test('a storage pool that its words allow erasing is erased to its end too', (t) => {
  const site = siteFor({ wipePools: { SYS: 'tankc1' } });
  const full = windows({ type: 'btrfs', label: 'tankc1' }, { label: 'D' });
  const known = after(site, machine([blank('SYS', full)]), false);
  t.is(decideInstall(site, machine([blank('SYS', windows({ type: 'btrfs', label: 'tankc1' }, undefined))]), stick(known)).verdict, 'install');
  t.is(decideInstall(siteFor({ wipe: 'any' }), machine([blank('SYS', windows({ type: 'btrfs', label: 'tankc1' }, undefined))]), stick(known)).verdict, 'refuse');
});

test('the same words never erase the same disk twice: not when it was installed, and not when something else was put on it meanwhile', (t) => {
  const site = siteFor({ wipe: ['SYS'] });
  const before = blank('SYS', { signatures: [{ type: 'ntfs', usage: 'filesystem' }] });
  for (const isWhole of [true, false]) {
    const known = after(site, machine([before]), isWhole);
    const decision = decideInstall(site, machine([blank('SYS', { signatures: [{ type: 'ext4', usage: 'filesystem', label: 'new-photos' }] })]), stick(known));
    t.is(decision.verdict, 'refuse');
    t.regex(decision.verdict === 'refuse' ? decision.remedies.join('\n') : '', /used up/);
  }
});

test('wipe: any means the disks that were there at the first installation, also while that is not at its end', (t) => {
  const site = siteFor({ wipe: 'any', systemDisk: { pick: 'smallest' } });
  const known = after(site, machine([blank('SYS', { bytes: 1e11 }), photos('SEEN')]), false);
  t.is(decideInstall(site, machine([photos('STRANGE')]), stick(known)).verdict, 'refuse');
  t.is(decideInstall(site, machine([photos('SEEN')]), stick(known)).verdict, 'install');
});

test('one stick installs as many machines as its site says, each once', (t) => {
  const site = siteFor({ installations: 2, wipe: 'any' });
  const first = after(site);
  const second = machine([photos('TWO')], elsewhere);
  const plan = planned(decideInstall(site, second, stick(first)));
  const both = withWhole(withBegun(first, plan, second), plan, key);
  t.is(decideInstall(site, machine([blank('THREE')], 'a8:b8:e0:77:77:77'), stick(both)).verdict, 'refuse');
  t.is(decideInstall(site, machine([photos('OTHER')]), stick(first)).verdict, 'refuse', 'the first machine again, with another disk');
});

test('a medium that cannot be written is remembered by the firmware of the machine, and only there', (t) => {
  const known = after(siteFor(), machine([blank('SYS')], 'x')).map((one) => ({ ...one, seen: [], isHere: true as const }));
  t.is(decideInstall(siteFor({ installations: 5 }), machine([blank('SPARE')], elsewhere), stick(known)).verdict, 'refuse');
});

test('disks without a name are told by nothing: what was begun on one goes on, and another one is not taken', (t) => {
  const nameless = diskWith({ path: '/dev/vda' });
  const known = after(siteFor(), machine([nameless]));
  t.is(decideInstall(siteFor(), machine([nameless]), stick(known)).verdict, 'refuse');
  const begun = after(siteFor(), machine([nameless]), false);
  t.is(decideInstall(siteFor(), machine([nameless]), stick(begun)).verdict, 'install');
});

test('a stick that forgot learns from the disks of an installed machine, once', (t) => {
  const inventory = machine([blank('SYS')]);
  const known = withInstalled([], inventory.disks.slice(0, 1), inventory);
  t.deepEqual(withInstalled(known, inventory.disks.slice(0, 1), inventory), known);
  t.is(decideInstall(siteFor(), machine([blank('SPARE')]), stick(known)).verdict, 'refuse');
});

test('a memory that is missing, torn or somebody else’s is none', (t) => {
  for (const text of [undefined, '', '{"sites":', '[]', '{"sites":{"x":[]},"spent":[]}']) t.deepEqual(parseStickMemory(text), nothingRemembered);
});

test('an installed machine goes on as before, whatever the stick remembers', (t) => {
  const inventory = readInventory('installed-stick-forgotten');
  t.is(decideInstall(siteFor({ wipe: 'any' }), inventory, stick(after())).verdict, 'boot-on');
});

test('a blank disk that was begun and holds now what nobody can name is somebody’s: nothing is erased without a word for it', (t) => {
  const known = after(siteFor(), machine([blank('SYS')]), false);
  const used = blank('SYS', { signatures: [{ type: 'unknown-data', usage: 'other' }] });
  t.is(decideInstall(siteFor(), machine([used]), stick(known)).verdict, 'refuse');
});

test('what somebody put on a disk that was blank is not erased by the words of before, whatever they allow', (t) => {
  const table = { type: 'PMBR', usage: 'partition-table' as const };
  const found: Array<Disk['signatures']> = [[{ type: 'unknown-data', usage: 'other' }], [table, { type: 'unknown-data', usage: 'other' }], [table, { type: 'table-elsewhere', usage: 'other' }], [{ type: 'bsd', usage: 'partition-table' }]];
  for (const wipe of ['any', ['SYS'], []] as const) {
    const site = siteFor({ wipe: wipe === 'any' ? wipe : [...wipe] });
    const known = after(site, machine([blank('SYS')]), false);
    for (const signatures of found) t.is(decideInstall(site, machine([blank('SYS', { signatures })]), stick(known)).verdict, 'refuse', JSON.stringify([wipe, signatures]));
    t.is(decideInstall(site, machine([blank('SYS', { signatures: [table] })]), stick(known)).verdict, 'install', 'a table of ours, and nothing else');
  }
});

test('a table for sectors of another size is somebody’s too, on a disk that had something else', (t) => {
  const site = siteFor({ wipe: ['SYS'] });
  const known = after(site, machine([{ ...photos('SYS'), path: '/dev/sda' }]), false);
  const behindBridge = blank('SYS', { signatures: [{ type: 'PMBR', usage: 'partition-table' }, { type: 'table-elsewhere', usage: 'other' }] });
  t.is(decideInstall(site, machine([behindBridge]), stick(known)).verdict, 'refuse');
});

test('an adapter that is carried from machine to machine tells none of them', (t) => {
  const adapter = { ...base, links: base.links.slice(0, 1).map((link) => ({ ...link, bus: 'usb' })) };
  const [one, other] = [{ ...adapter, disks: [blank('ONE'), ...boot] }, { ...adapter, disks: [blank('TWO'), ...boot] }];
  const site = siteFor({ installations: 2 });
  t.is(decideInstall(site, other, stick(after(site, one))).verdict, 'install');
});

test('the word of `configure --again` is spent when its installation has come to its end; until then it counts on that machine alone', (t) => {
  const here = machine([blank('NEW')], elsewhere);
  const plan = planned(decideInstall(siteFor(), here, stick(after(), { again: true })));
  const begun = withBegun(after(), plan, here, 'word');
  const memory = (known: readonly RememberedInstallation[], spent: string[] = []) => ({ sites: { [digest]: [...known] }, spent });
  t.true(againBy('word', memory(after()), here));
  t.is(againBy('word', memory(begun), here), 'begun');
  t.is(againBy('word', memory(begun), machine([blank('THIRD')], 'a8:b8:e0:77:77:77')), false);
  t.is(againBy('word', memory(withWhole(begun, plan, key), ['word']), here), false);
  t.is(againBy(undefined, memory(begun), here), false);
  t.is(againBy('another word', memory(begun), here), true);
  t.deepEqual(withBegun(begun, plan, here, 'word'), begun, 'begun once');
});

test('an installation that a word allowed and that failed may take another disk, and erases none a second time', (t) => {
  const here = machine([blank('NEW')], elsewhere);
  const plan = planned(decideInstall(siteFor({ wipe: ['NEW'] }), here, stick(after(), { again: true })));
  const begun = withBegun(after(), plan, here, 'word');
  t.is(decideInstall(siteFor(), machine([blank('OTHER')], elsewhere), stick(begun, { again: 'begun' })).verdict, 'install');
  t.is(decideInstall(siteFor(), machine([blank('OTHER')], elsewhere), stick(begun)).verdict, 'refuse');
  t.is(decideInstall(siteFor({ wipe: ['NEW'] }), machine([photos('NEW')], elsewhere), stick(begun, { again: 'begun' })).verdict, 'refuse', 'somebody put photos there since');
});
