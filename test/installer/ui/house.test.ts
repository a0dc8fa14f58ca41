import test from 'ava';
import { type Asked, isOwnRequest } from '../../../installer/ui/house.ts';

const asked = (host: string, origin: string | undefined = `http://${host}`): Asked => ({ host, origin });

test('a request counts on the page of the machine, by its address or one of its names', (t) => {
  for (const host of ['192.168.1.20', '192.168.1.20:80', '[fe80::1]', 'pintxo.local', 'casa.internal', 'CASA.internal:443']) t.true(isOwnRequest(asked(host), ['casa.internal']), host);
  t.true(isOwnRequest(asked('casa.internal', 'https://casa.internal'), ['casa.internal']));
  t.true(isOwnRequest({ host: 'casa.internal', origin: undefined }, ['casa.internal']), 'who types the address comes from no page');
});

test('a request that the page of another site makes does not count', (t) => {
  for (const origin of ['https://evil.example', 'null', '', 'http://192.168.1.20.evil.example']) t.false(isOwnRequest(asked('192.168.1.20', origin), []), origin);
});

test('a site that gives its own name our address does not count', (t) => {
  for (const host of ['evil.example', 'pintxo.local.evil.example', '']) for (const origin of [`http://${host}`, undefined]) t.false(isOwnRequest({ host, origin }, ['casa.internal']), host);
});
