import test from 'ava';
import type { Site } from '../../../builder/site/site.ts';
import { whyOther } from '../../../installer/plan/same-site.ts';
import { diskWith } from './disks.ts';
import { siteFor } from './site-for.ts';

const present = siteFor();
const disk = diskWith({ serial: 'S1', ids: ['nvme-X_S1'] });
const other = (proposed: Site, own = present, disks = [disk]): string => whyOther(proposed, own, disks) ?? 'may be ours';

test('a site of another name or domain is for another machine', (t) => {
  t.is(other({ ...present, site: { ...present.site, timezone: 'Europe/Madrid' } }), 'may be ours');
  t.regex(other({ ...present, site: { ...present.site, name: 'villa' } }), /for the site villa \(home\.internal\), and this machine is home/);
  t.regex(other({ ...present, site: { ...present.site, domain: 'villa.internal' } }), /villa\.internal/);
});

test('one that names disks is for the machine that has one of them', (t) => {
  t.is(other(siteFor({ systemDisk: { serial: 'S1' } })), 'may be ours');
  t.is(other(siteFor({ systemDisk: { id: 'nvme-X_S1' } })), 'may be ours');
  for (const systemDisk of [{ serial: 'S2' }, { id: 'nvme-X_S2' }, { wwn: '0x5' }]) t.regex(other(siteFor({ systemDisk })), /none of the disks that it names/);
  t.regex(other(siteFor({ dataDisks: { tanka1: { serial: 'S3' } } })), /none of the disks that it names/);
  t.is(other(siteFor({ systemDisk: { serial: 'S1' }, dataDisks: { tanka1: { serial: 'lost' } } })), 'may be ours');
});

test('sizes and kinds name no machine, and a disk that was replaced since is no reason to refuse', (t) => {
  t.is(other(siteFor({ systemDisk: { transport: 'sata', size: { min: '900 TB' } } })), 'may be ours');
  const replaced = siteFor({ systemDisk: { serial: 'S0' } });
  t.is(other(replaced, replaced), 'may be ours');
  t.regex(other(replaced), /none of the disks/);
});
