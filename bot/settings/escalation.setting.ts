import { err, isObjectId, ok, type Result } from '../../core/index.ts';
import { escalationIn, type EscalationChoice } from '../alerts/escalation.ts';
import type { Speech } from '../chat/speech.ts';
import type { Directory } from '../ports/index.ts';
import { fitPerson } from '../tenant/right-holders.ts';
import { escalationBody } from './escalation.view.ts';
import { choiceSetting, type ChoiceNeeds } from './choice-setting.ts';
import { unfitText } from './right.view.ts';

/** What naming those who are told needs. */
export interface EscalationSettingNeeds extends ChoiceNeeds {
  readonly directory: Directory;
}

/** More are better told in a channel. */
const mostPeople = 10;

const minutesOffered = [5, 15, 30, 60, 120] as const;

/** Who is told in person of what is critical and nobody has acknowledged, and after how long (B7). */
export const escalation = choiceSetting<EscalationSettingNeeds>({
  ...{ name: 'escalation', group: 'messages' },
  shown: (_, { speech }, value) => Promise.resolve(shownText(speech, escalationIn(value))),
  body: async ({ names }, { speech }, { value }, wrong) => {
    const choice = escalationIn(value);
    return escalationBody(speech, {
      ...{ choice, minutesOffered, error: wrong?.errors['person'] ?? '' },
      names: await names.of(choice.people.filter(id => isObjectId(id))),
    });
  },
  read: async (needs, { speech }, { was, typed }) => {
    const before = escalationIn(was);
    const added = await personIn(needs, speech, before, (typed['person'] ?? '').trim());
    if (!added.ok) return err({ person: added.refusal });
    const minutes = minutesOffered.find(one => String(one) === typed['minutes']) ?? before.minutes;
    const people = [...before.people.filter(one => one !== typed['remove']), ...added.value];
    const is: EscalationChoice = { people, minutes };
    return ok({ is: people.length === 0 ? null : JSON.stringify(is) });
  },
});

function shownText(speech: Speech, { people, minutes }: EscalationChoice): string {
  if (people.length === 0) return speech.say('setting.escalation.nobody');
  const facts = { people: speech.number(people.length), minutes: speech.number(minutes) };
  return speech.say(people.length === 1 ? 'setting.escalation.afterOne' : 'setting.escalation.after', facts);
}

/** The one that the form adds, if any: who can do nothing here cannot mend anything either. */
async function personIn(
  { directory }: EscalationSettingNeeds,
  speech: Speech,
  { people }: EscalationChoice,
  id: string,
): Promise<Result<readonly string[], string>> {
  if (id === '' || people.includes(id)) return ok([]);
  if (people.length >= mostPeople)
    return err(speech.say('setting.escalation.many', { most: speech.number(mostPeople) }));
  const fit = fitPerson(isObjectId(id) ? await directory.peopleOf([id]) : []);
  return fit.ok ? ok([fit.value.id]) : err(unfitText(speech, fit.refusal));
}
