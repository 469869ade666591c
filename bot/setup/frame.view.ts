import { dayOf, startOfDay, type Instant, type TimeZone } from '../../core/index.ts';
import type { SetupFrame } from '../../cards/frame.ts';
import type { Card } from '../../cards/card.ts';
import { refreshed } from '../../cards/refresh.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Word } from '../../cards/words.ts';
import type { Draft, SetupStep } from './drafts.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';

const counted: readonly {
  readonly step: 'billing' | 'licenses' | 'order' | 'credits';
  readonly covers: readonly SetupStep[];
}[] = [
  { step: 'billing', covers: ['billing', 'postpaid'] },
  { step: 'licenses', covers: ['licenses'] },
  { step: 'order', covers: ['order', 'review'] },
  { step: 'credits', covers: ['credits'] },
];

/** The head of set-up's cards: which step of how many it is. */
export const setupFrame = (
  speech: Speech,
  draft: Pick<Draft, 'step'>,
  title: Word,
  buttons: readonly Button[],
  notice: string,
): SetupFrame => ({
  ...frame(speech, speech.say(title), buttons),
  heading: headingOf(speech, draft.step),
  notice,
});

function headingOf(speech: Speech, at: SetupStep): string {
  const index = counted.findIndex(({ covers }) => covers.includes(at));
  const found = counted[index];
  if (found === undefined) return speech.say('setup.title');
  return speech.say('setup.stepOf', {
    number: index + 1,
    count: counted.length,
    step: speech.say(`setup.step.${found.step}`),
  });
}

/** A date in the wallet's zone, also before there is a wallet to speak in its zone. */
export const dateIn = (speech: Speech, at: Instant, timeZone: TimeZone): string =>
  speech.date(startOfDay(dayOf(at, timeZone), speech.timeZone));

export const go = (
  speech: Speech,
  draft: Draft,
  step: SetupStep,
  word: Word,
  more: Partial<Pick<Button, 'style' | 'mode'>> = {},
): Button => button(speech.say(word), 'setup-go', { version: draft.version, step }, more);

/** A card that everybody in a shared conversation asks for as their own. */
export const own = (speech: Speech, card: Card): Card => refreshed(card, showButton(speech));

/** Asks for the presser's own card. */
export const showButton = (speech: Speech): Button =>
  button(speech.say('button.continue'), 'setup-show', { whose: 'own' }, { style: 'positive' });
