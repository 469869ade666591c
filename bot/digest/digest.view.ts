import type { Digest } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { digestCard } from '../../cards/digest.ts';
import type { Fact } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import { digestCheck, type CheckedCard, type CheckState } from './digest-check.view.ts';
import { digestGroups, weekText, type ShownPeople } from './digest-groups.view.ts';
import { digestHeadline, digestNote, digestSentences, digestWarnings, type DigestHow } from './digest-words.view.ts';

/** How a digest is shown in one place. */
export interface ShownDigest extends DigestHow, ShownPeople {
  /** Which card it is, and where its question stands; none is asked where `state` is undefined. */
  readonly card: CheckedCard;
  readonly state: CheckState | undefined;
}

/** A week: a sentence first, then its tables; and in mirror the question for the balance that the admin center shows. */
export function digestView(speech: Speech, digest: Digest, shown: ShownDigest): Card {
  const { card, state } = shown;
  return digestCard({
    ...frame(speech, digestTitle(speech, digest), buttonsOf(speech, digest, card)),
    headline: digestHeadline(speech, digest, shown),
    text: joined(speech, ...digestSentences(speech, digest, shown)),
    warnings: digestWarnings(speech, digest).map(text => ({ text })),
    groups: digestGroups(speech, digest, { ...shown, isCheckAsked: state !== undefined }),
    checks: state === undefined ? [] : [digestCheck(speech, digest, { card, state })],
    note: digestNote(speech, digest),
  });
}

const digestTitle = (speech: Speech, { week }: Digest): string =>
  speech.say('digest.title', { title: speech.say('alert.digest'), week: weekText(speech, week) });

/** The same in sentences alone, and of which week. */
export function digestText(speech: Speech, digest: Digest, how: DigestHow): string {
  const label = weekText(speech, digest.week);
  const text = speech.say('digest.sentence', { text: digestHeadline(speech, digest, how) });
  return [
    speech.say('matter.label', { label, text }),
    ...digestSentences(speech, digest, how),
    ...digestWarnings(speech, digest),
    digestNote(speech, digest),
  ].join(speech.say('list.space'));
}

/** Its figures one below the other, for a mail. */
export const digestFacts = (speech: Speech, digest: Digest, how: DigestHow & ShownPeople): readonly Fact[] =>
  digestGroups(speech, digest, { ...how, isCheckAsked: false }).flatMap(({ title, isNamed, lines }) =>
    lines.map(({ name, about, value }) => ({
      title: isNamed ? speech.say('matter.label', { label: title, text: name }) : name,
      value: about === '' ? value : speech.say('digest.fact', { value, about }),
    })),
  );

/** A card that others see stays: what its buttons run is answered beside it. */
function buttonsOf(speech: Speech, { week }: Digest, { matter }: CheckedCard): readonly Button[] {
  const run = (title: string, text: string): Button =>
    matter === '' ? button(title, 'run', { text }) : button(title, 'run-beside', { text, matter });
  return [
    run(speech.say('button.usage'), `usage ${week.first} – ${week.last}`),
    run(speech.say('button.balance'), 'balance'),
    run(speech.say('button.forecast'), 'forecast'),
  ];
}
