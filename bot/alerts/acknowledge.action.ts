import { z } from 'zod';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import type { Outbox } from '../ports/index.ts';
import { alertView } from './alert.view.ts';

/** Records who acknowledged an alert; its card then names them and no longer asks. */
export const acknowledge = action(
  'acknowledge',
  'subscribe',
  z.object({ alert: z.string().max(200) }),
  async ({ outbox }: { readonly outbox: Outbox }, { speech, person }, data) => {
    const found = await outbox.find(data.alert);
    if (found === undefined) return { card: notice(speech, speech.say('alerts.title'), [speech.say('alert.gone')]) };
    const by = await outbox.acknowledge(data.alert, person.name === '' ? speech.say('alert.somebody') : person.name);
    return { card: alertView(speech, found.alert, by) };
  },
);
