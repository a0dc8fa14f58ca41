/** Network cards and what their cables lead to, in QEMU's words. */
import { z } from 'zod';
import type { ForwardSpec, NetworkSpec, NicSpec, UserNetwork } from './spec.ts';

/** An open forward: a port of the host's loopback and where it leads. */
export interface Forward {
  readonly nic: number;
  readonly protocol: 'tcp' | 'udp';
  readonly hostPort: number;
  readonly guestAddress: string;
  readonly guestPort: number;
}

export const nicId = (position: number): string => `nic${position}`;

/** Arguments for all network cards. */
export function networkArguments(nics: readonly NicSpec[]): string[] {
  return nics.flatMap((nic, position) => [
    '-netdev', JSON.stringify(network(nic.network, position)),
    '-device', JSON.stringify(card(nic, position)),
  ]);
}

/** Positions of the cards whose link is down at power-on. */
export function unplugged(nics: readonly NicSpec[]): number[] {
  return nics.flatMap((nic, position) => (nic.linkUp === false || nic.network.kind === 'none' ? [position] : []));
}

function card(nic: NicSpec, position: number): object {
  return {
    driver: nic.model ?? 'virtio-net-pci',
    id: nicId(position),
    netdev: `net${position}`,
    mac: nic.mac ?? `52:54:00:50:58:${position.toString(16).padStart(2, '0')}`,
    // Without a boot ROM the firmware does not spend minutes on booting from the network.
    romfile: '',
  };
}

function network(spec: NetworkSpec, position: number): object {
  const id = `net${position}`;
  if (spec.kind === 'user') return { type: 'user', id, ...userNetwork(spec) };
  if (spec.kind === 'hub') return { type: 'stream', id, server: false, addr: { type: 'unix', path: spec.path } };
  return { type: 'hubport', id, hubid: position };
}

function userNetwork(spec: UserNetwork): object {
  return {
    restrict: spec.restrict ?? false,
    ipv6: spec.ipv6 ?? false,
    hostfwd: (spec.forwards ?? []).map((forward) => ({ str: forwardRule(forward) })),
    ...(spec.subnet === undefined ? {} : { net: spec.subnet }),
    ...(spec.dhcpStart === undefined ? {} : { dhcpstart: spec.dhcpStart }),
    ...(spec.dns === undefined ? {} : { dns: spec.dns }),
  };
}

const forwardRule = (forward: ForwardSpec): string =>
  `${forward.protocol ?? 'tcp'}:127.0.0.1:${forward.hostPort ?? 0}-${forward.guestAddress ?? ''}:${forward.guestPort}`;

const section = /\(net(\d+)\):/;
const row = /^\s*(TCP|UDP)\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)\s+(\S+)\s+(\d+)/;
const Row = z.tuple([z.string(), z.enum(['TCP', 'UDP']), z.coerce.number(), z.string(), z.coerce.number()]);

/** Reads the forwards from QEMU's `info usernet`, the only place that tells the ports the kernel chose. */
export function readForwards(report: string): Forward[] {
  let nic = 0;
  return report.split('\n').flatMap((line) => {
    nic = Number(section.exec(line)?.[1] ?? nic);
    const found = Row.safeParse(row.exec(line)?.slice(0));
    if (!found.success) return [];
    const [, protocol, hostPort, guestAddress, guestPort] = found.data;
    return [{ nic, protocol: protocol === 'TCP' ? 'tcp' : 'udp', hostPort, guestAddress, guestPort }];
  });
}
