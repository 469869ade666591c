import { unreachable, type Digest, type Instant, type Micros } from '../../core/index.ts';
import type { DigestCheck } from '../../cards/digest.ts';
import { button, type Button, type Verbs } from '../../cards/verbs.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import { lastCheckText } from './digest-words.view.ts';

/** Where the question for the admin center's balance stands on a card. */
export type CheckState =
  | { readonly kind: 'asked'; readonly typed: string; readonly error: string }
  /** It differs: what recording it means is seen first. */
  | { readonly kind: 'differs'; readonly shown: Micros; readonly difference: Micros; readonly at: Instant }
  | { readonly kind: 'answered'; readonly shown: Micros; readonly difference: Micros; readonly at: Instant };

/** Before anybody has answered. */
export const unanswered: CheckState = { kind: 'asked', typed: '', error: '' };

/** Which card the question is on: its week, as of when it was drawn, and its matter; '' where somebody typed for it. */
export type CheckedCard = Pick<Verbs['check-balance'], 'monday' | 'at' | 'matter'>;

/** The question, what the answer would change, or what became of it. */
export function digestCheck(
  speech: Speech,
  digest: Digest,
  { card, state }: { readonly card: CheckedCard; readonly state: CheckState },
): DigestCheck {
  const title = speech.say('digest.check');
  const money = (amount: Micros): string => speech.money(amount, digest.currency);
  switch (state.kind) {
    case 'asked':
      return {
        title,
        text: speech.say('digest.check.text', { last: lastCheckText(speech, digest) }),
        fields: [
          {
            label: speech.say('reconcile.amount', { currency: digest.currency }),
            ...{ value: state.typed, error: state.error, missing: speech.say('refuse.empty-amount') },
          },
        ],
        buttons: [
          button(
            speech.say('button.check'),
            'check-balance',
            { ...card, step: 'state' },
            { inputs: 'auto', style: 'positive' },
          ),
        ],
      };
    case 'differs':
      return {
        title,
        text: differsText(speech, state, money),
        fields: [],
        buttons: reviewButtons(speech, card, state),
      };
    case 'answered':
      return { title, text: answeredText(speech, state, money), fields: [], buttons: [] };
    default:
      return unreachable(state);
  }
}

function differsText(
  speech: Speech,
  { shown, difference }: Pick<CheckState & { readonly kind: 'differs' }, 'shown' | 'difference'>,
  money: (amount: Micros) => string,
): string {
  const both = speech.say('digest.check.review', { amount: money(shown), book: money(shown + difference) });
  const meaning =
    difference > 0
      ? speech.say('reconcile.usage', { amount: money(difference) })
      : speech.say('reconcile.credits', { amount: money(-difference) });
  return joined(speech, both, meaning);
}

const reviewButtons = (
  speech: Speech,
  card: CheckedCard,
  { shown, at }: { readonly shown: Micros; readonly at: Instant },
): readonly Button[] => [
  button(
    speech.say('button.record'),
    'check-balance',
    { ...card, step: 'record', micros: shown, seen: at },
    { style: 'positive' },
  ),
  button(speech.say('button.change'), 'check-balance', { ...card, step: 'ask' }),
];

function answeredText(
  speech: Speech,
  { shown, difference, at }: { readonly shown: Micros; readonly difference: Micros; readonly at: Instant },
  money: (amount: Micros) => string,
): string {
  const facts = { date: speech.dateTime(at), amount: money(shown), difference: money(Math.abs(difference)) };
  if (difference === 0) return speech.say('digest.check.agreed', facts);
  return difference > 0 ? speech.say('digest.check.usage', facts) : speech.say('digest.check.credits', facts);
}
