import type { Card } from '../../cards/card.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Turn } from '../chat/turn.ts';
import { giveGroupView, takeGroupView } from './license-group.view.ts';
import { givableGroup, groupIdsOf, groupName, readPeopleIn, takableGroup } from './license-groups.ts';
import type { PeopleNeeds } from './people.ts';
import type { StoppedCalls } from './stopped-calls.ts';

/** What a text names that means a group, and nobody of that name. */
export const groupIn = (text: string): string | undefined =>
  /^(?:(?:the )?group\s+|群?组\s*)["“]?(\S[^"”]*)["”]?$/iu.exec(text.trim())?.[1]?.trim();

/** Says whom giving the license to a group reaches: nothing is done before a press. */
export async function reviewGiving(
  needs: PeopleNeeds & { readonly stoppedCalls: StoppedCalls },
  { speech, id }: Pick<Turn, 'speech' | 'id'>,
  text: string,
): Promise<Card> {
  const ids = await groupIdsOf(needs, text);
  const known = await readPeopleIn(needs, people => givableGroup(people, ids)?.lacking ?? []);
  const group = givableGroup(known, ids);
  if (group === undefined) return groupNotice(speech, speech.say('group.none'));
  const reached = [...group.lacking, ...group.needless];
  const stopped = reached.length - (await needs.stoppedCalls.leftAlone(reached)).length;
  if (stopped > 0) return groupNotice(speech, speech.say('group.stopped', { count: speech.number(stopped) }));
  return giveGroupView(speech, `assign-${id}`, { ...group, name: await groupName(needs, group.id) });
}

/** Says who loses the license with a group. */
export async function reviewTaking(
  needs: PeopleNeeds,
  { speech, id }: Pick<Turn, 'speech' | 'id'>,
  text: string,
  linesFor: (count: number) => Promise<readonly string[]>,
): Promise<Card> {
  const ids = await groupIdsOf(needs, text);
  const known = await readPeopleIn(needs, people => takableGroup(people, ids)?.losing ?? []);
  const group = takableGroup(known, ids);
  if (group === undefined) return groupNotice(speech, speech.say('group.noneHas'));
  const named = { ...group, name: await groupName(needs, group.id) };
  return takeGroupView(speech, `remove-${id}`, named, await linesFor(group.losing.length));
}

export const groupNotice = (speech: Speech, text: string): Card =>
  notice(speech, speech.say('assign.title'), [text], { buttons: runButtons(speech, 'licenses') });
