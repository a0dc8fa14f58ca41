import test from 'ava';
import { debianTreeCommand } from '../../../builder/image/debian-tree.ts';

const step = {
  kind: 'debian-tree',
  suite: 'trixie',
  components: ['main'],
  packages: ['systemd', 'unbound'],
  excludePaths: ['/usr/share/man/*'],
  includePaths: ['/usr/share/doc/*/copyright'],
  epoch: 1_754_697_600,
} as const;

test("without a mirror the tool's own default is used", (t) => {
  const { args } = debianTreeCommand(step, '/out/tree', '/source');
  t.deepEqual(args.slice(-2), ['trixie', '/out/tree']);
  t.notRegex(args.join(' '), /:\/\//);
});

test('a mirror that is given comes last', (t) => {
  const { args } = debianTreeCommand({ ...step, mirror: 'http://mirror.example/debian' }, '/out/tree', '/source');
  t.is(args.at(-1), 'http://mirror.example/debian');
});

test('paths are first excluded, then included again', (t) => {
  const { args } = debianTreeCommand(step, '/out/tree', '/source');
  const [excluded, included] = ['exclude', 'include'].map((word) => args.findIndex((arg) => arg.startsWith(`--dpkgopt=path-${word}=`)));
  t.true((excluded ?? -1) >= 0 && (excluded ?? 0) < (included ?? 0));
});

test('pinned accounts are written before any package asks for one', (t) => {
  const { args } = debianTreeCommand({ ...step, pinnedIds: 'images' }, '/out/tree', '/source');
  const hook = args.find((arg) => arg.startsWith('--essential-hook='));
  t.regex(hook ?? '', /cat '\/source\/images\/passwd' >> "\$1\/etc\/passwd"/);
  t.false(debianTreeCommand(step, '/out/tree', '/source').args.some((arg) => arg.startsWith('--essential-hook=')));
});

test('the tree of the platform is installed, that of the tools only unpacked', (t) => {
  t.true(debianTreeCommand(step, '/out/tree', '/source').args.includes('--variant=minbase'));
  t.true(debianTreeCommand({ ...step, unpackedOnly: true }, '/out/tree', '/source').args.includes('--variant=extract'));
});

test('the time of the files is fixed, and a failure names the mirror setting', (t) => {
  const { environment, hint } = debianTreeCommand(step, '/out/tree', '/source');
  t.is(environment?.['SOURCE_DATE_EPOCH'], '1754697600');
  t.regex(hint ?? '', /PINTXO_MIRROR/);
});
