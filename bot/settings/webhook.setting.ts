import { err, ok } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import { hostOf, webhookIn, type WebhookChoice } from '../alerts/webhook-destination.ts';
import { usualRoute, type ElsewhereRoute } from '../alerts/route.ts';
import type { WebhookSecrets } from '../alerts/webhook-secrets.ts';
import type { Turn } from '../chat/turn.ts';
import type { Messenger, Webhook } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { choiceSetting, type ChoiceNeeds, type ChoiceAsked } from './choice-setting.ts';
import { routeStanding } from './route-fields.view.ts';
import { routeTyped } from './typed-route.ts';
import { webhookBody, webhookSecretView } from './webhook.view.ts';

/** What choosing which program is told needs. */
export interface WebhookSettingNeeds extends ChoiceNeeds {
  readonly webhook: Webhook;
  readonly webhookSecrets: WebhookSecrets;
  readonly messenger: Messenger;
  readonly deliveries: Pick<Deliveries, 'tellNewcomers'>;
  readonly background: Background;
}

/** The program that is told of alerts (B7). Nothing of its address but the host, and nothing of its secret, is in a card; but for the one that shows the secret once. */
export const webhook = choiceSetting<WebhookSettingNeeds>({
  ...{ name: 'webhook', group: 'messages', isKeptBack: true },
  shown: (_, { speech }, value) => {
    const chosen = webhookIn(value);
    if (chosen === undefined) return Promise.resolve(speech.say('setting.notSet'));
    return Promise.resolve(escape(hostOf(chosen.url)) + routeStanding(speech, chosen));
  },
  body: ({ messenger }, { speech, conversation }, { value }, wrong) => {
    const chosen = webhookIn(value);
    const host = chosen === undefined ? undefined : hostOf(chosen.url);
    const [route, isPersonal] = [chosen ?? usualRoute, messenger.isPersonal(conversation)];
    return Promise.resolve(webhookBody(speech, { host, route, isPersonal, wrong }));
  },
  read: async (needs, turn, { was, typed }) => {
    if (typed['remove'] !== undefined) return ok({ is: null });
    const [url, before] = [(typed['url'] ?? '').trim(), webhookIn(was)];
    const { speech, locale, localTimeZone } = turn;
    const route = routeTyped(typed, { speech, locale, localTimeZone, now: needs.clock.now(), currency: 'USD' });
    const error = url === '' ? '' : refusedFor(needs, turn, url);
    if (!route.ok || error !== '') return err({ ...(!route.ok && route.refusal), ...(error !== '' && { url: error }) });
    if (url !== '') return ok(await askedAt(needs, turn, { url, route: route.value }));
    if (before === undefined) return ok({ is: was });
    const { url: same, secret } = before;
    return ok({ is: JSON.stringify({ url: same, secret, ...route.value }), whenKept: () => tellNewcomers(needs) });
  },
});

/** An address with a secret of its own, which is shown. */
async function askedAt(
  needs: WebhookSettingNeeds,
  { speech }: Turn,
  { url, route }: { readonly url: string; readonly route: ElsewhereRoute },
): Promise<ChoiceAsked> {
  const secret = needs.webhook.newSecret();
  const choice: WebhookChoice = { url, secret: await needs.webhookSecrets.add(secret), ...route };
  return {
    is: JSON.stringify(choice),
    whenKept: () => {
      tellNewcomers(needs);
      return { card: webhookSecretView(speech, { host: hostOf(url), secret }) };
    },
  };
}

function tellNewcomers({ background, deliveries }: WebhookSettingNeeds): undefined {
  background.start('tell what is amiss now', () => deliveries.tellNewcomers());
}

/** What is wrong with where it was typed, or with the address; '' for nothing. */
function refusedFor({ messenger, webhook: caller }: WebhookSettingNeeds, { speech, conversation }: Turn, url: string) {
  if (!messenger.isPersonal(conversation)) return speech.say('setting.webhook.personal');
  const problem = caller.problemOf(url);
  return problem === undefined ? '' : speech.say(`setting.webhook.${problem}`);
}
