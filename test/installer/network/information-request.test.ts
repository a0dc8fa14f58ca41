import test from 'ava';
import { informationRequest, parseReply } from '../../../installer/network/information-request.ts';

const transaction = Uint8Array.of(1, 2, 3);
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const name = '04 61667472 08 70726f7669646572 04 74657374 00';
const option = (code: number, content: string): string => `${code.toString(16).padStart(4, '0')} ${bytes(content).length.toString(16).padStart(4, '0')} ${content}`;
const reply = (...options: readonly string[]) => parseReply(bytes(`07 010203 ${options.join('')}`), transaction);

test('resolvers, the refresh time and the end of the tunnel are asked for', (t) => {
  t.is(Buffer.from(informationRequest(transaction)).toString('hex'), '0b010203' + '000800020000' + '00060006' + '0017' + '0020' + '0040');
});

test('the name of the end and the resolvers are read, whatever stands around them', (t) => {
  const resolvers = '20010db8ffff00000000000000000053 fe800000000000000000000000000001';
  t.deepEqual(reply(option(2, '00030001020000000001'), option(23, resolvers), option(64, name)), { resolvers: ['2001:db8:ffff:0:0:0:0:53', 'fe80:0:0:0:0:0:0:1'], aftr: 'aftr.provider.test' });
  t.deepEqual(reply(), { resolvers: [] });
});

test('what is no answer to this question, or not a whole one, is none', (t) => {
  t.is(parseReply(bytes(`07 010204 ${option(64, name)}`), transaction), undefined);
  t.is(parseReply(bytes(`02 010203 ${option(64, name)}`), transaction), undefined);
  t.is(parseReply(new Uint8Array(), transaction), undefined);
  for (const cut of [1, 5, 12]) t.is(parseReply(bytes(`07 010203 ${option(64, name)}`).slice(0, -cut), transaction), undefined);
});

test('of several names the first counts, and what is no host name is nobody', (t) => {
  t.is(reply(option(64, name), option(64, '01 61 00'))?.aftr, 'aftr.provider.test');
  for (const wrong of ['', '00', '04 6166', '04 61667472', '03 612e62 00', '02 6120 00', '03 612762 00', '04 61667472 00 01 61 00', 'c0 0c']) t.deepEqual(reply(option(64, wrong)), { resolvers: [] }, wrong);
});
