import test from 'ava';
import { parseLease } from '../../../installer/system/router.ts';

test('a lease says who its server and its gateway are; a server without a router is the gateway', (t) => {
  t.deepEqual(parseLease('# This is private data.\nADDRESS=192.168.1.20\nNETMASK=255.255.255.0\nROUTER=192.168.1.1 192.168.1.2\nSERVER_ADDRESS=192.168.1.254\n'), { server: '192.168.1.254', gateway: '192.168.1.1' });
  t.deepEqual(parseLease('SERVER_ADDRESS=10.0.2.2\n'), { server: '10.0.2.2', gateway: '10.0.2.2' });
  t.is(parseLease('ADDRESS=192.168.1.20\n'), undefined);
  t.is(parseLease(undefined), undefined);
});
