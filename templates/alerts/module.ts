/** A message to people elsewhere when the machine is not well any more, and when it is again. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';

const Settings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional().meta({
    description: 'Where a message is posted when the machine is not well any more, and when it is again: a topic of ntfy, or the hook of a chat',
    examples: ['https://ntfy.example.org/casa'],
  }),
  format: z.enum(['text', 'json']).default('text').meta({
    description: '`text` for ntfy and the like, with the subject as header; `json` with the field `text`, as Mattermost, Rocket.Chat and Slack take it',
  }),
});

export const alerts = defineModule({
  name: 'alerts',
  title: 'Alerts',
  settings: Settings,
  packages: [],

  facts: () => ({}),

  // The health step reads the file; an address that nobody else may know is enough to post there.
  view: ({ settings: { url, format } }) => ({ target: url === undefined ? null : { url, format } }),
});
