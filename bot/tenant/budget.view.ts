import {
  roundedToCurrency,
  startOfMonth,
  type BudgetStanding,
  type Currency,
  type TimeZone,
} from '../../core/index.ts';
import { budgetCard, type Bar } from '../../cards/budget.ts';
import type { Card } from '../../cards/card.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';

/** In which currency a budget is, and where its months begin. */
export interface BudgetTerms {
  readonly currency: Currency;
  readonly timeZone: TimeZone;
}

/** What a tenant that pays after use has spent of its budget this month, instead of a balance (S0). */
export function budgetView(
  speech: Speech,
  standing: BudgetStanding,
  /** `isRead`: whether all logs have been read to their end at least once. */
  { isRead, ...terms }: BudgetTerms & { readonly isRead: boolean },
): Card {
  return budgetCard({
    ...frame(speech, speech.say('balance.title'), runButtons(speech, 'usage', 'budget')),
    notice: '',
    headline: speech.say('balance.postpaid', {
      ...{ spent: speech.money(standing.spent, terms.currency), percent: speech.number(standing.percent) },
      budget: speech.money(standing.amount, terms.currency),
    }),
    bar: barOf(standing),
    texts: [
      ...standingTexts(speech, standing, terms),
      ...(isRead ? [] : [speech.say('balance.notRead')]),
      speech.say('refuse.postpaid'),
    ].map(text => ({ text })),
    ...{ facts: [], linesTitle: '', lines: [], footnotes: [] },
  });
}

/** How full a budget is. */
export function barOf({ percent }: Pick<BudgetStanding, 'percent'>): Bar {
  const filled = Math.min(100, percent);
  return { filled, rest: 100 - filled, color: percent >= 100 ? 'Attention' : percent >= 80 ? 'Warning' : 'Accent' };
}

/** What a month is heading for, and how much of that nobody has seen yet. */
export function standingTexts(speech: Speech, standing: BudgetStanding, terms: BudgetTerms): readonly string[] {
  const { forecast, notYetSeen } = standing;
  if (forecast === undefined) return [overNow(speech, standing, terms), speech.say('budget.early')].filter(Boolean);
  const unseen = estimated(speech, notYetSeen, terms);
  return [
    aheadText(speech, standing, { ...terms, expected: forecast.amount }),
    ...(isWorthSaying(notYetSeen, terms) ? [speech.say('budget.unseen', { amount: unseen })] : []),
  ];
}

function aheadText(
  speech: Speech,
  standing: BudgetStanding,
  { expected, ...terms }: BudgetTerms & { readonly expected: bigint },
): string {
  const { spent, amount, month } = standing;
  const facts = {
    date: speech.date(startOfMonth(month, terms.timeZone, 1) - 1),
    expected: estimated(speech, expected, terms),
  };
  if (spent > BigInt(amount))
    return speech.say('budget.over', { ...facts, over: speech.money(spent - BigInt(amount), terms.currency) });
  return isWorthSaying(expected - BigInt(amount), terms)
    ? speech.say('budget.ahead', { ...facts, over: estimated(speech, expected - BigInt(amount), terms) })
    : speech.say('budget.within', facts);
}

const overNow = (speech: Speech, { spent, amount }: BudgetStanding, { currency }: BudgetTerms): string =>
  spent > BigInt(amount) ? speech.say('budget.overNow', { over: speech.money(spent - BigInt(amount), currency) }) : '';

/** An estimate, in whole coins. */
export const estimated = (speech: Speech, estimate: bigint, { currency }: Pick<BudgetTerms, 'currency'>): string =>
  speech.money(roundedToCurrency(Number(estimate), currency), currency);

/** Whether an estimate is more than half a coin. */
const isWorthSaying = (estimate: bigint, { currency }: BudgetTerms): boolean =>
  roundedToCurrency(Number(estimate), currency) > 0;
