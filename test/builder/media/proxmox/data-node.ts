/** A Proxmox node with a disk for data, and what people and power cuts do to it. */
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { siteText } from '../site.ts';
import { standIn, type NodeChoice, type StandIn } from './node-stand-in.ts';

export function nodeFor(t: ExecutionContext, dataDisks: string, wipe = '', instead?: string, more: Pick<NodeChoice, 'looksAtAll'> = {}): StandIn {
  const listed = siteText.replace('machine:\n', `machine:\n  dataDisks: { ${dataDisks} }\n`).replace('wipe: [', `wipe: [${wipe}`);
  const text = instead === undefined ? listed : listed.replace(/wipe: .*/, `wipe: ${instead}`);
  const choice: NodeChoice = { ...more, text };
  const node = standIn(choice);
  t.teardown(() => node.remove());
  return node;
}

export const put = (node: StandIn, path: string, content = ''): void => writeFileSync(join(node.root, path), content);
export const erasing = (node: StandIn): string[] => node.calls().filter((call) => /^(zpool|wipefs)/.test(call));
export const one = 'tanka1: { serial: DATA1 }';

export function writeAt(node: StandIn, disk: string, at: number, text = 'data'): void {
  const file = openSync(join(node.root, 'dev', disk), 'r+');
  writeSync(file, text, at);
  closeSync(file);
}

export const inParts = (node: StandIn, parts: ReadonlyArray<Readonly<Record<string, string>>>): void => {
  put(node, 'blkid-sdb.PTTYPE', 'gpt\n');
  put(node, 'signatures-sdb', '0x200 gpt\n');
  for (const [index, known] of parts.entries()) {
    const folder = `sys/block/sdb/sdb${index + 1}`;
    mkdirSync(join(node.root, folder), { recursive: true });
    put(node, `dev/sdb${index + 1}`);
    put(node, `${folder}/partition`, `${index + 1}\n`);
    put(node, `${folder}/start`, `${2048 * (index + 1)}\n`);
    for (const [word, said] of Object.entries(known)) put(node, `blkid-sdb${index + 1}.${word}`, `${said}\n`);
  }
};

/** Makes the node be cut off in the middle of it; the next run is a whole one. */
export function cutOff(node: StandIn, place: 'wipefs' | 'create'): void {
  put(node, `cut-at-${place}`);
  node.run();
  rmSync(join(node.root, `cut-at-${place}`));
  if (!node.read('state/erased').includes('\tbegun\t')) throw new Error('Nothing was begun.');
}

export const whole = ['wipefs --all /dev/sdb', 'zpool create -o ashift=12 tanka1 /dev/sdb'];
