import { err, isObjectId, ok, type Result } from '../../core/index.ts';
import { escalationIn, type EscalationChoice } from '../alerts/escalation.ts';
import type { Turn } from '../chat/turn.ts';
import type { Directory } from '../ports/index.ts';
import { fitPerson } from '../tenant/right-holders.ts';
import { escalationForm } from './escalation.view.ts';
import type { ChoiceNeeds } from './kept-setting.ts';
import { unfitText } from './right.view.ts';
import type { OrganizationSetting, Saved, SentSetting } from './setting.ts';

/** What naming those who are told needs. */
export interface EscalationSettingNeeds extends ChoiceNeeds {
  readonly directory: Directory;
}

const name = 'escalation';

/** More are better told in a channel. */
const mostPeople = 10;

const minutesOffered = [5, 15, 30, 60, 120] as const;

/** Who is told in person of what is critical and nobody has acknowledged, and after how long (A7). */
export const escalation: OrganizationSetting<EscalationSettingNeeds> = {
  name,
  group: 'messages',
  standing: async ({ choices, names }, { speech }) => {
    const { value, last } = await choices.of(name);
    const { people, minutes } = escalationIn(value);
    const known = await names.of(people);
    const text =
      people.length === 0
        ? speech.say('setting.escalation.nobody')
        : speech.say('setting.escalation.after', {
            people: speech.number(known.size),
            minutes: speech.number(minutes),
          });
    return { value: text, about: '', changed: last };
  },
  changing: {
    open: (needs, turn) => form(needs, turn, {}),
    save,
    undo: async (needs, turn, number) => {
      const { last } = await needs.choices.of(name);
      return last?.number === number
        ? change(needs, turn, { was: last.is, is: last.was })
        : { kind: 'not-saved', reply: await form(needs, turn, { notice: turn.speech.say('setting.changed') }) };
    },
  },
};

async function save(needs: EscalationSettingNeeds, turn: Turn, { key, typed }: SentSetting): Promise<Saved> {
  const before = escalationIn(key === '' ? null : key);
  const added = await personIn(needs, turn, before, (typed['person'] ?? '').trim());
  if (!added.ok) return { kind: 'not-saved', reply: await form(needs, turn, { error: added.refusal }) };
  const minutes = minutesOffered.find(one => String(one) === typed['minutes']) ?? before.minutes;
  const people = [...before.people.filter(one => one !== typed['remove']), ...added.value];
  const is: EscalationChoice = { people, minutes };
  return change(needs, turn, { was: key === '' ? null : key, is: people.length === 0 ? null : JSON.stringify(is) });
}

/** The one that the form adds, if any: who can do nothing here cannot mend anything either. */
async function personIn(
  { directory }: EscalationSettingNeeds,
  { speech }: Turn,
  { people }: EscalationChoice,
  id: string,
): Promise<Result<readonly string[], string>> {
  if (id === '' || people.includes(id)) return ok([]);
  if (people.length >= mostPeople)
    return err(speech.say('setting.escalation.many', { most: speech.number(mostPeople) }));
  const fit = fitPerson(isObjectId(id) ? await directory.peopleOf([id]) : []);
  return fit.ok ? ok([fit.value.id]) : err(unfitText(speech, fit.refusal));
}

async function change(
  needs: EscalationSettingNeeds,
  turn: Turn,
  { was, is }: { readonly was: string | null; readonly is: string | null },
): Promise<Saved> {
  const by = { by: turn.person.id ?? '', at: needs.clock.now() };
  const made = await needs.choices.change({ setting: name, was, is }, by);
  if (made !== 'changed-meanwhile') return { kind: 'saved', number: made?.number };
  return { kind: 'not-saved', reply: await form(needs, turn, { notice: turn.speech.say('setting.changed') }) };
}

async function form(
  { choices, names }: EscalationSettingNeeds,
  { speech }: Turn,
  how: { readonly notice?: string; readonly error?: string },
) {
  const { value, last } = await choices.of(name);
  const choice = escalationIn(value);
  return {
    card: escalationForm(speech, {
      ...{ key: value ?? '', choice, last, minutesOffered },
      names: await names.of([...choice.people, ...(last === undefined ? [] : [last.by])].filter(id => isObjectId(id))),
      ...{ notice: '', error: '', ...how },
    }),
  };
}
