/** sshguard: who guesses keys or passwords is kept out for a while. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';

const Settings = z.strictObject({
  trusted: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).meta({ description: 'Address or network that is never kept out, such as `10.0.0.0/24`' }))
    .default([])
    .meta({ description: 'Addresses or networks that are never kept out', examples: [['10.0.0.0/24']] }),
});

const unit = 'pintxo-guard.service';

export const guard = defineModule({
  name: 'guard',
  title: 'Protection against guessing',
  settings: Settings,
  packages: ['sshguard'],

  facts: () => ({
    units: [{ unit, title: 'Protection against guessing', files: ['/etc/sshguard/', `/etc/systemd/system/${unit}`], onChange: 'restart' }],
  }),

  view: ({ settings }) => ({ trusted: settings.trusted }),
});
