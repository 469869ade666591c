import { refusalCard } from '../chat/refusal.view.ts';
import type { Roles } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import type { Request } from '../wallets/ledger.ts';
import { knownOrder, type KnownOrder, type OrderReadNeeds } from './known-orders.ts';
import { mayMoveMoney } from './may-move-money.ts';
import { noOrderView, orderView } from './orders.view.ts';

export interface AnsweringNeeds extends WalletNeeds, OrderReadNeeds {
  readonly ledger: WalletNeeds['ledger'];
  readonly roles: Roles;
}

/** An order that somebody says something of, as it stands now. */
export interface AskedOrder {
  readonly needs: AnsweringNeeds;
  readonly turn: Turn;
  readonly found: OpenWallet;
  readonly order: KnownOrder;
}

/** Runs with an order that may still be answered so; any other is shown as it stands. */
export const withOrder = (
  needs: AnsweringNeeds,
  turn: Turn,
  key: string,
  {
    mayBe,
    run,
  }: {
    readonly mayBe: (order: KnownOrder) => boolean;
    readonly run: (asked: AskedOrder) => Promise<Reply>;
  },
): Promise<Reply> =>
  withWallet(needs, turn, async found => {
    const order = await knownOrder(needs, found, key);
    if (order === undefined) return { card: noOrderView(turn.speech) };
    const asked = { needs, turn, found, order };
    return mayBe(order) ? run(asked) : showOrder(asked, turn.speech.say('orders.answered'));
  });

/** The order as it is; `notice` is what has just been said of it, or ''. */
export async function showOrder({ needs, turn, found, order }: AskedOrder, notice: string): Promise<Reply> {
  const { wallet, terms } = found;
  const around = { wallet, terms, now: needs.clock.now(), mayMoveMoney: await mayMoveMoney(needs, turn) };
  return { card: orderView(turn.speech, order, { ...around, notice }) };
}

/** Records what a person says of an order, and shows it. What somebody else has said meanwhile is shown instead. */
export async function recordSaid(
  asked: AskedOrder,
  request: Request,
  noticeOf: (found: OpenWallet) => string,
): Promise<Reply> {
  const { needs, turn, found } = asked;
  const recorded = await needs.ledger.execute(request, turn.person.id ?? null);
  if (recorded.ok) return showAgain(asked, noticeOf);
  const { refusal } = recorded;
  return refusal.kind === 'no-such-payment' || refusal.kind === 'conflict' || refusal.kind === 'in-flight'
    ? showAgain(asked, () => turn.speech.say('orders.answered'))
    : { card: refusalCard(turn.speech, refusal, found.terms.currency) };
}

/** The order as it is by now. */
const showAgain = ({ needs, turn, order }: AskedOrder, noticeOf: (found: OpenWallet) => string): Promise<Reply> =>
  withWallet(needs, turn, async found => {
    const present = await knownOrder(needs, found, order.payment.key);
    return showOrder({ needs, turn, found, order: present ?? order }, noticeOf(found));
  });
