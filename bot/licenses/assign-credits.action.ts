import { z } from 'zod';
import { creditsSkuId, groupOutcome, telephonyWith, type Person, type Sku } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import type { AskNeeds } from '../approvals/ask-approval.ts';
import { mayRemove } from '../approvals/removals.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import { assignedReply, begunReply, orderedReply } from './assignment-reply.ts';
import type { AssignmentRun } from './assignments.ts';
import { beginAssignment, peopleHolding, peopleLacking, type AssigningNeeds } from './begin-assignment.ts';
import { chosenIn, pressed } from './chosen-people.ts';
import { allLacking } from './license-groups.ts';
import { readPeople, type PeopleNeeds } from './people.ts';
import { groupNotice } from './review-group.ts';
import type { StoppedCalls } from './stopped-calls.ts';

/** Gives the credits license to those who were named, to those chosen among people of one name, or to all who lack it. */
export const giveCredits = action(
  'assign-credits',
  'licenses',
  z.object({
    who: z.enum(['all', 'named']),
    ...pressed,
  }),
  async (needs: AssigningNeeds & PeopleNeeds & { readonly stoppedCalls: StoppedCalls }, turn, data) => {
    const { assignments } = needs;
    const { speech } = turn;
    // Pressed again, it shows what came of the first press.
    const before = await assignments.outcomeOf('credits', data.order);
    if (before !== undefined) return orderedReply(speech, before, needs.clock.now());
    const directory = await readPeople(needs);
    const named = chosenIn(data);
    const meant =
      data.who === 'all'
        ? (await allLacking(needs, directory)).people
        : directory.people.filter(({ id, kind }) => named.has(id) && kind !== 'guest');
    const people = await needs.keptDirectory.afresh(meant);
    const telephonyOf = telephonyWith(directory.skus);
    const lacking = people.filter(person => !telephonyOf(person).hasCredits);
    if (lacking.length === 0) {
      const has = people.map(({ name }) => speech.say('assign.has', { name: escape(name) }));
      const isNobody = people.length === 0;
      const saying = (texts: readonly string[]): Card =>
        notice(speech, speech.say('assign.title'), isNobody ? [speech.say('setup.licenses.nobodyChosen')] : texts);
      return { card: saying(has), shared: saying([speech.say('assign.allHave')]) };
    }
    const asked = peopleLacking(lacking, [creditsSkuId], directory.skus);
    const run = await beginAssignment(needs, turn, 'credits', {
      id: data.order,
      isSetup: false,
      skuIds: [creditsSkuId],
      ...asked,
    });
    return begunReply(speech, run, needs.clock.now());
  },
);

type AgainNeeds = AssigningNeeds & PeopleNeeds & AskNeeds & { readonly stoppedCalls: StoppedCalls };

/** Once more for those for whom it failed, and those who were left after a stop, as they are now. */
export const assignAgain = action(
  'assign-again',
  'licenses',
  z.object({ order: z.string().max(300) }),
  async (needs: AgainNeeds, turn, { order }) => {
    const { speech } = turn;
    const before = await needs.assignments.read('credits');
    if (before === undefined) return { card: notice(speech, speech.say('assign.title'), [speech.say('app.stale')]) };
    // Pressed again, or where another run has begun, it shows what came of that.
    if (before.id !== order || before.state === 'running') return assignedReply(speech, before, needs.clock.now());
    const { people, skus } = await readPeople(needs);
    const left = new Set([...before.failed, ...before.pending].map(({ id }) => id));
    const now = await needs.keptDirectory.afresh(people.filter(({ id }) => left.has(id)));
    const known = new Set(now.map(({ id }) => id));
    const gone = [...before.failed, ...before.pending].filter(({ id }) => !known.has(id));
    const meant = before.deed === 'give' ? await needs.stoppedCalls.leftAlone(now) : now;
    const stopped = now.filter(one => !meant.includes(one));
    // The group would bring it back to them.
    if (before.group !== null && stopped.length > 0)
      return { card: groupNotice(speech, speech.say('group.stopped', { count: speech.number(stopped.length) })) };
    const asked = askedAgain(before, meant, skus);
    const group = before.group === null ? {} : { group: { id: before.group.id, name: before.group.name } };
    const id = `again-${turn.id}`;
    if (before.deed === 'take') {
      const removal = await mayRemove(needs, turn, {
        ...{ id, people: asked.people.map(one => one.id) },
        ...group,
      });
      if (!removal.may) return removal.reply;
    }
    const run = await beginAssignment(needs, turn, 'credits', {
      id,
      isSetup: false,
      skuIds: before.skuIds,
      deed: before.deed,
      ...group,
      people: asked.people,
      failed: [
        ...asked.failed,
        ...stopped.map(({ id, name }) => ({ id, name, skuIds: before.skuIds, reason: 'calls-stopped' as const })),
        ...gone.map(({ id, name, skuIds }) => ({ id, name, skuIds, reason: 'not-found' as const })),
      ],
      isAgain: true,
    });
    return begunReply(speech, run, needs.clock.now());
  },
);

/** Stops the run that the card shows, if it is still going on; licenses already given stay. */
export const stopAssigning = action(
  'assign-stop',
  'licenses',
  z.object({ order: z.string().max(300) }),
  async ({ assignments, assignmentWorker, clock }: AssigningNeeds, { speech }, { order }) => {
    const run = await assignments.read('credits');
    if (run?.id === order) await assignmentWorker.stop('credits');
    const current = await assignments.read('credits');
    return current === undefined
      ? { card: notice(speech, speech.say('assign.title'), [speech.say('app.stale')]) }
      : assignedReply(speech, current, clock.now());
  },
);

/** What is left of a run, by what people have now. */
function askedAgain(
  { deed, group, skuIds }: AssignmentRun,
  now: readonly Person[],
  skus: readonly Sku[],
): ReturnType<typeof peopleLacking> {
  if (group === null) return deed === 'give' ? peopleLacking(now, skuIds, skus) : peopleHolding(now, skuIds);
  const isLeft = (person: Person): boolean =>
    skuIds.some(skuId => groupOutcome(person, { group: group.id, skuId, deed }) !== 'done');
  return { people: now.filter(isLeft).map(({ id, name }) => ({ id, name, skuIds: [...skuIds] })), failed: [] };
}
