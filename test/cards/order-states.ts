import { dayMs, type Lot, type ShownWithout, type Terms, type Wallet } from '../../core/index.ts';
import type { Speech } from '../../bot/chat/speech.ts';
import { asOrdered, confirmForm, confirmReview, endForm } from '../../bot/funds/confirm-order.view.ts';
import type { KnownOrder, OrderState } from '../../bot/funds/known-orders.ts';
import { noOrderView, ordersView, orderView } from '../../bot/funds/orders.view.ts';
import type { Card } from '../../cards/card.ts';
import { money, someTerms } from '../support/builders.ts';
import { evening, walletWith } from '../support/made-matters.ts';

const now = evening;
const method = { kind: 'admin-centre' } as const;
const agreement = { kind: 'agreement', number: 'E123', purchaseOrder: 'PO-7 **x**' } as const;
const lot: Lot = { ...walletWith(money('$12.30')).pool.lots[0]!, invoice: 7, amount: money('$150') };

/** An order that was placed so many days ago. */
const order = (
  days: number,
  state: OrderState,
  more: Partial<Pick<KnownOrder, 'by'> & KnownOrder['payment']> = {},
): KnownOrder => {
  const { by = 'Ana *Silva*', ...payment } = more;
  const asked = { key: 'order-1', purpose: 'order', amount: money('$100'), method, ...payment } as const;
  return {
    ...{ payment: { ...asked, requestedAt: now - days * dayMs }, state, by, seq: 3 },
    mayBeConfirmed: state.kind !== 'bought' && state.kind !== 'charging',
    mayBeEnded: state.kind === 'waits' || state.kind === 'unknown',
    method: { method: asked.method, label: undefined },
  };
};
const recharge = (days: number, state: OrderState): KnownOrder =>
  order(days, state, { purpose: 'recharge', amount: money('$50'), by: '' });

const waits = order(3, { kind: 'waits' }, { method: agreement });
const expected = recharge(0.1, { kind: 'waits' });
const unknown = order(0.2, { kind: 'unknown' }, { method: { kind: 'card', reference: 'card-1' } });

/** Orders, by themselves and in their list, and what is asked about them. */
export function orderStates(speech: Speech): readonly { card: string; state: string; json: Card }[] {
  const wallet = walletWith(money('$15'));
  const terms: Terms = { ...someTerms, timeZone: 'Europe/Berlin', mode: 'mirror' };
  const around = { wallet: { ...wallet, terms }, terms, now, mayMoveMoney: true };
  const ended = [
    order(9, { kind: 'bought', lot }),
    recharge(12, { kind: 'not-confirmed', at: now - 5 * dayMs }),
    order(20, { kind: 'not-bought', at: now - 19 * dayMs }, { amount: money('$5000') }),
    recharge(40, { kind: 'declined', at: now - 40 * dayMs, reason: 'expired-card' }),
  ];
  const list = (waiting: readonly KnownOrder[], over: readonly KnownOrder[], more: Partial<typeof around> = {}): Card =>
    ordersView(
      speech,
      { waiting, ended: over, isFirst: true, next: 'ended 9' },
      { ...around, ...more, text: 'orders' },
    );
  const one = (shown: KnownOrder, notice = ''): Card => orderView(speech, shown, { ...around, notice });
  const today = '2026-11-26';
  const typed = asOrdered(waits.payment, { day: today, currency: 'USD' });
  const none = { amount: '', day: '', reference: '' };
  const form = (asked: KnownOrder, recorded: readonly Lot[] = [], errors = none): Card =>
    confirmForm(speech, asked, { typed: { ...typed, amount: '15O' }, errors, recorded, terms, today });
  const after: Wallet = {
    ...around.wallet,
    pool: { ...wallet.pool, lots: [...wallet.pool.lots, { ...lot, drawn: 0 }] },
  };
  const review = (recorded: readonly Lot[], without?: ShownWithout, boughtAt = now - 2 * dayMs): Card =>
    confirmReview(speech, waits, {
      ...{ bought: { amount: money('$150'), boughtAt, reference: 'E-7 [x](y)' }, typed, recorded },
      ...{ without, foreseen: { before: around.wallet, wallet: after, entries: [] }, terms, now },
    });
  const wrong = speech.say('refuse.empty-amount');
  const states: Readonly<Record<string, Card>> = {
    'all that wait': list([waits, expected, unknown, order(0, { kind: 'charging' })], ended),
    'one waits': list([waits], ended),
    'for a reader': list([waits, expected], ended, { mayMoveMoney: false }),
    'none wait': list([], ended),
    none: list([], []),
    'one waits, alone': one(waits),
    'expected, alone': one(expected),
    'unknown, alone': one(unknown),
    'bought otherwise': one(
      order(9, { kind: 'bought', lot }, { method: agreement }),
      speech.say('order.settled', { amount: '$150.00', invoice: 7, balance: '$165.00' }),
    ),
    'recharge bought': one(recharge(9, { kind: 'bought', lot }), speech.say('orders.answered')),
    'recharge not confirmed': one(recharge(12, { kind: 'not-confirmed', at: now - 5 * dayMs })),
    'not bought': one(order(20, { kind: 'not-bought', at: now })),
    gone: noOrderView(speech),
    'form of an order': form(waits),
    'form of a recharge': form(expected),
    'form of an unknown one': form(unknown),
    'form with errors': form(waits, [], { amount: wrong, day: wrong, reference: '' }),
    'form where it may be recorded': form(waits, [lot, { ...lot, invoice: 8 }]),
    'review of another amount': review([]),
    'review where it may be recorded': review([lot, { ...lot, invoice: 8 }]),
    'review of what a balance does not include': review([], { at: now - dayMs, found: 0 }),
    'review of what a balance includes in part': review([], { at: now - dayMs, found: money('$95') }),
    'review of what a balance of today includes in part': review([], { at: now, found: money('$95') }, now),
    'asks whether not bought': endForm(speech, waits, terms),
    'asks whether not come': endForm(speech, expected, terms),
    'asks whether not charged': endForm(speech, unknown, terms),
  };
  return Object.entries(states).map(([state, json]) => ({ card: 'orders', state, json }));
}
