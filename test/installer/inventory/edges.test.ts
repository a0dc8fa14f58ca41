import { gunzipSync } from 'node:zlib';
import test from 'ava';
import { edgeBytes, holdsData, judgeEdges, unfinishedMark } from '../../../installer/inventory/edges.ts';
import { consentFor } from '../../../installer/plan/consent.ts';
import { diskSignatures } from '../../../installer/inventory/parse-signatures.ts';
import { readInventory } from '../plan/machines.ts';

// First sector of the superblock that mkfs.btrfs 6.2 leaves when it is killed at its 40th write.
const beingMade = gunzipSync(Buffer.from('H4sIAAAAAAACA1NvOcvPgAfMleWK77XzrW6R33tdampALwMDI1icESqv6OQRlBYc78sC13EBIuUggMtIBzB5AKKMDSoIM49BAKrCAcJ+BKRY0AxghtKOzEiCjOgWMCzjgBsIw3iB1frl3DEJTuqr0sqPrjjv+Q/d6wWZeSUV+bqZecn5uQU5qSWpDMMAAAAyxHbfAAIAAA==', 'base64'));

type Piece = readonly [offset: number, bytes: Uint8Array];

function edge(...pieces: readonly Piece[]): Uint8Array {
  const bytes = new Uint8Array(edgeBytes);
  for (const [offset, piece] of pieces) bytes.set(piece, offset);
  return bytes;
}

const mark = edge([edgeBytes - unfinishedMark.length, unfinishedMark]);
const noise: Piece = [32_768, new Uint8Array(500_000).fill(0x5a)];

test('erased flash holds no data, one other byte is data', (t) => {
  const bytes = new Uint8Array(4096).fill(0xff, 1000);
  t.false(holdsData(bytes));
  bytes[4095] = 0x7f;
  t.true(holdsData(bytes));
  t.is(judgeEdges(edge(), edge()), 'blank');
  t.is(judgeEdges(edge(), edge([7, Uint8Array.of(1)])), 'data');
});

test('what a power cut leaves of encrypting a disk is told by the mark, and from a volume without a header that the mark outlived', (t) => {
  t.is(judgeEdges(edge(), mark), 'unfinished');
  t.is(judgeEdges(edge(noise), mark), 'unfinished');
  t.is(judgeEdges(edge(noise), edge()), 'data');
  t.is(judgeEdges(edge(noise, [0, new Uint8Array(32_768).fill(0xa5)]), mark), 'data');
});

test('what a power cut leaves of formatting a disk is told by its superblock, if it has the unfinished name', (t) => {
  t.is(judgeEdges(edge([65_536, beingMade]), edge()), 'unfinished');
  const renamed = Buffer.from(beingMade.toString('latin1').replace('pintxo-incomplete', 'photographs-of-us'), 'latin1');
  t.is(judgeEdges(edge([65_536, renamed]), edge()), 'data');
  t.is(judgeEdges(edge([65_536, beingMade], [0, Uint8Array.of(1)]), edge()), 'data');
});

test('a disk that was being made starts over without anybody being asked; what else is unknown does not', (t) => {
  const inventory = readInventory('mini-pc-blank');
  const consent = (edges: Parameters<typeof diskSignatures>[1]): string | undefined => {
    const disks = inventory.disks.map((disk) => ({ ...disk, signatures: diskSignatures('', edges) }));
    return disks[0] && consentFor(disks[0], [], disks);
  };
  t.is(consent('unfinished'), 'it holds an installation that was cut short, which starts over');
  t.is(consent('data'), undefined);
});
