import type { BringingGroup, LicenseGroup, Person } from '../../core/index.ts';
import { assignCreditsCard } from '../../cards/assign-credits.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentDeed } from './assignments.ts';
import type { CalledGroup } from './license-groups.ts';

/** That one assignment to a group would do for many, in a sentence. */
export const groupOfferText = (speech: Speech, { name, lacking }: CalledGroup<LicenseGroup>): string =>
  speech.say('group.offer', { name: escape(name), count: speech.number(lacking.length) });

/** The review of that. */
export const groupOfferButton = (speech: Speech, { id, lacking }: LicenseGroup): Button =>
  button(speech.say('group.offerButton', { count: speech.number(lacking.length) }), 'run', {
    text: `assign credits to group ${id}`,
  });

/** The review of taking it from a group. */
export const groupTakeButton = (speech: Speech, id: string, word: 'group.undo' | 'group.takeReview'): Button =>
  button(speech.say(word), 'run', { text: `remove credits from group ${id}` });

/** Whom giving the license to a group reaches, and who of them has no use for it. */
export function giveGroupView(speech: Speech, order: string, group: CalledGroup<LicenseGroup>): Card {
  const { name, lacking, needless, having } = group;
  const facts = { name: escape(name), count: speech.number(lacking.length) };
  return reviewCard(speech, { order, group: group.id, deed: 'give' }, speech.say('group.giveText', facts), [
    ...(needless.length === 0 ? [] : [needlessText(speech, needless)]),
    ...(having.length === 0 ? [] : [speech.say('group.having', { count: speech.number(having.length) })]),
    speech.say('group.joins'),
    speech.say('group.background'),
  ]);
}

function needlessText(speech: Speech, needless: readonly Person[]): string {
  const guests = needless.filter(({ kind }) => kind === 'guest').length;
  const disabled = needless.filter(({ kind, isEnabled }) => kind !== 'guest' && !isEnabled).length;
  return speech.say('group.needless', {
    count: speech.number(needless.length),
    ...{ guests: speech.number(guests), disabled: speech.number(disabled) },
    others: speech.number(needless.length - guests - disabled),
  });
}

/** Who loses the license when it is taken from a group, and who keeps it. */
export function takeGroupView(
  speech: Speech,
  order: string,
  { id, name, losing, keeping }: CalledGroup<BringingGroup>,
  lines: readonly string[],
): Card {
  const facts = { name: escape(name), count: speech.number(losing.length) };
  return reviewCard(speech, { order, group: id, deed: 'take' }, speech.say('group.takeText', facts), [
    speech.say('remove.effect'),
    ...(keeping.length === 0 ? [] : [speech.say('group.keeping', { count: speech.number(keeping.length) })]),
    ...lines,
    speech.say('group.background'),
  ]);
}

const reviewCard = (
  speech: Speech,
  asked: { readonly order: string; readonly group: string; readonly deed: AssignmentDeed },
  text: string,
  lines: readonly string[],
): Card =>
  assignCreditsCard({
    ...frame(speech, speech.say('assign.title'), [
      button(speech.say(asked.deed === 'give' ? 'group.give' : 'group.take'), 'group-credits', asked, {
        style: 'positive',
      }),
      ...runButtons(speech, 'licenses'),
    ]),
    ...{ text, lines: lines.map(line => ({ text: line })), links: [], choices: [], search: '', known: [] },
    labels: { search: '' },
  });
