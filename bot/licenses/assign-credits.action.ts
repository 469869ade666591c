import { z } from 'zod';
import { census, creditsSkuId, telephonyWith } from '../../core/index.ts';
import { choiceIds } from '../../cards/assign-credits.ts';
import { escape } from '../../cards/escape.ts';
import { carryOut, peopleLacking } from './begin-assignment.ts';
import { findPeople } from '../setup/setup.ts';
import { assignedView } from './assign-credits.view.ts';
import { notice } from '../chat/refusal.view.ts';
import { action } from '../chat/action.ts';

const chosen = z.string().max(4000).default('');

/** Gives the credits licence to those who were named, to those chosen among people of one name, or to all who lack it. */
export const assignCredits = action(
  'assign-credits',
  'licences',
  z.object({
    order: z.string().max(300),
    who: z.enum(['all', 'named']),
    people: z.array(z.string().max(100)).max(200),
    ...(Object.fromEntries(choiceIds.map(id => [id, chosen])) as Record<(typeof choiceIds)[number], typeof chosen>),
  }),
  async (turn, data) => {
    const { app, speech } = turn;
    // Pressed again, it shows what came of the first press.
    const before = await app.assignments.read(app.tenant, 'credits');
    if (before?.id === data.order) return { card: assignedView(speech, before) };
    const directory = await findPeople(turn);
    const named = new Set([...data.people, ...choiceIds.flatMap(id => data[id].split(','))]);
    const people =
      data.who === 'all'
        ? census(directory.people, directory.skus).lackCredits
        : directory.people.filter(({ id, kind }) => named.has(id) && kind !== 'guest');
    const telephonyOf = telephonyWith(directory.skus);
    const lacking = people.filter(person => !telephonyOf(person).hasCredits);
    if (lacking.length === 0) {
      const has = people.map(({ name }) => speech.say('assign.has', { name: escape(name) }));
      const texts = people.length === 0 ? [speech.say('setup.licences.nobodyChosen')] : has;
      return { card: notice(speech, speech.say('assign.title'), texts) };
    }
    const asked = peopleLacking(lacking, [creditsSkuId]);
    const run = await carryOut(turn, 'credits', { id: data.order, isSetup: false, skuIds: [creditsSkuId], ...asked });
    return run === undefined
      ? { card: notice(speech, speech.say('assign.title'), [speech.say('assign.busy')]) }
      : { card: assignedView(speech, run) };
  },
);

/** Stops what the card shows, if that still goes on: whoever has a licence keeps it. */
export const stopAssigning = action(
  'assign-stop',
  'licences',
  z.object({ order: z.string().max(300) }),
  async (turn, { order }) => {
    const { app, speech } = turn;
    const run = await app.assignments.read(app.tenant, 'credits');
    if (run?.id === order) await app.assignments.stop(app.tenant, 'credits');
    const stands = await app.assignments.read(app.tenant, 'credits');
    return {
      card:
        stands === undefined
          ? notice(speech, speech.say('assign.title'), [speech.say('app.stale')])
          : assignedView(speech, stands),
    };
  },
);
