import {
  addDays,
  dayOf,
  decimal,
  startOfDay,
  type Day,
  type Instant,
  type Micros,
  type Result,
  type Terms,
} from '../../core/index.ts';
import { isAboutApproval, orAskApproval } from '../approvals/ask-approval.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { day } from '../chat/typed-range.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { mayMoveMoney } from './may-move-money.ts';
import { reconcileForm, reconcileReview, reconciliationView, type Stated } from './reconcile.view.ts';

export interface ReconcileNeeds extends WalletNeeds, ShowApprovalNeeds {}

/** The form. */
export const askReconcile = (needs: WalletNeeds, turn: Turn, stated: Stated): Promise<Reply> =>
  withWallet(needs, turn, ({ terms }) => ({
    card: reconcileForm(turn.speech, stated, { terms, today: dayOf(needs.clock.now(), terms.timeZone) }),
  }));

/** What recording it would mean; or the form again, with what is wrong beside its field. */
export const reviewReconcile = (needs: ReconcileNeeds, turn: Turn, stated: Stated): Promise<Reply> =>
  withWallet(needs, turn, async ({ terms }) => {
    const { speech } = turn;
    const now = needs.clock.now();
    const today = dayOf(now, terms.timeZone);
    const again = (errors: { readonly amount: string; readonly day: string }): Reply => ({
      card: reconcileForm(speech, stated, { terms, today, errors }),
    });
    const amount = typedAmount(turn, stated.amount, terms.currency);
    const at = instantOfDay(turn, stated.day, { terms, now });
    if (!amount.ok || !at.ok)
      return again({
        amount: amount.ok ? '' : amountText(speech, amount.refusal, stated.amount, terms.currency),
        day: at.ok ? '' : at.refusal,
      });
    const proposal = { kind: 'reconcile', id: stated.id, statedAt: at.value, stated: amount.value } as const;
    const foreseen = await needs.ledger.preview([proposal]);
    if (!foreseen.ok && isAboutApproval(foreseen.refusal))
      return orAskApproval(needs, turn, { proposal, refusal: foreseen.refusal, currency: terms.currency });
    if (!foreseen.ok) {
      const sentence = refusalText(speech, foreseen.refusal, terms.currency);
      const isAboutDay = foreseen.refusal.kind !== 'too-large';
      return again(isAboutDay ? { amount: '', day: sentence } : { amount: sentence, day: '' });
    }
    return {
      card: reconcileReview(speech, stated, {
        micros: amount.value,
        at: at.value,
        shown: decimal(amount.value, terms.currency),
        ...{ foreseen: foreseen.value, terms, now },
      }),
    };
  });

/** Records it, once however often it is asked. */
export const recordReconcile = (
  needs: ReconcileNeeds,
  turn: Turn,
  { id, micros, at }: { readonly id: string; readonly micros: Micros; readonly at: Instant },
): Promise<Reply> =>
  withWallet(needs, turn, async ({ terms }) => {
    const proposal = { kind: 'reconcile', id, statedAt: at, stated: micros } as const;
    const recorded = await needs.ledger.execute(proposal, turn.person.id ?? null);
    if (!recorded.ok)
      return orAskApproval(needs, turn, { proposal, refusal: recorded.refusal, currency: terms.currency });
    return showReconciliationOf(needs, turn, id, { terms, wallet: recorded.value.wallet });
  });

/** One reconciliation as it is worked out now. */
export async function showReconciliationOf(
  needs: ReconcileNeeds,
  turn: Turn,
  id: string,
  { terms, wallet }: Pick<OpenWallet, 'terms' | 'wallet'>,
): Promise<Reply> {
  const found = wallet.pool.reconciliations.find(one => one.id === id);
  return {
    card: reconciliationView(turn.speech, found, {
      wallet,
      terms,
      now: needs.clock.now(),
      mayReverse: await mayMoveMoney(needs, turn),
    }),
  };
}

/** The end of that day in the wallet's zone; now for today, or where none was given. */
function instantOfDay(
  turn: Turn,
  typed: string,
  { terms, now }: { readonly terms: Terms; readonly now: Instant },
): Result<Instant, string> {
  if (typed.trim() === '') return { ok: true, value: now };
  const { speech, locale, localTimeZone } = turn;
  const read = day({}).read(typed, { speech, locale, localTimeZone, now, currency: terms.currency });
  return read.ok ? { ok: true, value: endOfDay(read.value, terms, now) } : read;
}

const endOfDay = (of: Day, { timeZone }: Terms, now: Instant): Instant =>
  of === dayOf(now, timeZone) ? now : startOfDay(addDays(of, 1), timeZone) - 1;
