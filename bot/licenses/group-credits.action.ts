import { z } from 'zod';
import { creditsSkuId, type Person } from '../../core/index.ts';
import type { AskNeeds } from '../approvals/ask-approval.ts';
import { mayRemove } from '../approvals/removals.ts';
import { action } from '../chat/action.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { begunReply, orderedReply } from './assignment-reply.ts';
import type { AskedRun } from './assignments.ts';
import { beginAssignment, type AssigningNeeds } from './begin-assignment.ts';
import { givableGroup, groupName, readPeopleIn, takableGroup } from './license-groups.ts';
import type { PeopleNeeds } from './people.ts';
import { groupNotice } from './review-group.ts';
import type { StoppedCalls } from './stopped-calls.ts';

type GroupNeeds = AssigningNeeds & PeopleNeeds & AskNeeds & { readonly stoppedCalls: StoppedCalls };

const data = z.object({
  order: z.string().max(300),
  group: z.string().max(100),
  deed: z.enum(['give', 'take']),
});

/** Gives the credits license to a group that brings telephony, or takes it from one: for all in it at once. */
export const groupCredits = action('group-credits', 'licenses', data, async (needs: GroupNeeds, turn, asked) => {
  // Pressed again, it shows what came of the first press.
  const before = await needs.assignments.outcomeOf('credits', asked.order);
  if (before !== undefined) return orderedReply(turn.speech, before, needs.clock.now());
  return asked.deed === 'give' ? given(needs, turn, asked) : taken(needs, turn, asked);
});

async function given(needs: GroupNeeds, turn: Turn, { order, group: id }: z.infer<typeof data>): Promise<Reply> {
  const { speech } = turn;
  const known = await readPeopleIn(needs, people => {
    const group = givableGroup(people, [id]);
    return group === undefined ? [] : [...group.lacking, ...group.needless];
  });
  const group = givableGroup(known, [id]);
  if (group === undefined) return { card: groupNotice(speech, speech.say('group.none')) };
  const reached = [...group.lacking, ...group.needless];
  // The group would bring it back to them.
  const stopped = reached.length - (await needs.stoppedCalls.leftAlone(reached)).length;
  if (stopped > 0) return { card: groupNotice(speech, speech.say('group.stopped', { count: speech.number(stopped) })) };
  return begun(needs, turn, { id: order, deed: 'give', people: reached, group: group.id });
}

async function taken(needs: GroupNeeds, turn: Turn, { order, group: id }: z.infer<typeof data>): Promise<Reply> {
  const { speech } = turn;
  const known = await readPeopleIn(needs, people => takableGroup(people, [id])?.losing ?? []);
  const group = takableGroup(known, [id]);
  if (group === undefined) return { card: groupNotice(speech, speech.say('group.noneHas')) };
  const people = group.losing.map(one => one.id);
  const name = await groupName(needs, group.id);
  const removal = await mayRemove(needs, turn, { id: order, people, group: { id: group.id, name } });
  if (!removal.may) return removal.reply;
  const followed = group.losing.length === 0 ? group.keeping : group.losing;
  return begun(needs, turn, { id: order, deed: 'take', people: followed, group: group.id });
}

async function begun(
  needs: GroupNeeds,
  turn: Turn,
  {
    people,
    group,
    ...asked
  }: Pick<AskedRun, 'id'> &
    Required<Pick<AskedRun, 'deed'>> & { readonly people: readonly Person[]; readonly group: string },
): Promise<Reply> {
  const run = await beginAssignment(needs, turn, 'credits', {
    ...asked,
    isSetup: false,
    skuIds: [creditsSkuId],
    group: { id: group, name: await groupName(needs, group) },
    people: people.map(({ id, name }) => ({ id, name, skuIds: [creditsSkuId] })),
  });
  return begunReply(turn.speech, run, needs.clock.now());
}
