import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { settingCard } from '../../cards/setting.ts';
import { button } from '../../cards/verbs.ts';
import { goneText } from '../alerts/alerts-words.view.ts';
import type { RefusedAddress } from '../alerts/refused-addresses.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { ChoiceChange } from '../tenant/choices.ts';
import { changedText } from './setting-form.view.ts';

const setting = 'mail';

/** The addresses that get alerts by mail, with a field for one more where mails can go out. */
export function mailForm(
  speech: Speech,
  shown: {
    readonly key: string;
    readonly addresses: readonly { readonly address: string; readonly gone: RefusedAddress | undefined }[];
    readonly hasServer: boolean;
    readonly last: ChoiceChange | undefined;
    readonly names: ReadonlyMap<string, string>;
    readonly notice: string;
    readonly typed: string;
    readonly error: string;
  },
): Card {
  const { key, addresses, hasServer, last, typed, error } = shown;
  return settingCard({
    ...frame(speech, speech.say('setting.name.mail'), [
      ...(hasServer
        ? [button(speech.say('button.save'), 'save-setting', { setting, key }, { inputs: 'auto', style: 'positive' })]
        : []),
      ...(last === undefined
        ? []
        : [button(speech.say('setting.undo'), 'undo-setting', { setting, number: last.number })]),
      ...runButtons(speech, 'settings'),
    ]),
    notice: shown.notice,
    text: speech.say('setting.about.mail'),
    lines: [
      ...(hasServer ? [] : [{ text: speech.say('alerts.noMail') }]),
      ...(addresses.length === 0 ? [{ text: speech.say('setting.escalation.nobody') }] : []),
    ],
    footnotes: last === undefined ? [] : [{ text: changedText(speech, last, shown.names) }],
    rows: addresses.map(({ address, gone }) => ({
      ...{ name: escape(address), about: gone === undefined ? '' : goneText(speech, gone) },
      press: speech.say('setting.remove'),
      opens: button(speech.say('setting.removeWhom', { name: plain(address) }), 'save-setting', {
        ...{ setting, key, remove: address },
      }),
    })),
    search: { dataset: '', label: '', placeholder: '', error: '' },
    fields: hasServer ? [{ id: 'address', label: speech.say('setting.mail.field'), value: cut(typed), error }] : [],
    choices: [],
  });
}
