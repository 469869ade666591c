import {
  dayOf,
  expiryOf,
  formAmount,
  type Day,
  type Instant,
  type Lot,
  type Micros,
  type ShownWithout,
  type Terms,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { factsCard } from '../../cards/facts.ts';
import { formCard } from '../../cards/form.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import { balanceChange, type Foreseen } from '../tenant/balance-change.view.ts';
import type { KnownOrder } from './known-orders.ts';
import { endButtons, subjectOfOrder } from './order-item.view.ts';

/** What somebody typed of a purchase. */
export interface TypedPurchase {
  readonly amount: string;
  readonly day: string;
  readonly reference: string;
}

/** What is wrong with each field; '' where nothing is. */
export type PurchaseErrors = Readonly<Record<keyof TypedPurchase, string>>;

export const longestReference = 100;
const longestAmount = 40;

/** So many purchases are offered as what an order was. */
const mostOffered = 2;

/** Asks what was really bought. `recorded` are purchases that may be it already. */
export function confirmForm(
  speech: Speech,
  order: KnownOrder,
  about: {
    readonly typed: TypedPurchase;
    readonly errors: PurchaseErrors;
    readonly recorded: readonly Lot[];
    readonly terms: Terms;
    readonly today: Day;
  },
): Card {
  const { typed, errors, recorded, terms, today } = about;
  const { payment } = order;
  const { currency } = terms;
  const subject = subjectOfOrder(order);
  return formCard({
    ...frame(speech, speech.say(`confirm.title.${subject}`), [
      button(
        speech.say('button.record'),
        'confirm-purchase',
        { payment: payment.key, step: 'review' },
        { inputs: 'auto', style: 'positive' },
      ),
      ...linkButtons(speech, payment.key, recorded, terms, 'default'),
      ...endButtons(speech, order),
      button(speech.say('button.back'), 'show-order', { payment: payment.key }),
    ]),
    notice: recorded.length === 0 ? '' : speech.say('confirm.recorded'),
    text: speech.say(`confirm.text.${subject}`),
    facts: [{ title: speech.say(`orders.asked.${payment.purpose}`), value: speech.money(payment.amount, currency) }],
    fields: [
      {
        ...{ id: 'amount', label: speech.say('order.amount', { currency }), value: typed.amount },
        ...{ error: errors.amount, maxLength: longestAmount, isMultiline: false },
        missing: speech.say('refuse.empty-amount'),
      },
      {
        ...{ id: 'reference', label: speech.say('confirm.reference'), value: typed.reference, missing: '' },
        ...{ error: errors.reference, maxLength: longestReference, isMultiline: false },
      },
    ],
    dates: [{ id: 'day', label: speech.say('confirm.day'), value: typed.day, error: errors.day, latest: today }],
  });
}

/** What somebody says that was bought. */
export interface BoughtFor {
  readonly amount: Micros;
  readonly boughtAt: Instant;
  readonly reference: string;
}

/** Shows what deserves a second look before it is recorded. */
export function confirmReview(
  speech: Speech,
  order: KnownOrder,
  about: {
    readonly bought: BoughtFor;
    /** As it was typed. */
    readonly typed: TypedPurchase;
    readonly recorded: readonly Lot[];
    /** A balance that was shown since and does not hold all of it. */
    readonly without: ShownWithout | undefined;
    readonly foreseen: Foreseen;
    readonly terms: Terms;
    readonly now: Instant;
  },
): Card {
  const { bought, typed, recorded, without, foreseen, terms, now } = about;
  const { key, purpose, amount: asked } = order.payment;
  const { amount, boughtAt, reference } = bought;
  const money = (sum: Micros): string => speech.money(sum, terms.currency);
  const expiresAt = expiryOf(boughtAt, terms.timeZone);
  const recordAt = (title: string, at: Instant, style: 'default' | 'positive'): Button =>
    button(
      title,
      'confirm-purchase',
      {
        ...{ payment: key, step: 'record', micros: amount, at, reference },
        seen: recorded.map(({ invoice }) => invoice ?? 0),
      },
      { style },
    );
  const record =
    recorded.length === 0
      ? recordAt(speech.say('button.record'), boughtAt, 'positive')
      : recordAt(speech.say('confirm.another', { amount: money(amount) }), boughtAt, 'default');
  // Of the day on which it is said no other day can be chosen that comes after that balance.
  const isOfToday = dayOf(boughtAt, terms.timeZone) === dayOf(now, terms.timeZone);
  const questions = [
    ...(recorded.length === 0 ? [] : [speech.say('confirm.recorded')]),
    ...(amount === asked
      ? []
      : [speech.say(`confirm.differs.${purpose}`, { asked: money(asked), amount: money(amount) })]),
    ...(without === undefined ? [] : [withoutText(speech, without, { amount, terms, isOfToday })]),
    ...(expiresAt <= now ? [speech.say('confirm.expired')] : []),
  ];
  return factsCard({
    ...frame(speech, speech.say('confirm.review'), [
      ...linkButtons(speech, key, recorded, terms, 'positive'),
      record,
      ...(without !== undefined && isOfToday ? [recordAt(speech.say('confirm.since'), now, 'default')] : []),
      button(speech.say('button.change'), 'confirm-purchase', { payment: key, step: 'ask', typed }),
      button(speech.say('button.back'), 'show-order', { payment: key }),
    ]),
    notice: questions.join(speech.language === 'en' ? ' ' : ''),
    text: '',
    facts: [
      { title: speech.say('invoice.amount'), value: money(amount) },
      { title: speech.say('confirm.day'), value: speech.date(boughtAt) },
      ...(reference === '' ? [] : [{ title: speech.say('invoice.reference'), value: escape(reference) }]),
      { title: speech.say('invoice.expires'), value: speech.date(expiresAt) },
      ...balanceChange(speech, foreseen, { terms, now }),
    ],
    terms: '',
  });
}

/** What becomes of it if it was bought before a balance that does not hold all of it. */
function withoutText(
  speech: Speech,
  { at, found }: ShownWithout,
  { amount, terms, isOfToday }: { readonly amount: Micros; readonly terms: Terms; readonly isOfToday: boolean },
): string {
  const money = (sum: Micros): string => speech.money(sum, terms.currency);
  const date = speech.dateTime(at);
  return found === 0
    ? speech.say('confirm.without', { date })
    : speech.say(isOfToday ? 'confirm.partToday' : 'confirm.part', {
        ...{ date, found: money(found), used: money(amount - found) },
      });
}

/** Each says that this purchase is what was ordered; the likeliest first, with that style. */
const linkButtons = (
  speech: Speech,
  key: string,
  recorded: readonly Lot[],
  { currency }: Terms,
  style: 'default' | 'positive',
): readonly Button[] =>
  recorded.slice(0, mostOffered).map((lot, index) =>
    button(
      speech.say('confirm.isThat', {
        ...{ invoice: lot.invoice ?? '', date: speech.shortDate(lot.boughtAt) },
        amount: speech.money(lot.amount, currency),
      }),
      'confirm-purchase',
      { payment: key, step: 'link', invoice: lot.invoice ?? 0 },
      index === 0 ? { style } : {},
    ),
  );

/** Asks once whether it really did not come about. */
export const endForm = (speech: Speech, order: KnownOrder, { currency }: Terms): Card => {
  const subject = subjectOfOrder(order);
  const { key, amount, purpose } = order.payment;
  const facts = { amount: speech.money(amount, currency) };
  const text =
    subject === 'unknown'
      ? speech.say(`endOrder.text.unknown.${purpose}`, facts)
      : speech.say(`endOrder.text.${subject}`, facts);
  return notice(speech, speech.say(`endOrder.title.${subject}`), [text], {
    buttons: [
      button(
        speech.say(`endOrder.yes.${subject}`),
        'end-order',
        { payment: key, step: 'record' },
        { style: 'positive' },
      ),
      button(speech.say('button.back'), 'show-order', { payment: key }),
      ...runButtons(speech, 'orders'),
    ],
  });
};

/** As ordered: the form before anybody has typed. */
export const asOrdered = (
  { amount }: { readonly amount: Micros },
  { day, currency }: { readonly day: Day; readonly currency: string },
): TypedPurchase => ({ amount: formAmount(amount, currency), day, reference: '' });
