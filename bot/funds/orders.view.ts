import type { Card } from '../../cards/card.ts';
import { ordersCard, type OrderItem } from '../../cards/orders.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import { notice as noticeCard } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { KnownOrder } from './known-orders.ts';
import { orderFacts, orderItem, orderState, orderTitle, type AroundOrder } from './order-item.view.ts';

/** A page of orders: first what waits, the oldest first, then what has ended, the newest first. */
export interface OrdersPage {
  readonly waiting: readonly KnownOrder[];
  readonly ended: readonly KnownOrder[];
  readonly isFirst: boolean;
  readonly next: string | undefined;
}

export function ordersView(
  speech: Speech,
  page: OrdersPage,
  { text, ...around }: AroundOrder & { readonly text: string },
): Card {
  const { waiting, ended, isFirst } = page;
  const isEmpty = waiting.length === 0 && ended.length === 0;
  return ordersCard({
    ...frame(speech, speech.say('orders.title'), [
      ...moreButtons(speech, text, page),
      ...(isFirst && around.mayMoveMoney ? runButtons(speech, 'addFunds') : []),
      ...runButtons(speech, 'invoices', 'balance'),
    ]),
    notice: '',
    text: isEmpty ? speech.say('orders.empty') : waiting.length === 0 && isFirst ? speech.say('orders.none') : '',
    open: waiting.map((order, index) => withChoice(orderItem(speech, order, around), index === 0)),
    endedTitle: speech.say('orders.ended'),
    ended: ended.map(order => ({
      title: orderTitle(speech, order),
      about: orderState(speech, order, around),
      value: orderItem(speech, order, around).value,
      open: openOrder(speech, order),
    })),
  });
}

/** There is one first choice on a card: that of what waits longest. */
const withChoice = (item: OrderItem, isFirst: boolean): OrderItem =>
  isFirst ? item : { ...item, buttons: item.buttons.map(one => ({ ...one, style: 'default' })) };

/** One order as it now is; `notice` is what has just been said of it, or ''. */
export function orderView(
  speech: Speech,
  order: KnownOrder,
  { notice, ...around }: AroundOrder & { readonly notice: string },
): Card {
  const { title, ...item } = orderItem(speech, order, around);
  return ordersCard({
    ...frame(speech, title, nextButtons(speech, order)),
    notice,
    text: '',
    open: [{ ...item, title: speech.say('orders.amount'), facts: orderFacts(speech, order, around) }],
    endedTitle: '',
    ended: [],
  });
}

/** There is no order with that key in this book. */
export const noOrderView = (speech: Speech): Card =>
  noticeCard(speech, speech.say('orders.title'), [speech.say('refuse.no-such-payment')], {
    buttons: runButtons(speech, 'orders', 'balance'),
  });

const openOrder = (speech: Speech, order: KnownOrder): Button =>
  button(orderTitle(speech, order), 'show-order', { payment: order.payment.key });

/** Where more is seen; the balance that the admin center shows, where Microsoft added to it. */
function nextButtons(speech: Speech, { payment, state }: KnownOrder): readonly Button[] {
  if (state.kind !== 'bought' && state.kind !== 'given-back') return runButtons(speech, 'orders', 'balance');
  const { invoice } = state.lot;
  const purchase = button(speech.say('invoice.title', { invoice: invoice ?? '' }), 'run', {
    text: `invoices ${invoice}`,
  });
  const check =
    payment.purpose === 'recharge' ? [button(speech.say('button.reconcile'), 'run', { text: 'reconcile' })] : [];
  return [purchase, ...check, ...runButtons(speech, 'orders', 'balance')];
}
