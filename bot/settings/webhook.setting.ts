import { err, ok } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import { hostOf, webhookIn, type WebhookChoice } from '../alerts/webhook-destination.ts';
import type { WebhookSecrets } from '../alerts/webhook-secrets.ts';
import type { Turn } from '../chat/turn.ts';
import type { Messenger, Webhook } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { choiceSetting, type ChoiceNeeds, type ChoiceAsked } from './choice-setting.ts';
import { webhookBody, webhookSecretView } from './webhook.view.ts';

/** What choosing which program is told needs. */
export interface WebhookSettingNeeds extends ChoiceNeeds {
  readonly webhook: Webhook;
  readonly webhookSecrets: WebhookSecrets;
  readonly messenger: Messenger;
  readonly deliveries: Pick<Deliveries, 'tellNewcomers'>;
  readonly background: Background;
}

/** The program that is told of alerts (A4). Nothing of its address but the host, and nothing of its secret, is in a card; but for the one that shows the secret once. */
export const webhook = choiceSetting<WebhookSettingNeeds>({
  ...{ name: 'webhook', group: 'messages', isSecret: true },
  shown: (_, { speech }, value) => {
    const chosen = webhookIn(value);
    return Promise.resolve(chosen === undefined ? speech.say('setting.notSet') : escape(hostOf(chosen.url)));
  },
  body: ({ messenger }, { speech, conversation }, { value }, wrong) => {
    const chosen = webhookIn(value);
    const host = chosen === undefined ? undefined : hostOf(chosen.url);
    return Promise.resolve(webhookBody(speech, { host, isPersonal: messenger.isPersonal(conversation), wrong }));
  },
  read: async (needs, turn, { was, typed }) => {
    if (typed['remove'] !== undefined) return ok({ is: null });
    const url = (typed['url'] ?? '').trim();
    if (url === '') return ok({ is: was });
    const error = refusedFor(needs, turn, url);
    return error === '' ? ok(await askedAt(needs, turn, url)) : err({ url: error });
  },
});

/** An address with a secret of its own, which is shown. */
async function askedAt(needs: WebhookSettingNeeds, { speech }: Turn, url: string): Promise<ChoiceAsked> {
  const secret = needs.webhook.newSecret();
  const choice: WebhookChoice = { url, secret: await needs.webhookSecrets.add(secret) };
  return {
    is: JSON.stringify(choice),
    whenKept: () => {
      needs.background.start('tell what is amiss now', () => needs.deliveries.tellNewcomers());
      return { card: webhookSecretView(speech, { host: hostOf(url), secret }) };
    },
  };
}

/** What is wrong with where it was typed, or with the address; '' for nothing. */
function refusedFor({ messenger, webhook: caller }: WebhookSettingNeeds, { speech, conversation }: Turn, url: string) {
  if (!messenger.isPersonal(conversation)) return speech.say('setting.webhook.personal');
  const problem = caller.problemOf(url);
  return problem === undefined ? '' : speech.say(`setting.webhook.${problem}`);
}
