import { z } from 'zod';
import { census, creditsSkuId } from '../../core/index.ts';
import { carryOut } from '../assigning.ts';
import { findPeople } from '../setup.ts';
import { assignedView } from '../views/assign-credits.ts';
import { notice } from '../views/refusal.ts';
import { action } from './action.ts';

const chosen = z.string().max(4000).default('');
const fields = ['people0', 'people1', 'people2', 'people3', 'people4'] as const;

/** Gives the credits licence to those who were named, to those chosen among people of one name, or to all who lack it. */
export const assignCredits = action(
  'assign-credits',
  'licences',
  z.object({
    order: z.string().max(300),
    who: z.enum(['all', 'named']),
    people: z.array(z.string().max(100)).max(200),
    ...{ people0: chosen, people1: chosen, people2: chosen, people3: chosen, people4: chosen },
  }),
  async (turn, data) => {
    const { app, speech } = turn;
    const directory = await findPeople(turn);
    const named = new Set([...data.people, ...fields.flatMap(field => data[field].split(','))]);
    const people =
      data.who === 'all'
        ? census(directory.people, directory.skus).lackCredits
        : directory.people.filter(({ id, kind }) => named.has(id) && kind !== 'guest');
    // Pressed again, it shows what came of the first press.
    const before = await app.assignments.read(app.tenant, 'credits');
    if (before?.id === data.order) return { card: assignedView(speech, before) };
    if (people.length === 0)
      return { card: notice(speech, speech.say('assign.title'), [speech.say('setup.licences.nobodyChosen')]) };
    const run = await carryOut(turn, 'credits', { id: data.order, isSetup: false, skuIds: [creditsSkuId], people });
    return { card: assignedView(speech, run) };
  },
);
