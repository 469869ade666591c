import { creditsHeld, creditsSkuId, groupsWith, mostPeopleAlone, namesIn, type Person } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Button } from '../../cards/verbs.ts';
import { removalNeedsApproval } from '../approvals/removals.ts';
import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { assignCreditsView, whoseCreditsView } from './assign-credits.view.ts';
import { groupTakeButton } from './license-group.view.ts';
import { mostNames, namedPeople } from './named-people.ts';
import { readPeople, type PeopleNeeds } from './people.ts';
import { groupIn, reviewTaking } from './review-group.ts';

export const removeCredits = command({
  name: 'remove',
  access: 'licenses',
  arguments: { people: text('people', {}) },
  menus: [],
  run: reviewed,
});

interface ReviewNeeds extends PeopleNeeds {
  readonly ledger: Ledger;
}

/** Says who would lose the license and what that means, who cannot, and who does not have it; nothing is done before a press. */
async function reviewed(
  needs: ReviewNeeds,
  turn: Turn,
  { people: rest = '' }: { readonly people: string | undefined },
): Promise<Reply> {
  const { speech } = turn;
  const title = speech.say('assign.title');
  const tooMany = { card: notice(speech, title, [speech.say('remove.usage')]) };
  const names = namesIn(rest);
  if (names.length > mostNames) return tooMany;
  const group = groupIn(rest);
  if (group !== undefined)
    return { card: await reviewTaking(needs, turn, group, count => secondPersonLines(needs, turn, count)) };
  const directory = await readPeople(needs);
  const order = `remove-${turn.id}`;
  if (names.length === 0) {
    const known = directory.people.filter(person => creditsHeld(person) === 'own');
    return { card: whoseCreditsView(speech, order, 'take', known, await secondPersonLines(needs, turn, mostNames)) };
  }
  const named = await namedPeople(needs, turn, rest, directory, () => true);
  if (named === undefined) return tooMany;
  const held = Map.groupBy(named.chosen, creditsHeld);
  const saying = (word: 'remove.byGroup' | 'remove.lacks', which: 'by-group' | 'no'): readonly string[] =>
    (held.get(which) ?? []).map(({ name }) => speech.say(word, { name: escape(name) }));
  const lines = [...named.nobody, ...saying('remove.byGroup', 'by-group'), ...saying('remove.lacks', 'no')];
  const chosen = held.get('own') ?? [];
  const more = groupButtons(speech, held.get('by-group') ?? []);
  if (chosen.length === 0 && named.unclear.length === 0)
    return { card: notice(speech, title, lines, { buttons: [...more, ...runButtons(speech, 'licenses')] }) };
  const from = chosen.map(({ name }) => escape(name)).join(', ');
  return {
    card: assignCreditsView(speech, order, {
      deed: 'take',
      text: chosen.length === 0 ? '' : speech.say('remove.named', { names: from }),
      ...{ all: 0, chosen, unclear: named.unclear, more },
      lines: [
        speech.say('remove.effect'),
        ...(await secondPersonLines(needs, turn, chosen.length + named.unclear.length)),
        ...lines,
      ],
    }),
  };
}

/** What one group brings can be taken from all in it; where several do, it is not guessed which is meant. */
function groupButtons(speech: Speech, people: readonly Person[]): readonly Button[] {
  const groups = [...new Set(people.flatMap(person => groupsWith(person, creditsSkuId)))];
  const [only] = groups;
  return groups.length === 1 && only !== undefined ? [groupTakeButton(speech, only, 'group.takeReview')] : [];
}

/** That so many people need a second person, where that is so. */
async function secondPersonLines({ ledger }: ReviewNeeds, { speech }: Turn, count: number): Promise<readonly string[]> {
  const read = await ledger.read();
  return read.ok && removalNeedsApproval(read.value.wallet, count)
    ? [speech.say('remove.needsApproval', { most: speech.number(mostPeopleAlone) })]
    : [];
}
