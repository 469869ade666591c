import { command } from '../chat/command.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withWallet, type OpenWallet } from '../tenant/with-wallet.ts';
import type { AnsweringNeeds } from './asked-order.ts';
import { endedOrders, findOrder, knownOf, type FoundOrder } from './known-orders.ts';
import { mayMoveMoney } from './may-move-money.ts';
import { ordersView } from './orders.view.ts';

/** So many orders with buttons are on a page, and so many that have ended. */
const mostWaiting = 4;
const mostEnded = 6;

export const orders = command({
  name: 'orders',
  access: 'look',
  arguments: {},
  menus: [],
  run: (needs: AnsweringNeeds, turn, _given, { text, place }) =>
    withWallet(needs, turn, found => showOrders(needs, turn, found, { text, place })),
});

async function showOrders(
  needs: AnsweringNeeds,
  turn: Turn,
  found: OpenWallet,
  { text, place }: { readonly text: string; readonly place: string },
): Promise<Reply> {
  const { wallet, terms } = found;
  const from = placeIn(place);
  const waiting = wallet.openPayments.map(({ payment }) => payment.key);
  const start = from.kind === 'open' ? waiting.indexOf(from.after) + 1 : waiting.length;
  const keys = waiting.slice(start, start + mostWaiting);
  const areMore = start + mostWaiting < waiting.length;
  const before = from.kind === 'ended' ? from.before : undefined;
  const { orders: ended, older } = areMore
    ? { orders: [], older: undefined }
    : await endedOrders(needs, found, { before, most: mostEnded });
  const next = areMore ? `open ${keys.at(-1) ?? ''}` : older === undefined ? undefined : `ended ${older}`;
  const around = { wallet, terms, now: needs.clock.now(), mayMoveMoney: await mayMoveMoney(needs, turn) };
  const known = (all: readonly FoundOrder[]) => Promise.all(all.map(order => knownOf(needs, order)));
  const page = {
    ...{ waiting: await known(await open(needs, found, keys)), ended: await known(ended) },
    ...{ isFirst: place === '', next },
  };
  return { card: ordersView(turn.speech, page, { ...around, text }) };
}

async function open(needs: AnsweringNeeds, found: OpenWallet, keys: readonly string[]): Promise<readonly FoundOrder[]> {
  const all = await Promise.all(keys.map(key => findOrder(needs, found, key)));
  return all.filter(order => order !== undefined);
}

type Place = { readonly kind: 'open'; readonly after: string } | { readonly kind: 'ended'; readonly before: number };

/** Where a page begins: after an order that waits, or before a place of the journal; the first where that is unknown. */
function placeIn(place: string): Place {
  const before = /^ended (\d{1,15})$/.exec(place)?.[1];
  return before === undefined
    ? { kind: 'open', after: /^open (.+)$/.exec(place)?.[1] ?? '' }
    : { kind: 'ended', before: Number(before) };
}
