import { z } from 'zod';
import { alertView } from './alert.view.ts';
import { notice } from '../chat/refusal.view.ts';
import { action } from '../chat/action.ts';

/** Somebody takes care of an alert: the card says who, and no longer asks. */
export const acknowledge = action(
  'acknowledge',
  'subscribe',
  z.object({ alert: z.string().max(200) }),
  async (turn, data) => {
    const { app, speech } = turn;
    const found = await app.outbox.find(app.tenant, data.alert);
    if (found === undefined) return { card: notice(speech, speech.say('alerts.title'), [speech.say('alert.gone')]) };
    const by = await app.outbox.acknowledge(
      app.tenant,
      data.alert,
      turn.person.name === '' ? speech.say('alert.somebody') : turn.person.name,
    );
    return { card: alertView(speech, found.alert, by) };
  },
);
