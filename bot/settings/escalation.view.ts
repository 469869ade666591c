import type { EscalationChoice } from '../alerts/escalation.ts';
import type { Speech } from '../chat/speech.ts';
import type { PeopleField } from '../licenses/people-suggestions.ts';
import type { SettingBody } from './setting-form.view.ts';

const search: PeopleField = 'people-for-rights';

/** Who is told of what nobody has acknowledged, and after how long; with a field for one more. */
export const escalationBody = (
  speech: Speech,
  shown: {
    readonly choice: EscalationChoice;
    readonly minutesOffered: readonly number[];
    readonly names: ReadonlyMap<string, string>;
    /** What is wrong with the one to add; '' for nothing. */
    readonly error: string;
  },
): SettingBody => ({
  text: speech.say('setting.about.escalation'),
  lines: shown.choice.people.length === 0 ? [{ text: speech.say('setting.escalation.nobody') }] : [],
  parts: shown.choice.people.map(id => ({
    ...{ name: shown.names.get(id) || speech.say('right.nameless.person'), remove: id },
  })),
  search: {
    ...{ dataset: search, label: speech.say('right.person'), placeholder: speech.say('right.personHint') },
    error: shown.error,
  },
  choices: [
    {
      ...{ id: 'minutes', label: speech.say('setting.escalation.minutes'), value: String(shown.choice.minutes) },
      options: shown.minutesOffered.map(one => ({
        title: speech.say('setting.escalation.minutesLong', { minutes: speech.number(one) }),
        value: String(one),
      })),
    },
  ],
});
