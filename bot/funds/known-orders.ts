import {
  capacity,
  unreachable,
  type Entry,
  type Instant,
  type Lot,
  type OpenPayment,
  type Payment,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Journal, Payments } from '../ports/index.ts';
import { nameOfActor } from '../tenant/name-of-actor.ts';
import type { Names } from '../tenant/names.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { labeledMethod, type LabeledMethod } from './labeled-method.ts';
import { declinedId } from '../wallets/outcome-ids.ts';

/** What it takes to find out what became of a payment. */
interface FindNeeds {
  readonly ledger: Pick<Ledger, 'entry'>;
  readonly journal: Pick<Journal, 'entriesAt'>;
}

/** What it takes to show one. */
export interface OrderReadNeeds {
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly payments: Payments;
  readonly names: Names;
}

/** Money that was asked for, and what has become of it. */
export interface FoundOrder {
  readonly payment: Payment;
  readonly state: OrderState;
  /** Whether a person may say that it was paid, and what came of it. */
  readonly mayBeConfirmed: boolean;
  /** Whether a person may say that it did not come about. */
  readonly mayBeEnded: boolean;
  /** The entry that asked for it. */
  readonly seq: number;
}

/** The same as people are shown it. */
export interface KnownOrder extends FoundOrder {
  readonly method: LabeledMethod;
  /** Who ordered it; '' where nobody is known for it. */
  readonly by: string;
}

export type OrderState =
  /** In mirror: until somebody says what was bought. */
  | { readonly kind: 'waits' }
  | { readonly kind: 'charging' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'bought'; readonly lot: Lot }
  /** It was bought, and nothing is left of it but what was given back, or taken back. */
  | { readonly kind: 'given-back'; readonly lot: Lot }
  | { readonly kind: 'declined'; readonly at: Instant; readonly reason: string }
  | { readonly kind: 'not-bought' | 'not-confirmed'; readonly at: Instant };

/** What was asked for under that key, as it now stands; undefined where nothing was. */
export async function findOrder(
  { ledger }: Pick<FindNeeds, 'ledger'>,
  { wallet, terms }: WalletOf,
  key: string,
): Promise<FoundOrder | undefined> {
  const asked = await ledger.entry(key);
  if (asked?.kind !== 'payment-requested') return undefined;
  const open = wallet.openPayments.find(one => one.payment.key === key);
  const lot = wallet.pool.lots.find(one => one.payment === key);
  const state = open === undefined ? await endOf(ledger, key, { wallet, lot }) : openState(open, terms);
  if (state === undefined) return undefined;
  return {
    ...{ payment: asked.facts, state, seq: asked.seq },
    mayBeConfirmed: isToBeConfirmed(state, terms),
    mayBeEnded: state.kind === 'waits' || state.kind === 'unknown',
  };
}

type WalletOf = Pick<OpenWallet, 'wallet' | 'terms'>;

/** With the label of how it is paid for, and who ordered it. */
export async function knownOf(needs: OrderReadNeeds, order: FoundOrder): Promise<KnownOrder> {
  const method = await labeledMethod(needs.payments, order.payment.method);
  return { ...order, method, by: await nameOfActor(needs, order.seq) };
}

export async function knownOrder(needs: OrderReadNeeds, found: WalletOf, key: string): Promise<KnownOrder | undefined> {
  const order = await findOrder(needs, found, key);
  return order && knownOf(needs, order);
}

function openState({ isUnknown }: OpenPayment, { mode }: Terms): OrderState {
  if (mode === 'mirror') return { kind: 'waits' };
  return { kind: isUnknown ? 'unknown' : 'charging' };
}

function isToBeConfirmed({ kind }: OrderState, { mode }: Terms): boolean {
  switch (kind) {
    case 'waits':
    case 'unknown':
      return true;
    case 'bought':
    case 'given-back':
    case 'charging':
      return false;
    case 'declined':
    case 'not-bought':
    case 'not-confirmed':
      // What was said may be wrong; a gateway's word is its own.
      return mode === 'mirror';
    default:
      return unreachable(kind);
  }
}

async function endOf(
  ledger: FindNeeds['ledger'],
  key: string,
  { wallet, lot }: { readonly wallet: Wallet; readonly lot: Lot | undefined },
): Promise<OrderState | undefined> {
  if (lot !== undefined) return { kind: capacity(lot) === 0 ? 'given-back' : 'bought', lot };
  for (const id of [`${key}/not-confirmed`, `${key}/cancelled`, declinedId(wallet, key)]) {
    const entry = await ledger.entry(id);
    if (entry?.kind === 'payment-cancelled') return { kind: entry.facts.reason, at: entry.recordedAt };
    if (entry?.kind === 'payment-declined')
      return { kind: 'declined', at: entry.recordedAt, reason: entry.facts.reason };
  }
  return undefined;
}

/** What has ended, the newest first, and where older ones begin; undefined where there are none. */
export interface EndedOrders {
  readonly orders: readonly FoundOrder[];
  readonly older: number | undefined;
}

/** So many lines of the journal are looked through at once, and so often. */
const lookedThrough = 50;
const looks = 20;

/** The payments that have ended before a place of the journal, or lately. */
export async function endedOrders(
  needs: FindNeeds,
  found: OpenWallet,
  { before, most }: { readonly before: number | undefined; readonly most: number },
): Promise<EndedOrders> {
  const orders: FoundOrder[] = [];
  let place = before;
  for (let look = 0; look < looks; look += 1) {
    const { lines, older } = found.history.contents.page({
      ...{ groups: ['payments'], before: place, limit: lookedThrough },
    });
    const seqs = lines.flatMap(line => (line.kind === 'entry' ? [line.seq] : []));
    for (const entry of (await needs.journal.entriesAt(seqs)).toSorted((one, other) => other.seq - one.seq)) {
      const order = await orderEndedBy(needs, found, entry);
      if (order === undefined) continue;
      if (orders.length === most) return { orders, older: place };
      orders.push(order);
      place = entry.seq;
    }
    if (older === undefined) return { orders, older: undefined };
    place = older;
  }
  return { orders, older: place };
}

/** What an entry ended, where that is how it stands now. */
async function orderEndedBy(needs: FindNeeds, found: WalletOf, entry: Entry): Promise<FoundOrder | undefined> {
  const { wallet } = found;
  switch (entry.kind) {
    case 'payment-settled':
    case 'payment-linked':
      return findOrder(needs, found, entry.facts.key);
    case 'payment-declined':
    case 'payment-cancelled':
      return isStillOver(wallet, entry) ? findOrder(needs, found, entry.facts.key) : undefined;
    default:
      return undefined;
  }
}

/** It did not settle all the same, nor has been opened again. */
function isStillOver(wallet: Wallet, { id, kind, facts: { key } }: Ended): boolean {
  if (wallet.pool.lots.some(({ payment }) => payment === key)) return false;
  if (wallet.openPayments.some(({ payment }) => payment.key === key)) return false;
  return kind === 'payment-cancelled' || id === declinedId(wallet, key);
}

type Ended = Entry & { readonly kind: 'payment-declined' | 'payment-cancelled' };
