/** The disks with the machine's data, and the storage pools on further disks. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';

export const storage = defineModule({
  name: 'storage',
  title: 'Disks and storage pools',
  settings: z.strictObject({}),
  packages: ['smartmontools'],

  facts: ({ site: { machine } }) => {
    const pools = Object.keys(machine.dataDisks);
    return {
      units: [
        ...(pools.length === 0 ? [] : [{ unit: 'pintxo-pools.service', title: 'Storage pools', files: [], onChange: 'nothing' } as const]),
        { unit: 'pintxo-smart.timer', title: 'Asking the drives how they are', files: ['/etc/systemd/system/pintxo-smart.timer'], onChange: 'restart' },
        { unit: 'pintxo-scrub.timer', title: 'Reading all data once a month', files: ['/etc/systemd/system/pintxo-scrub.timer'], onChange: 'restart' },
      ],
      state: pools.map((pool) => ({ path: `/srv/${pool}`, title: `Storage pool ${pool}` })),
      checks: [
        { kind: 'disks', title: 'Disks of the system and its data', mount: '/var', blame: 'machine' },
        { kind: 'unlocking', title: 'Encryption of the data', blame: 'machine' },
        ...pools.map((pool) => ({ kind: 'disks', title: `Storage pool ${pool}`, mount: `/srv/${pool}`, blame: 'machine' }) as const),
      ],
    };
  },

  view: ({ site: { machine } }) => {
    const pools = Object.keys(machine.dataDisks);
    return { hasPools: pools.length > 0, mounts: ['/var', ...pools.map((pool) => `/srv/${pool}`)] };
  },
});
