import {
  isExpired,
  unreachable,
  type Entry,
  type Instant,
  type Micros,
  type Reconciled,
  type Reconciliation,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { factsCard } from '../../cards/facts.ts';
import { formCard } from '../../cards/form.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import { balanceChange, type Foreseen } from '../tenant/balance-change.view.ts';

/** What somebody says that the admin center showed. */
export interface Stated {
  /** The id that it will have, so that pressing twice records it once. */
  readonly id: string;
  /** As it was typed; '' where nothing was. */
  readonly amount: string;
  /** At the end of that day; '' for now. */
  readonly day: string;
}

const longestTyped = 40;

/** Asks what the admin center shows, and of which day. */
export function reconcileForm(
  speech: Speech,
  stated: Stated,
  {
    terms,
    today,
    errors = { amount: '', day: '' },
  }: {
    readonly terms: Terms;
    readonly today: string;
    readonly errors?: { readonly amount: string; readonly day: string };
  },
): Card {
  return formCard({
    ...frame(speech, speech.say('reconcile.title'), [
      button(
        speech.say('button.reviewIt'),
        'reconcile',
        { id: stated.id, step: 'review' },
        { inputs: 'auto', style: 'positive' },
      ),
      ...runButtons(speech, 'balance'),
    ]),
    notice: '',
    text: speech.say('reconcile.text'),
    facts: [],
    fields: [
      {
        ...{ id: 'amount', label: speech.say('reconcile.amount', { currency: terms.currency }), value: stated.amount },
        ...{ error: errors.amount, maxLength: longestTyped, isMultiline: false },
        missing: speech.say('refuse.empty-amount'),
      },
    ],
    dates: [{ id: 'day', label: speech.say('reconcile.day'), value: stated.day, error: errors.day, latest: today }],
  });
}

/** What recording it would mean. */
export function reconcileReview(
  speech: Speech,
  stated: Stated,
  about: {
    readonly micros: Micros;
    readonly at: Instant;
    readonly shown: string;
    readonly foreseen: Foreseen & { readonly entry: Entry | undefined };
    readonly terms: Terms;
    readonly now: Instant;
  },
): Card {
  const { micros, at, shown, foreseen, terms, now } = about;
  const { entry } = foreseen;
  const found = entry?.kind === 'balance-reconciled' ? entry.facts : undefined;
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  // What is found so long ago opens as credits that are over.
  const hasExpired = foreseen.wallet.pool.lots.some(
    lot => lot.invoice === null && lot.boughtAt === at && isExpired(lot, now),
  );
  const { id } = stated;
  return factsCard({
    ...frame(speech, speech.say('reconcile.title'), [
      button(speech.say('button.record'), 'reconcile', { id, step: 'record', micros, at }, { style: 'positive' }),
      button(speech.say('button.change'), 'reconcile', { id, step: 'ask', amount: shown, day: stated.day }),
      ...runButtons(speech, 'balance'),
    ]),
    notice: '',
    text: found === undefined ? '' : meaningOf(speech, found, { money, hasExpired }),
    facts: [
      { title: speech.say('reconcile.shown'), value: money(micros) },
      { title: speech.say('reconcile.book'), value: money(micros + (found?.difference ?? 0)) },
      { title: speech.say('reconcile.at'), value: speech.dateTime(at) },
      ...balanceChange(speech, foreseen, { terms, now }),
    ],
    terms: speech.say('reconcile.later'),
  });
}

/** One reconciliation as it is worked out now: calls that came later have made its difference smaller. */
export function reconciliationView(
  speech: Speech,
  reconciliation: Reconciliation | undefined,
  about: {
    readonly wallet: Wallet;
    readonly terms: Terms;
    readonly now: Instant;
    readonly mayReverse: boolean;
  },
): Card {
  const { wallet, terms, now, mayReverse } = about;
  const next = runButtons(speech, 'balance', 'history');
  if (reconciliation === undefined)
    return notice(speech, speech.say('reconcile.title'), [speech.say('reconcile.gone')], { buttons: next });
  const { id, at, stated, difference } = reconciliation;
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  const still = { before: wallet, wallet, entries: [] };
  return factsCard({
    ...frame(speech, speech.say('reconcile.details'), [
      ...next,
      ...(mayReverse
        ? [
            button(speech.say('button.reverse'), 'give-back', {
              ...{ id: `reverse:${id}`, deed: 'reverse', what: { kind: 'reconciliation', id } },
              ...{ step: 'ask', amount: '', reason: '' },
            }),
          ]
        : []),
    ]),
    notice: '',
    text: differenceOf(speech, difference, money),
    facts: [
      { title: speech.say('reconcile.shown'), value: money(stated) },
      { title: speech.say('reconcile.at'), value: speech.dateTime(at) },
      ...balanceChange(speech, still, { terms, now }),
    ],
    terms: speech.say('reconcile.later'),
  });
}

/** What a difference is taken for, and what that does. */
function meaningOf(
  speech: Speech,
  { reason, difference }: Pick<Reconciled, 'reason' | 'difference'>,
  { money, hasExpired }: { readonly money: (amount: Micros) => string; readonly hasExpired: boolean },
): string {
  switch (reason) {
    case 'agrees':
      return speech.say('reconcile.agrees');
    case 'usage-not-seen':
      return speech.say('reconcile.usage', { amount: money(difference) });
    case 'credits-not-known':
      return speech.say(hasExpired ? 'reconcile.creditsExpired' : 'reconcile.credits', { amount: money(-difference) });
    default:
      return unreachable(reason);
  }
}

function differenceOf(speech: Speech, difference: Micros, money: (amount: Micros) => string): string {
  if (difference === 0) return speech.say('reconcile.now.agrees');
  return difference > 0
    ? speech.say('reconcile.now.usage', { amount: money(difference) })
    : speech.say('reconcile.now.credits', { amount: money(-difference) });
}
