/** WireGuard: administrators who are elsewhere work as if they were in the management zone. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { managementZone, overlay, topologyOf } from '../topology.ts';

const Settings = z.strictObject({
  /** Name or address under which the internet finds this house; without it the overlay is reached from inside only. */
  endpoint: z.string().optional(),
});

const folder = '/var/lib/pintxo/wireguard';

export const remote = defineModule({
  name: 'remote',
  title: 'Remote access for administrators',
  settings: Settings,
  packages: ['wireguard-tools'],

  facts: ({ settings }) => ({
    ports: [
      {
        name: 'wireguard',
        protocol: 'udp',
        port: overlay.port,
        zones: settings.endpoint === undefined ? [managementZone] : [managementZone, 'wan'],
      },
    ],
    secrets: [{ kind: 'wireguard-key', path: `${folder}/private.key`, group: 'systemd-network' }],
    state: [{ path: folder, title: 'Keys of the remote access and of those who may use it' }],
  }),

  view: ({ settings, machine, zones }) => {
    const router = topologyOf(machine).mode === 'router';
    const management = zones.filter(({ name }) => name === managementZone).map(({ subnet }) => subnet);
    return {
      ...overlay,
      length: overlay.subnet.split('/')[1] ?? '',
      router,
      folder,
      // What `pintxo peer` needs to know.
      overlay: {
        interface: overlay.interface,
        port: overlay.port,
        subnet: overlay.subnet,
        gateway: overlay.gateway,
        mtu: overlay.mtu,
        endpoint: settings.endpoint ?? null,
        networks: [overlay.subnet, ...(router ? management : [])],
        privateKey: `${folder}/private.key`,
        peers: `${folder}/peers.json`,
        peersOfNetwork: `${folder}/peers.conf`,
      },
    };
  },
});
