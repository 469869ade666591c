import { z } from 'zod';
import { census, creditsSkuId, telephonyWith } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { choiceIds, type ChoiceId } from '../../cards/verbs.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import { assignedView } from './assign-credits.view.ts';
import { beginAssignment, peopleLacking, type AssigningNeeds } from './begin-assignment.ts';
import { readPeople, type PeopleNeeds } from './people.ts';

const chosen = z.string().max(4000).default('');

/** Gives the credits license to those who were named, to those chosen among people of one name, or to all who lack it. */
export const giveCredits = action(
  'assign-credits',
  'licenses',
  z.object({
    order: z.string().max(300),
    who: z.enum(['all', 'named']),
    people: z.array(z.string().max(100)).max(200),
    searched: chosen,
    ...(Object.fromEntries(choiceIds.map(id => [id, chosen])) as Record<ChoiceId, typeof chosen>),
  }),
  async (needs: AssigningNeeds & PeopleNeeds, turn, data) => {
    const { assignments } = needs;
    const { speech } = turn;
    // Pressed again, it shows what came of the first press.
    const before = await assignments.read('credits');
    if (before?.id === data.order) return { card: assignedView(speech, before) };
    const directory = await readPeople(needs);
    const named = new Set([
      ...data.people,
      ...[data.searched, ...choiceIds.map(id => data[id])].flatMap(ids => ids.split(',')),
    ]);
    const meant =
      data.who === 'all'
        ? census(directory.people, directory.skus).lackCredits
        : directory.people.filter(({ id, kind }) => named.has(id) && kind !== 'guest');
    const people = await needs.keptDirectory.afresh(meant);
    const telephonyOf = telephonyWith(directory.skus);
    const lacking = people.filter(person => !telephonyOf(person).hasCredits);
    if (lacking.length === 0) {
      const has = people.map(({ name }) => speech.say('assign.has', { name: escape(name) }));
      const texts = people.length === 0 ? [speech.say('setup.licenses.nobodyChosen')] : has;
      return { card: notice(speech, speech.say('assign.title'), texts) };
    }
    const asked = peopleLacking(lacking, [creditsSkuId], directory.skus);
    const run = await beginAssignment(needs, turn, 'credits', {
      id: data.order,
      isSetup: false,
      skuIds: [creditsSkuId],
      ...asked,
    });
    return run === undefined
      ? { card: notice(speech, speech.say('assign.title'), [speech.say('assign.busy')]) }
      : { card: assignedView(speech, run) };
  },
);

/** Stops the run that the card shows, if it is still going on; licenses already given stay. */
export const stopAssigning = action(
  'assign-stop',
  'licenses',
  z.object({ order: z.string().max(300) }),
  async ({ assignments, assignmentWorker }: AssigningNeeds, { speech }, { order }) => {
    const run = await assignments.read('credits');
    if (run?.id === order) await assignmentWorker.stop('credits');
    const current = await assignments.read('credits');
    return {
      card:
        current === undefined
          ? notice(speech, speech.say('assign.title'), [speech.say('app.stale')])
          : assignedView(speech, current),
    };
  },
);
