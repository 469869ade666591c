import {
  balanceOf,
  boughtOn,
  dayOf,
  isExpired,
  ok,
  shownWithout,
  typedReference,
  type Damage,
  type Instant,
  type Lot,
  type Micros,
  type Refusal,
  type Result,
  type SaidBought,
} from '../../core/index.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { day as aDay } from '../chat/typed-range.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import type { Request } from '../wallets/ledger.ts';
import { recordSaid, type AskedOrder } from './asked-order.ts';
import {
  asOrdered,
  confirmForm,
  confirmReview,
  type PurchaseErrors,
  type TypedPurchase,
} from './confirm-order.view.ts';
import type { KnownOrder } from './known-orders.ts';
import { likelyRecorded } from './likely-recorded.ts';

const noErrors: PurchaseErrors = { amount: '', day: '', reference: '' };

/** The form, as ordered unless something was typed before. */
export const askWhatWasBought = (asked: AskedOrder, typed: TypedPurchase | undefined): Promise<Reply> =>
  formAgain(asked, typed ?? orderedBy(asked), noErrors);

/** As ordered, on the day that it was asked for. */
const orderedBy = ({ order: { payment }, found: { terms } }: AskedOrder): TypedPurchase =>
  asOrdered(payment, { day: dayOf(payment.requestedAt, terms.timeZone), currency: terms.currency });

async function formAgain(asked: AskedOrder, typed: TypedPurchase, errors: PurchaseErrors): Promise<Reply> {
  const { needs, turn, found, order } = asked;
  const { terms } = found;
  const today = dayOf(needs.clock.now(), terms.timeZone);
  const recorded = await recordedFor(asked, undefined);
  return { card: confirmForm(turn.speech, order, { typed, errors, recorded, terms, today }) };
}

const recordedFor = ({ needs, found, order }: AskedOrder, said: SaidBought | undefined): Promise<readonly Lot[]> =>
  likelyRecorded(needs, found, { payment: order.payment, said });

/** What was typed, recorded at once where it leaves no doubt; shown first where it does; or the form with what is wrong beside each field. */
export async function confirmTyped(asked: AskedOrder, typed: TypedPurchase): Promise<Reply> {
  const { needs, turn, found } = asked;
  const { currency } = found.terms;
  const { speech } = turn;
  const now = needs.clock.now();
  const amount = typedAmount(turn, typed.amount, currency);
  const boughtAt = instantTyped(asked, typed.day, now);
  if (!amount.ok || !boughtAt.ok)
    return formAgain(asked, typed, {
      ...noErrors,
      amount: amount.ok ? '' : amountText(speech, amount.refusal, typed.amount, currency),
      day: boughtAt.ok ? '' : boughtAt.refusal,
    });
  return confirmBought(
    asked,
    { amount: amount.value, boughtAt: boughtAt.value, reference: typedReference(typed.reference) },
    typed,
  );
}

/** The same of what came as it was asked for. */
export const confirmAsOrdered = (asked: AskedOrder): Promise<Reply> => {
  const { needs, found, order } = asked;
  const { payment } = order;
  const { timeZone } = found.terms;
  const { reconciliations } = found.wallet.pool;
  const about = { payment, timeZone, reconciliations, now: needs.clock.now() };
  const boughtAt = boughtOn(dayOf(payment.requestedAt, timeZone), about);
  return confirmBought(asked, { amount: payment.amount, boughtAt, reference: '' }, orderedBy(asked));
};

async function confirmBought(asked: AskedOrder, bought: SaidBought, typed: TypedPurchase): Promise<Reply> {
  const { needs, turn, found, order } = asked;
  const { terms } = found;
  const now = needs.clock.now();
  const request = settlementOf(order, bought, now);
  const foreseen = await needs.ledger.preview([request]);
  if (!foreseen.ok) return refusedTyped(asked, typed, foreseen.refusal);
  const recorded = await recordedFor(asked, bought);
  const without = shownWithout(found.wallet.pool, bought);
  const isAsOrdered = bought.amount === order.payment.amount && order.state.kind !== 'unknown';
  const isClear = isAsOrdered && recorded.length === 0 && without === undefined;
  const hasExpired = foreseen.value.wallet.pool.lots.some(
    lot => lot.payment === order.payment.key && isExpired(lot, now),
  );
  if (isClear && !hasExpired) return recordBought(asked, bought);
  const about = { bought, typed, recorded, without, foreseen: foreseen.value, terms, now };
  return { card: confirmReview(turn.speech, order, about) };
}

