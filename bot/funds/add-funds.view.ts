import {
  add,
  balanceOf,
  expiryOf,
  isLargeOrder,
  type Instant,
  type Micros,
  type Mode,
  type Payment,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { addFundsCard } from '../../cards/add-funds.ts';
import { cut } from '../../cards/escape.ts';
import type { Card } from '../../cards/card.ts';
import { factsCard } from '../../cards/facts.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import { methodText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { methodKey } from './method-key.view.ts';
import type { OfferedWay } from './offered-ways.ts';
import { beyondText, wayChoices } from './offered-ways.view.ts';

export interface OrderDraft {
  /** The id that the order will have, so that pressing twice places one order. */
  readonly id: string;
  readonly typed: string;
  readonly error: string;
  readonly ways: readonly OfferedWay[];
  /** The way to pay that is chosen, by its key. */
  readonly payment: string;
}

/** Asks for the amount, and how it is paid where that can be chosen. */
export const addFundsView = (speech: Speech, terms: Terms, order: OrderDraft): Card =>
  addFundsCard({
    ...frame(speech, speech.say('order.title'), [
      button(speech.say('button.review'), 'add-funds', { order: order.id }, { inputs: 'auto', style: 'positive' }),
    ]),
    notice: '',
    text: speech.say('order.minimum', { minimum: speech.money(terms.minimum, terms.currency) }),
    amount: { value: cut(order.typed), error: order.error },
    hasPayments: order.ways.length > 1,
    payment: order.payment,
    payments: wayChoices(speech, order.ways, terms.currency),
    labels: {
      amount: speech.say('order.amount', { currency: terms.currency }),
      payment: speech.say('setup.order.payment'),
    },
  });

/** Where Microsoft takes the money an order is only written down: nothing is bought in the chat. */
const placeWord = (
  mode: Mode,
  isBeside: boolean,
): 'button.recordOrder' | 'button.placeOrder' | 'button.placeOrderAnyway' => {
  if (mode === 'mirror') return 'button.recordOrder';
  return isBeside ? 'button.placeOrderAnyway' : 'button.placeOrder';
};

/** What is still under way, which an order would be placed beside. */
export const openText = (speech: Speech, open: readonly Payment[], currency: string): string =>
  open.length === 0
    ? ''
    : speech.say('refuse.order-open', {
        amount: open.map(({ amount }) => speech.money(amount, currency)).join(speech.say('list.comma')),
      });

/** Shows the order before it is placed; `open` is what is still under way, which the card warns of, and names where it is pressed. */
export function orderReviewView(
  speech: Speech,
  found: { readonly wallet: Wallet; readonly terms: Terms },
  order: {
    readonly id: string;
    readonly amount: Micros;
    readonly decimal: string;
    readonly open: readonly Payment[];
    readonly way: OfferedWay;
    /** What a large order is asked once more; '' for nothing. */
    readonly question: string;
  },
  now: Instant,
): Card {
  const { wallet, terms } = found;
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  const isBeside = order.open.length > 0;
  const isMirror = terms.mode === 'mirror';
  return factsCard({
    ...frame(speech, speech.say('order.reviewTitle'), [
      button(
        order.question === ''
          ? speech.say(placeWord(terms.mode, isBeside))
          : speech.say(isMirror ? 'button.recordLarge' : 'button.placeLarge', { amount: money(order.amount) }),
        'place-order',
        {
          ...{ order: order.id, amount: order.decimal, payment: methodKey(order.way.method), beside: isBeside },
          open: order.open.map(({ key }) => key),
          sure: order.question === '' ? '' : order.decimal,
        },
        { style: 'positive' },
      ),
      ...runButtons(speech, 'addFunds'),
    ]),
    notice: joined(
      speech,
      order.question,
      beyondText(speech, { ...order.way, amount: order.amount, currency: terms.currency }),
      openText(speech, order.open, terms.currency),
    ),
    text: '',
    facts: [
      { title: speech.say('order.add'), value: money(order.amount) },
      { title: speech.say('setup.review.expires'), value: speech.date(expiryOf(now, terms.timeZone)) },
      { title: speech.say('order.payBy'), value: methodText(speech, order.way) },
      { title: speech.say('order.balanceAfter'), value: money(add(balanceOf(wallet.pool, now), order.amount)) },
    ],
    terms: speech.say(isMirror ? 'setup.review.mirror' : 'setup.review.terms'),
  });
}

/** Asks whether a large order is meant, with what makes it large. */
export const largeOrderText = (
  speech: Speech,
  {
    amount,
    aMonth,
    currency,
  }: { readonly amount: Micros; readonly aMonth: Micros | undefined; readonly currency: string },
): string => {
  const facts = { amount: speech.money(amount, currency) };
  return aMonth === undefined || !isLargeOrder(amount, { aMonth, minimum: amount })
    ? speech.say('order.large', facts)
    : speech.say('order.largeFor', { ...facts, month: speech.money(aMonth, currency) });
};
