/** WireGuard: administrators who are elsewhere work as if they were in the management zone. */
import { z } from 'zod';
import { defineModule, type View } from '../contract.ts';
import { managementZone, overlay, overlayNetwork, topologyOf, type Topology } from '../topology.ts';

const Settings = z.strictObject({
  endpoint: z.union([z.ipv4(), z.ipv6(), z.hostname()]).optional().meta({
    description: 'Name or address under which the internet finds this house, without port; without it the overlay is reached from inside only',
    examples: ['casa.example.org'],
  }),
  /** A name at a dynamic DNS service, which is told when the public address changes; its password is a file on the machine. */
  dynamicName: z
    .strictObject({
      name: z.hostname().meta({ description: 'Name that follows the public address', examples: ['casa.dyndns.example'] }),
      protocol: z.string().regex(/^[a-z0-9]+$/).default('dyndns2').meta({ description: 'Protocol of the service, as ddclient calls it; dyndns2 if left out', examples: ['dyndns2'] }),
      server: z.hostname().optional().meta({ description: 'Name of the service, without https://', examples: ['members.dyndns.example'] }),
      login: z.string().regex(/^[^\s,'"#\\]+$/).optional().meta({ description: 'Login at the service, without spaces, quotes, commas, # and backslashes', examples: ['ana'] }),
      /** `link`: the address of the WAN link is the public one; `web`: a server on the internet is asked, for a node behind another router. */
      address: z.enum(['link', 'web']).default('link'),
    })
    .optional(),
});

/** Written by the administrator, readable by root only. */
const dynamic = { folder: '/var/lib/pintxo/dynamic-name', password: '/var/lib/pintxo/dynamic-name/password' };

const updater = { unit: 'pintxo-dynamic-name.timer', title: 'Dynamic DNS', files: ['/etc/systemd/system/pintxo-dynamic-name.timer'], onChange: 'restart' } as const;

const folder = '/var/lib/pintxo/wireguard';

export const remote = defineModule({
  name: 'remote',
  title: 'Remote access for administrators',
  settings: Settings,
  packages: ['wireguard-tools', 'ddclient'],

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
    units: settings.dynamicName === undefined ? [] : [updater],
    state: [{ path: folder, title: 'Keys of the remote access and of those who may use it' }, { path: dynamic.folder, title: 'Password of the dynamic DNS service' }],
  }),

  view: ({ site, settings, machine, zones }) => {
    const { subnet, gateway } = overlayNetwork(site);
    const router = topologyOf(machine).mode === 'router';
    const management = zones.filter(({ name }) => name === managementZone).map(({ subnet }) => subnet);
    return {
      ...overlay,
      subnet,
      gateway,
      dynamicName: dynamicNameOf(settings, topologyOf(machine)),
      length: subnet.split('/')[1] ?? '',
      router,
      folder,
      // What `pintxo peer` needs to know.
      overlay: {
        interface: overlay.interface,
        port: overlay.port,
        subnet,
        gateway,
        mtu: overlay.mtu,
        endpoint: settings.endpoint ?? null,
        networks: [subnet, ...(router ? management : [])],
        privateKey: `${folder}/private.key`,
        peers: `${folder}/peers.json`,
        peersOfNetwork: `${folder}/peers.conf`,
      },
    };
  },
});

function dynamicNameOf({ dynamicName }: z.infer<typeof Settings>, { mode, wan, lan }: Topology): View | null {
  if (dynamicName === undefined) return null;
  const { address, server = null, login = null, ...rest } = dynamicName;
  return { ...rest, server, login, ...dynamic, link: address === 'link' ? (mode === 'router' ? (wan[0] ?? null) : lan) : null };
}