/** Says beside its field what the ledger refuses. */
async function refusedTyped(asked: AskedOrder, typed: TypedPurchase, refusal: Refusal | Damage): Promise<Reply> {
  const { speech } = asked.turn;
  const { currency } = asked.found.terms;
  const sentence = refusalText(speech, refusal, currency);
  switch (refusal.kind) {
    case 'in-future':
      return formAgain(asked, typed, { ...noErrors, day: sentence });
    case 'too-large':
    case 'amount-not-positive':
    case 'finer-than-currency':
      return formAgain(asked, typed, { ...noErrors, amount: sentence });
    default:
      return { card: refusalCard(speech, refusal, currency) };
  }
}

/** Records what was reviewed, unless a purchase has been recorded since that it may be. */
export async function confirmReviewed(asked: AskedOrder, bought: SaidBought, seen: readonly number[]): Promise<Reply> {
  const recorded = await recordedFor(asked, bought);
  if (recorded.every(({ invoice }) => invoice !== null && seen.includes(invoice))) return recordBought(asked, bought);
  const { currency, timeZone } = asked.found.terms;
  const typed = asOrdered(bought, { day: dayOf(bought.boughtAt, timeZone), currency });
  return confirmBought(asked, bought, { ...typed, reference: bought.reference });
}

/** Opens the lot, once however often it is asked. */
function recordBought(asked: AskedOrder, bought: SaidBought): Promise<Reply> {
  const { needs, order, turn } = asked;
  const now = needs.clock.now();
  return recordSaid(asked, settlementOf(order, bought, now), found => {
    const lot = found.wallet.pool.lots.find(({ payment }) => payment === order.payment.key);
    return lot === undefined ? '' : boughtText(turn, lot, found, now);
  });
}

/** Counts a purchase that was recorded by itself as what was ordered: nothing is added. */
export const linkPurchase = (asked: AskedOrder, invoice: number): Promise<Reply> => {
  const { key } = asked.order.payment;
  return recordSaid(asked, { kind: 'link', id: `${key}/linked`, key, invoice }, () =>
    asked.turn.speech.say('orders.linked', { invoice }),
  );
};

/** As the ledger takes it: with what differs from the order. */
function settlementOf({ payment }: KnownOrder, { amount, boughtAt, reference }: SaidBought, now: Instant): Request {
  const { key } = payment;
  const isAsOrdered = amount === payment.amount && boughtAt === now;
  return {
    ...{ kind: 'settle', id: `${key}/settled`, key, reference, reportedBy: 'person' },
    ...(!isAsOrdered && { asBought: { amount, boughtAt } }),
  };
}

/** The day that was typed, of the order where none was. */
function instantTyped({ turn, found, order }: AskedOrder, typed: string, now: Instant): Result<Instant, string> {
  const { terms, wallet } = found;
  const { payment } = order;
  const { timeZone, currency } = terms;
  const { reconciliations } = wallet.pool;
  if (typed.trim() === '') return ok(payment.requestedAt);
  const { speech, locale, localTimeZone } = turn;
  const read = aDay({}).read(typed, { speech, locale, localTimeZone, now, currency });
  return read.ok ? ok(boughtOn(read.value, { payment, timeZone, reconciliations, now })) : read;
}

function boughtText({ speech }: Turn, lot: Lot, { wallet, terms }: OpenWallet, now: Instant): string {
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  return speech.say('order.settled', {
    amount: money(lot.amount),
    invoice: lot.invoice ?? '',
    balance: money(balanceOf(wallet.pool, now)),
  });
}
