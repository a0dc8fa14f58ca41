/** `network.wan.pppoe` of site.yaml, the same as written and as checked. */
import { z } from 'zod';

export const Pppoe = z
  .strictObject({
    user: z.string().meta({ description: 'User name at the provider; the password is the secret wan.password, not in this file', examples: ['ana@provider.example'] }),
    service: z.string().optional().meta({ description: 'Name of the service, for providers that have several; any if left out', examples: ['internet'] }),
  })
  .meta({ description: 'How the provider is dialled (PPPoE), where the machine hangs on a modem' });
export type Pppoe = z.infer<typeof Pppoe>;
