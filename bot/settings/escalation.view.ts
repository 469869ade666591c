import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import { settingCard } from '../../cards/setting.ts';
import { button } from '../../cards/verbs.ts';
import type { EscalationChoice } from '../alerts/escalation.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { PeopleField } from '../licenses/people-suggestions.ts';
import type { ChoiceChange } from '../tenant/choices.ts';
import { changedText } from './setting-form.view.ts';

const setting = 'escalation';

/** Who is told of what nobody has acknowledged, and after how long; with a field for one more. */
export function escalationForm(
  speech: Speech,
  shown: {
    readonly key: string;
    readonly choice: EscalationChoice;
    readonly last: ChoiceChange | undefined;
    readonly minutesOffered: readonly number[];
    readonly names: ReadonlyMap<string, string>;
    readonly notice: string;
    readonly error: string;
  },
): Card {
  const { key, choice, last, names } = shown;
  const search: PeopleField = 'people-for-rights';
  const nameOf = (id: string, text: (name: string) => string): string => {
    const name = names.get(id) ?? '';
    return name === '' ? speech.say('right.nameless.person') : text(name);
  };
  return settingCard({
    ...frame(speech, speech.say('setting.name.escalation'), [
      button(speech.say('button.save'), 'save-setting', { setting, key }, { inputs: 'auto', style: 'positive' }),
      ...(last === undefined
        ? []
        : [button(speech.say('setting.undo'), 'undo-setting', { setting, number: last.number })]),
      ...runButtons(speech, 'settings'),
    ]),
    notice: shown.notice,
    text: speech.say('setting.about.escalation'),
    lines: choice.people.length === 0 ? [{ text: speech.say('setting.escalation.nobody') }] : [],
    footnotes: last === undefined ? [] : [{ text: changedText(speech, last, names) }],
    rows: choice.people.map(id => ({
      ...{ name: nameOf(id, escape), about: '', press: speech.say('setting.remove') },
      opens: button(speech.say('setting.removeWhom', { name: nameOf(id, plain) }), 'save-setting', {
        ...{ setting, key, remove: id },
      }),
    })),
    search: {
      ...{ dataset: search, label: speech.say('right.person'), placeholder: speech.say('right.personHint') },
      error: shown.error,
    },
    fields: [],
    choices: [
      {
        ...{ id: 'minutes', label: speech.say('setting.escalation.minutes'), value: String(choice.minutes) },
        options: shown.minutesOffered.map(one => ({
          title: speech.say('setting.escalation.minutesLong', { minutes: speech.number(one) }),
          value: String(one),
        })),
      },
    ],
  });
}
