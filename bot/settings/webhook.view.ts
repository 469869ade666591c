import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { settingCard } from '../../cards/setting.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { ChoiceChange } from '../tenant/choices.ts';
import { changedText } from './setting-form.view.ts';

const setting = 'webhook';

const noSearch = { dataset: '', label: '', placeholder: '', error: '' };

/** The program that is told, by its host, with a field for another one where nobody else reads along. */
export function webhookForm(
  speech: Speech,
  shown: {
    readonly key: string;
    /** Undefined where none is chosen. */
    readonly host: string | undefined;
    readonly isPersonal: boolean;
    readonly last: ChoiceChange | undefined;
    readonly names: ReadonlyMap<string, string>;
    readonly notice: string;
    readonly typed: string;
    readonly error: string;
  },
): Card {
  const { key, host, isPersonal, last, typed, error } = shown;
  return settingCard({
    ...frame(speech, speech.say('setting.name.webhook'), [
      ...(isPersonal
        ? [button(speech.say('button.save'), 'save-setting', { setting, key }, { inputs: 'auto', style: 'positive' })]
        : []),
      ...(last === undefined
        ? []
        : [button(speech.say('setting.undo'), 'undo-setting', { setting, number: last.number })]),
      ...runButtons(speech, 'settings'),
    ]),
    notice: shown.notice,
    text: speech.say('setting.about.webhook'),
    lines: [
      ...(isPersonal ? [] : [{ text: speech.say('setting.webhook.personal') }]),
      ...(host === undefined ? [{ text: speech.say('setting.notSet') }] : []),
    ],
    footnotes: last === undefined ? [] : [{ text: changedText(speech, last, shown.names) }],
    rows:
      host === undefined
        ? []
        : [
            {
              ...{ name: escape(host), about: '', press: speech.say('setting.remove') },
              opens: button(speech.say('setting.removeWhom', { name: plain(host) }), 'save-setting', {
                ...{ setting, key, remove: 'address' },
              }),
            },
          ],
    search: noSearch,
    fields: isPersonal ? [{ id: 'url', label: speech.say('setting.webhook.field'), value: cut(typed), error }] : [],
    choices: [],
  });
}

/** The secret, in a field: it can be copied as it is there, and is not read aloud. */
export const webhookSecretView = (
  speech: Speech,
  { host, secret }: { readonly host: string; readonly secret: string },
): Card =>
  settingCard({
    ...frame(speech, speech.say('setting.name.webhook'), [...runButtons(speech, 'settings')]),
    notice: speech.say('setting.webhook.saved', { host: escape(host) }),
    ...{ text: speech.say('setting.webhook.secretText'), lines: [], footnotes: [], rows: [], search: noSearch },
    fields: [{ id: 'secret', label: speech.say('setting.webhook.secret'), value: secret, error: '' }],
    choices: [],
  });
