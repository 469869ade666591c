import type { Currency, Micros } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';

/** What a tenant that pays after use has spent of its budget this month, instead of a balance (S0). */
export function budgetView(
  speech: Speech,
  month: {
    readonly spent: { readonly amount: bigint; readonly currency: Currency };
    readonly budget: { readonly amount: Micros; readonly currency: Currency };
    /** Whether all logs have been read to their end at least once. */
    readonly isRead: boolean;
  },
): Card {
  const { spent, budget, isRead } = month;
  const facts = {
    spent: speech.money(spent.amount, spent.currency),
    budget: speech.money(budget.amount, budget.currency),
    percent: speech.number(budget.amount === 0 ? 0 : Number((spent.amount * 100n) / BigInt(budget.amount))),
  };
  return notice(
    speech,
    speech.say('balance.title'),
    [
      speech.say('balance.postpaid', facts),
      ...(isRead ? [] : [speech.say('balance.notRead')]),
      speech.say('refuse.postpaid'),
    ],
    { buttons: runButtons(speech, 'usage') },
  );
}
