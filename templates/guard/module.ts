/** sshguard: who guesses keys or passwords is kept out for a while. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';

const Settings = z.strictObject({
  /** Addresses or networks that are never kept out. */
  trusted: z.array(z.string()).default([]),
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
