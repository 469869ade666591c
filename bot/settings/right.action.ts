import { z } from 'zod';
import { isObjectId, narrowable, unreachable, type Person } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import type { RightHolder, RightSaid } from '../chat/rights.ts';
import type { Roles } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, Directory } from '../ports/index.ts';
import { fitGroup, fitPerson } from '../tenant/right-holders.ts';
import { unfitText } from './right.view.ts';
import { rightCard, type RightNeeds } from './right.setting.ts';
import { settableRights, type SettableRight } from './settable-rights.ts';

interface GivingNeeds extends RightNeeds {
  readonly roles: Pick<Roles, 'moneyGroupsOf'>;
  readonly clock: Clock;
}

const right = z.enum(settableRights);

/** `person ID` or `group ID`: whom a button is about. */
const holder = z
  .string()
  .max(120)
  .transform((text): RightHolder | undefined => {
    const [kind, id = ''] = text.split(' ');
    return (kind === 'person' || kind === 'group') && id !== '' ? { kind, id } : undefined;
  });

const saidBy = ({ clock }: GivingNeeds, { person }: Turn): RightSaid => ({ by: person.id ?? '', at: clock.now() });

/** Gives a right to whom the form names, or to whom it was just taken from. */
export const giveRight = action(
  'give-right',
  'money',
  z.object({
    ...{ right, to: holder },
    person: z.string().max(120).default(''),
    group: z.string().max(300).default(''),
  }),
  async (needs: GivingNeeds, turn, { right: what, to, person, group }): Promise<Reply> => {
    const asked = {
      person: to?.kind === 'person' ? to.id : person.trim(),
      group: to?.kind === 'group' ? to.id : group.trim(),
    };
    const { speech } = turn;
    const wrong = (errors: Partial<Record<'person' | 'group', string>>): Promise<Reply> =>
      shown(needs, turn, what, { typed: { group, errors: { person: '', group: '', ...errors } } });
    if (asked.person === '' && asked.group === '') return wrong({ person: speech.say('right.nobodyNamed') });
    const people = asked.person === '' ? undefined : fitPerson(await personWith(needs.directory, asked.person));
    const groups = asked.group === '' ? undefined : await fitGroup(needs.directory, asked.group);
    // Nothing is half done: of two, one of whom cannot have it, none gets it.
    const errors = {
      ...(people?.ok === false && { person: unfitText(speech, people.refusal) }),
      ...(groups?.ok === false && { group: unfitText(speech, groups.refusal) }),
    };
    if (Object.keys(errors).length > 0) return wrong(errors);
    const through = await needs.roles.moneyGroupsOf(turn.person.id ?? '');
    const said = { ...saidBy(needs, turn), ...(through.length > 0 && { through }) };
    if (people?.ok === true) await needs.rights.give(what, { kind: 'person', id: people.value.id }, said);
    if (groups?.ok === true) await needs.rights.give(what, groups.value.holder, said);
    return shown(needs, turn, what, { notice: speech.say('right.given') });
  },
);

/** Takes a right back, and offers to give it again. */
export const takeRight = action(
  'take-right',
  'money',
  z.object({ right, from: holder }),
  async (needs: GivingNeeds, turn, { right: what, from }): Promise<Reply> => {
    if (from === undefined) return shown(needs, turn, what, {});
    const taken = await needs.rights.take(what, from, saidBy(needs, turn));
    switch (taken) {
      case 'nobody-left':
        return shown(needs, turn, what, { notice: turn.speech.say('right.nobodyLeft') });
      case 'not-given':
        return shown(needs, turn, what, { notice: turn.speech.say('right.notGiven') });
      case 'done':
        return shown(needs, turn, what, { notice: turn.speech.say('right.taken'), undo: from });
      default:
        return unreachable(taken);
    }
  },
);

/** Leaves a right to those whom it was given to, or lets roles give it again. */
export const narrowRight = action(
  'narrow-right',
  'money',
  z.object({ right, isNarrowed: z.boolean() }),
  async (needs: GivingNeeds, turn, { right: what, isNarrowed }): Promise<Reply> => {
    if (!narrowable.includes(what)) return shown(needs, turn, what, {});
    if (!isNarrowed) await needs.rights.widen(what, saidBy(needs, turn));
    else if ((await needs.rights.narrow(what, saidBy(needs, turn))) === 'nobody-left')
      return shown(needs, turn, what, { notice: turn.speech.say('right.nobodyLeft') });
    return shown(needs, turn, what, { notice: turn.speech.say(isNarrowed ? 'right.narrowed' : 'right.widened') });
  },
);

/** Nobody for what is no object id: Graph would refuse the question. */
const personWith = async (directory: Directory, id: string): Promise<readonly Person[]> =>
  isObjectId(id) ? directory.peopleOf([id]) : [];

/** The right as it stands after a press by somebody who may change it. */
const shown = async (
  needs: GivingNeeds,
  turn: Turn,
  what: SettableRight,
  how: Omit<Parameters<typeof rightCard>[3], 'mayChange'>,
): Promise<Reply> => ({ card: await rightCard(needs, turn, what, { mayChange: true, ...how }) });
