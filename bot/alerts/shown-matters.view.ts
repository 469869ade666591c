import { alertKinds, type Matter } from '../../core/index.ts';
import { alertDigestCard, type DigestAlert } from '../../cards/alert-digest.ts';
import type { Card } from '../../cards/card.ts';
import { frame } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import { longestSummary, matterSummary } from './matter-summary.view.ts';
import { acknowledgeButton, matterView, mentionsText } from './matter.view.ts';
import type { Surroundings } from './matter-surroundings.ts';
import { matterText } from './matter-text.view.ts';
import { hasEnded, matterSince, matterState, matterTitle } from './matter-words.view.ts';
import { nextStep } from './next-step.view.ts';

/** A matter as one message shows it. */
export interface ShownMatter {
  readonly matter: Matter;
  readonly surroundings: Surroundings;
}

/** The card of a message: of one matter, or of all that quiet hours held. */
export function shownMattersView(speech: Speech, shown: readonly [ShownMatter, ...ShownMatter[]]): Card {
  const [first, ...others] = shown;
  if (others.length > 0) return digestView(speech, shown);
  return first.surroundings.own?.card(speech) ?? matterView(speech, first.matter, first.surroundings);
}

/** What a notification says of them. */
export function shownMattersSummary(speech: Speech, shown: readonly [ShownMatter, ...ShownMatter[]]): string {
  const [first, ...others] = shown;
  if (others.length === 0) return matterSummary(speech, first.matter, first.surroundings);
  const label = speech.say('matter.digest');
  const titles = sorted(shown).map(({ matter, surroundings }) => matterTitle(speech, matter, surroundings));
  const [title = ''] = titles;
  const whole = speech.say('matter.label', { label, text: titles.join(speech.say('list.comma')) });
  if (whole.length <= longestSummary) return whole;
  const more = speech.say('matter.digestMore', { title, count: speech.number(others.length) });
  return speech.say('matter.label', { label, text: more });
}

const digestView = (speech: Speech, shown: readonly ShownMatter[]): Card =>
  alertDigestCard({
    ...frame(speech, speech.say('matter.digest')),
    mentions: mentionsText(speech, shown[0]?.surroundings ?? { hasMoved: false, showsAmounts: false }),
    alerts: sorted(shown).map(one => digestAlert(speech, one)),
  });

function digestAlert(speech: Speech, { matter, surroundings }: ShownMatter): DigestAlert {
  const { acknowledged, endedAt } = matter;
  const { hasMoved } = surroundings;
  const isAsked = endedAt === undefined && acknowledged === undefined && !hasMoved;
  return {
    ...matterState(speech, matter, surroundings),
    title: matterTitle(speech, matter, surroundings),
    text: hasMoved
      ? ''
      : joined(speech, matterText(speech, matter, surroundings), nextStep(speech, matter, surroundings)),
    since: matterSince(speech, matter),
    buttons: isAsked ? [acknowledgeButton(speech, matter)] : [],
  };
}

const severities = ['critical', 'warning', 'info'] as const;

/** The worst first, of two that are as bad the older one. */
const sorted = (shown: readonly ShownMatter[]): readonly ShownMatter[] =>
  shown.toSorted(({ matter: one }, { matter: other }) => rankOf(one) - rankOf(other) || one.raisedAt - other.raisedAt);

const rankOf = (matter: Matter): number =>
  hasEnded(matter) ? severities.length : severities.indexOf(alertKinds[matter.alert.kind].severity);
