import { balanceOf, type Entry, type Instant, type Micros, type Terms, type Wallet } from '../../core/index.ts';
import type { Fact } from '../../cards/frame.ts';
import type { Speech } from '../chat/speech.ts';

/** What something would lead to, as the ledger decides it. */
export interface Foreseen {
  readonly before: Wallet;
  readonly wallet: Wallet;
  readonly entries: readonly Entry[];
}

/** What becomes of the balance, of what is owed, and what auto-recharge does about it. */
export function balanceChange(
  speech: Speech,
  { before, wallet, entries }: Foreseen,
  { terms, now }: { readonly terms: Terms; readonly now: Instant },
): readonly Fact[] {
  const fromTo = (from: Micros, to: Micros): string =>
    from === to
      ? speech.say('change.same', { amount: speech.money(to, terms.currency) })
      : speech.say('change.fromTo', {
          from: speech.money(from, terms.currency),
          to: speech.money(to, terms.currency),
        });
  const recharges = entries.flatMap(({ kind, facts }) =>
    kind === 'payment-requested' && facts.purpose === 'recharge' ? [facts.amount] : [],
  );
  const owes = before.pool.owed > 0 || wallet.pool.owed > 0;
  return [
    {
      title: speech.say('balance.title'),
      value: fromTo(balanceOf(before.pool, now), balanceOf(wallet.pool, now)),
    },
    ...(owes ? [{ title: speech.say('balance.owed'), value: fromTo(before.pool.owed, wallet.pool.owed) }] : []),
    ...recharges.map(amount => ({
      title: speech.say('balance.autoRecharge'),
      value: speech.say(terms.mode === 'mirror' ? 'change.recharge.mirror' : 'change.recharge', {
        amount: speech.money(amount, terms.currency),
      }),
    })),
  ];
}
