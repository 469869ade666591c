import { escape } from '../../cards/escape.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import { hostOf, webhookIn, type WebhookChoice } from '../alerts/webhook-destination.ts';
import type { WebhookSecrets } from '../alerts/webhook-secrets.ts';
import type { Turn } from '../chat/turn.ts';
import type { Messenger, Webhook } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import type { ChoiceNeeds } from './kept-setting.ts';
import type { OrganizationSetting, Saved, SentSetting } from './setting.ts';
import { webhookForm, webhookSecretView } from './webhook.view.ts';

/** What choosing which program is told needs. */
export interface WebhookSettingNeeds extends ChoiceNeeds {
  readonly webhook: Webhook;
  readonly webhookSecrets: WebhookSecrets;
  readonly messenger: Messenger;
  readonly deliveries: Pick<Deliveries, 'tellNewcomers'>;
  readonly background: Background;
}

const name = 'webhook';

/** The program that is told of alerts (A4). Nothing of its address but the host, and nothing of its secret, is in a card; but for the one that shows the secret once. */
export const webhook: OrganizationSetting<WebhookSettingNeeds> = {
  name,
  group: 'messages',
  standing: async ({ choices }, { speech }) => {
    const { value, last } = await choices.of(name);
    const chosen = webhookIn(value);
    return {
      value: chosen === undefined ? speech.say('setting.notSet') : escape(hostOf(chosen.url)),
      about: '',
      changed: last,
    };
  },
  changing: {
    open: (needs, turn) => form(needs, turn, {}),
    save,
    undo: async (needs, turn, number) => {
      const { last } = await needs.choices.of(name);
      if (last?.number !== number) return changedMeanwhile(needs, turn);
      const made = await change(needs, turn, { was: last.is, is: last.was });
      return made === 'changed-meanwhile' ? changedMeanwhile(needs, turn) : { kind: 'saved', number: made?.number };
    },
  },
};

async function save(needs: WebhookSettingNeeds, turn: Turn, { key, typed }: SentSetting): Promise<Saved> {
  const { value, last } = await needs.choices.of(name);
  if (key !== keyOf(last)) return changedMeanwhile(needs, turn);
  if (typed['remove'] !== undefined) {
    const made = await change(needs, turn, { was: value, is: null });
    return made === 'changed-meanwhile' ? changedMeanwhile(needs, turn) : { kind: 'saved', number: made?.number };
  }
  const url = (typed['url'] ?? '').trim();
  if (url === '') return { kind: 'saved', number: undefined };
  const error = refusedFor(needs, turn, url);
  return error === ''
    ? saveAddress(needs, turn, { was: value, url })
    : { kind: 'not-saved', reply: await form(needs, turn, { typed: url, error }) };
}

/** An address with a secret of its own, which is shown. */
async function saveAddress(
  needs: WebhookSettingNeeds,
  turn: Turn,
  { was, url }: { readonly was: string | null; readonly url: string },
): Promise<Saved> {
  const secret = needs.webhook.newSecret();
  const choice: WebhookChoice = { url, secret: await needs.webhookSecrets.add(secret) };
  const made = await change(needs, turn, { was, is: JSON.stringify(choice) });
  if (made === 'changed-meanwhile') return changedMeanwhile(needs, turn);
  needs.background.start('tell what is amiss now', () => needs.deliveries.tellNewcomers());
  return { kind: 'saved-and-told', reply: { card: webhookSecretView(turn.speech, { host: hostOf(url), secret }) } };
}

/** What is wrong with where it was typed, or with the address; '' for nothing. */
function refusedFor({ messenger, webhook: caller }: WebhookSettingNeeds, { speech, conversation }: Turn, url: string) {
  if (!messenger.isPersonal(conversation)) return speech.say('setting.webhook.personal');
  const problem = caller.problemOf(url);
  return problem === undefined ? '' : speech.say(`setting.webhook.${problem}`);
}

/** Names what the form was made of without what is secret of it. */
const keyOf = (last: { readonly number: number } | undefined): string => String(last?.number ?? 0);

const change = (
  { choices, clock }: WebhookSettingNeeds,
  { person }: Turn,
  { was, is }: { readonly was: string | null; readonly is: string | null },
) => choices.change({ setting: name, was, is }, { by: person.id ?? '', at: clock.now() });

/** What was sent is of another time: the form as it stands now. */
const changedMeanwhile = async (needs: WebhookSettingNeeds, turn: Turn): Promise<Saved> => ({
  kind: 'not-saved',
  reply: await form(needs, turn, { notice: turn.speech.say('setting.changed') }),
});

async function form(
  { choices, names, messenger }: WebhookSettingNeeds,
  { speech, conversation }: Turn,
  how: { readonly notice?: string; readonly typed?: string; readonly error?: string },
) {
  const { value, last } = await choices.of(name);
  const chosen = webhookIn(value);
  return {
    card: webhookForm(speech, {
      ...{ key: keyOf(last), last, host: chosen === undefined ? undefined : hostOf(chosen.url) },
      isPersonal: messenger.isPersonal(conversation),
      names: await names.of(last === undefined ? [] : [last.by]),
      ...{ notice: '', typed: '', error: '', ...how },
    }),
  };
}
