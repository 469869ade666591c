import {
  add,
  balanceOf,
  dayMs,
  notConfirmedMs,
  unreachable,
  type Instant,
  type Lot,
  type Micros,
  type Payment,
  type Reconciliation,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Fact, Link } from '../../cards/frame.ts';
import type { OrderItem } from '../../cards/orders.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { adminCenterLink } from '../chat/frame.view.ts';
import { methodText, reasonText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { KnownOrder, OrderState } from './known-orders.ts';

/** What is known around an order that is shown. */
export interface AroundOrder {
  readonly wallet: Wallet;
  readonly terms: Terms;
  readonly now: Instant;
  readonly mayMoveMoney: boolean;
}

/** An order with what can be done about it. */
export function orderItem(speech: Speech, order: KnownOrder, around: AroundOrder): OrderItem {
  const { payment, state } = order;
  const { terms, now } = around;
  const amount = lotOf(state)?.amount ?? payment.amount;
  return {
    title: orderTitle(speech, order),
    value: speech.money(amount, terms.currency),
    state: orderState(speech, order, around),
    color: colorOf(order, now),
    about: aboutText(speech, order),
    facts: state.kind === 'waits' ? driftFacts(speech, payment, around) : [],
    buttons: around.mayMoveMoney ? orderButtons(speech, order) : [],
    links: state.kind === 'waits' ? linksOf(speech) : [],
  };
}

export const orderTitle = (
  speech: Speech,
  { payment: { purpose, requestedAt } }: Pick<KnownOrder, 'payment'>,
): string => speech.say(`orders.of.${purpose}`, { date: speech.date(requestedAt) });

/** What it has bought, if it has. */
const lotOf = (state: OrderState): Lot | undefined => ('lot' in state ? state.lot : undefined);

/** What has become of it, or what it waits for. */
export function orderState(speech: Speech, { payment, state }: KnownOrder, around: AroundOrder): string {
  const { purpose } = payment;
  switch (state.kind) {
    case 'waits':
      return purpose === 'order'
        ? speech.say('orders.waits')
        : speech.say('orders.expected', { balance: shownThere(speech, payment.amount, around) });
    case 'charging':
    case 'unknown':
      return speech.say(`orders.${state.kind}`);
    case 'bought':
    case 'given-back': {
      const { boughtAt, invoice } = state.lot;
      return speech.say(`orders.${state.kind}`, { date: speech.date(boughtAt), invoice: invoice ?? '' });
    }
    case 'declined': {
      const facts = { date: speech.date(state.at), reason: reasonText(speech, state.reason) };
      return speech.say('orders.declined', facts);
    }
    case 'not-bought':
      return speech.say(`orders.not-bought.${purpose}`, { date: speech.date(state.at) });
    case 'not-confirmed':
      return speech.say(`orders.not-confirmed.${purpose}`, { date: speech.date(state.at) });
    default:
      return unreachable(state);
  }
}

/** What the admin center should show once Microsoft has added it. */
const shownThere = (speech: Speech, amount: Micros, { wallet, terms, now }: AroundOrder): string =>
  speech.money(add(balanceOf(wallet.pool, now), amount), terms.currency);

function colorOf({ payment, state }: KnownOrder, now: Instant): OrderItem['color'] {
  if (state.kind === 'unknown') return 'Attention';
  return state.kind === 'waits' && now - payment.requestedAt >= dayMs ? 'Warning' : 'Default';
}

/** Until when Microsoft's recharge is waited for, and who ordered what people order. */
function aboutText(speech: Speech, { payment, state, method, by }: KnownOrder): string {
  if (payment.purpose === 'recharge')
    return state.kind === 'waits'
      ? speech.say('orders.expectedUntil', { date: speech.date(payment.requestedAt + notConfirmedMs) })
      : '';
  return [by === '' ? '' : escape(by), methodText(speech, method)].filter(text => text !== '').join(' · ');
}

/** What can be said of it. */
const orderButtons = (speech: Speech, order: KnownOrder): readonly Button[] => [
  ...(order.mayBeConfirmed ? confirmButtons(speech, order) : []),
  ...endButtons(speech, order),
];

/** That it did not come about. */
export const endButtons = (speech: Speech, order: KnownOrder): readonly Button[] =>
  order.mayBeEnded
    ? [
        button(speech.say(`button.end.${subjectOfOrder(order)}`), 'end-order', {
          ...{ payment: order.payment.key, step: 'ask' },
        }),
      ]
    : [];

/** Which words an order is spoken of in: what people ordered, Microsoft's own recharge, or a charge that nobody knows of. */
export const subjectOfOrder = ({ payment, state }: KnownOrder): 'order' | 'recharge' | 'unknown' =>
  state.kind === 'unknown' ? 'unknown' : payment.purpose;

function confirmButtons(speech: Speech, { payment: { key, purpose }, state }: KnownOrder): readonly Button[] {
  const ask = (title: string, style: 'default' | 'positive'): Button =>
    button(title, 'confirm-purchase', { payment: key, step: 'ask' }, { style });
  switch (state.kind) {
    case 'unknown':
      return [ask(speech.say('button.wasCharged'), 'positive')];
    case 'waits':
      return purpose === 'order'
        ? [ask(speech.say('button.confirmPurchase'), 'positive')]
        : [
            button(
              speech.say('button.asExpected'),
              'confirm-purchase',
              { payment: key, step: 'expected' },
              { style: 'positive' },
            ),
            ask(speech.say('button.otherwise'), 'default'),
          ];
    default:
      return [ask(speech.say(purpose === 'order' ? 'button.afterAll' : 'button.cameAfterAll'), 'default')];
  }
}

const linksOf = (speech: Speech): readonly Link[] => [adminCenterLink(speech)];

/** What the admin center should show if all is as it is recorded, and by how much that was off when somebody looked: the book may have drifted. */
function driftFacts(speech: Speech, { amount, purpose }: Payment, around: AroundOrder): readonly Fact[] {
  const { wallet, terms, now } = around;
  const there = speech.say(`orders.there.${purpose}`, {
    now: speech.money(balanceOf(wallet.pool, now), terms.currency),
    later: shownThere(speech, amount, around),
  });
  return [
    { title: speech.say('orders.there'), value: there },
    { title: speech.say('balance.checked'), value: checkedText(speech, around) },
  ];
}

function checkedText(speech: Speech, { wallet: { pool }, terms }: AroundOrder): string {
  const last = pool.reconciliations.at(-1);
  if (last === undefined) return speech.say('balance.checkedNever');
  const { at, stated, difference } = last;
  if (hasBegunWith(pool, last) && at === terms.opensAt)
    return speech.say('orders.checked.opening', {
      ...{ date: speech.date(at), amount: speech.money(stated, terms.currency) },
    });
  const how = difference === 0 ? 'same' : difference > 0 ? 'less' : 'more';
  const amount = speech.money(Math.abs(difference), terms.currency);
  return speech.say(`orders.checked.${how}`, { date: speech.date(at), amount });
}

/** Whether nothing was in the book before that balance: credits of before are no drift of it. */
const hasBegunWith = ({ lots }: Wallet['pool'], { lotId }: Reconciliation): boolean => {
  const [first] = lots.toSorted((one, other) => one.seq - other.seq);
  return first?.id === lotId;
};

/** One order by itself: with its facts too. */
export function orderFacts(speech: Speech, { payment, state }: KnownOrder, around: AroundOrder): readonly Fact[] {
  const { terms } = around;
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  const fact = (word: Parameters<Speech['say']>[0], value: string): Fact => ({ title: speech.say(word), value });
  const { method } = payment;
  const lot = lotOf(state);
  const written = method.kind === 'agreement' ? (method.purchaseOrder ?? '') : '';
  return [
    ...(lot !== undefined && lot.amount !== payment.amount
      ? [fact(`orders.asked.${payment.purpose}`, money(payment.amount))]
      : []),
    ...(written === '' ? [] : [fact('invoice.purchaseOrder', escape(written))]),
    ...(state.kind === 'waits' ? driftFacts(speech, payment, around) : []),
    ...(lot === undefined ? [] : [fact('invoice.expires', speech.date(lot.expiresAt))]),
  ];
}
