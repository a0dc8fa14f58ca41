/** PPPoE: the provider is dialled over the cable to the modem, by Debian's pppd and the kernel. */
import { z } from 'zod';
import { defineModule, type GivenSecret, type ModuleContext } from '../contract.ts';
import { pathOfSecret } from '../contract-secrets.ts';
import { tunnels } from '../topology.ts';

const unit = 'pintxo-pppoe.service';
const peer = '/etc/ppp/peers/pintxo-wan';
const folder = 'pintxo-pppoe';
const title = 'Internet access (PPPoE)';

/** The protocols send its length as one octet. */
const password: GivenSecret = { name: 'wan.password', title: 'password of the internet access', mostBytes: 255 };

export const dialling = defineModule({
  name: 'dialling',
  title: 'Dialling the provider',
  settings: z.strictObject({}),
  packages: ['ppp'],
  givenSecrets: [password],

  facts: (context) => {
    const needed = context.site.network.wan.pppoe === undefined ? [] : [{ ...password, path: ['network', 'wan', 'pppoe'], units: [unit] }];
    const link = dialledLink(context);
    if (link === undefined) return { neededSecrets: needed };
    return {
      neededSecrets: needed,
      units: [{ unit, title, files: [peer, `/etc/systemd/system/${unit}`], onChange: 'restart' }],
      checks: [
        { kind: 'secret', title: 'Password of the internet access', name: password.name, blame: 'machine' },
        { kind: 'dialled', title, unit, ended: `/run/${folder}/ended`, link: link.role, over: link.over, secret: password.name, blame: 'machine' },
      ],
    };
  },

  view: (context) => {
    const link = dialledLink(context);
    const { pppoe } = context.site.network.wan;
    const withoutIpv4 = tunnels(context.machine).length > 0;
    if (link === undefined || pppoe === undefined) return { dialled: {}, pppoe: null };
    return {
      dialled: { [link.role]: { name: link.role, unit, withoutIpv4 } },
      pppoe: {
        link: link.role,
        over: link.over,
        withoutIpv4,
        user: pppoe.user,
        service: pppoe.service ?? null,
        credential: password.name,
        secret: pathOfSecret(password),
        folder,
        peer: peer.slice('/etc/ppp/peers/'.length),
      },
    };
  },
});

function dialledLink({ machine }: Pick<ModuleContext<unknown>, 'machine'>): { readonly role: string; readonly over: string } | undefined {
  return machine.links.flatMap(({ role, dialled }) => (dialled === undefined ? [] : [{ role, over: dialled.over }]))[0];
}
