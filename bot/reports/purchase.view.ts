import {
  capacity,
  daysLeftOf,
  partsOf,
  unreachable,
  type Instant,
  type Invoice,
  type Lot,
  type Micros,
  type Terms,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { factsCard } from '../../cards/facts.ts';
import type { Fact } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { methodText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { LabeledMethod } from '../funds/labeled-method.ts';
import { referenceOf } from './invoice-reference.view.ts';

/** What is known of one purchase. */
export interface KnownPurchase {
  readonly lot: Lot;
  readonly invoice: Invoice;
  /** How it was paid for; undefined where it was made elsewhere and recorded here. */
  readonly payment: { readonly purpose: 'order' | 'recharge'; readonly method: LabeledMethod } | undefined;
  /** Who ordered or recorded it; '' where nobody is known for it. */
  readonly by: string;
  readonly givenBack: readonly GivenBack[];
  /** Whether some of that can be reversed. */
  readonly hasReversible: boolean;
  /** What corrects its invoice, by their numbers. */
  readonly corrections: readonly number[];
}

/** A part of a purchase that was given back; one below zero counts again. */
export interface GivenBack {
  readonly at: Instant;
  readonly amount: Micros;
  /** What somebody wrote about it; '' where nobody did, or it was erased. */
  readonly reason: string;
}

/** A card has no more: of the ways to other cards those are left out that find no room. */
const mostButtons = 6;

/** Whether there is little time left to use it up. */
export const isExpiringSoon = (days: number): boolean => days < 30;

/** On which day it expires, and in how many days that is. */
export function expiryText(speech: Speech, { expiresAt }: Lot, days: number): string {
  const date = speech.date(expiresAt);
  if (days > 1) return speech.say('expires.inDays', { date, days: speech.number(days) });
  return speech.say(days === 1 ? 'expires.tomorrow' : 'expires.today', { date });
}

/** One purchase: when, how paid, what became of it, and what may be recorded of it. */
export function purchaseView(
  speech: Speech,
  purchase: KnownPurchase,
  about: {
    readonly terms: Terms;
    readonly now: Instant;
    readonly mayMoveMoney: boolean;
    readonly mayEmail: boolean;
  },
): Card {
  const { lot, invoice } = purchase;
  const { terms, now, mayMoveMoney, mayEmail } = about;
  const { used, expired, left } = partsOf(lot, now);
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  const days = daysLeftOf(lot, terms.timeZone, now);
  const when = expiryText(speech, lot, days);
  const title = speech.say('invoice.title', { invoice: invoice.number });
  const last = purchase.corrections.at(-1);
  return factsCard({
    ...frame(
      speech,
      title,
      [
        ...(mayMoveMoney ? giveBackButtons(speech, purchase, { left }) : []),
        button(speech.say('button.pdf'), 'run', { text: `export invoice ${invoice.number} pdf` }),
        ...(mayEmail
          ? [button(speech.say('button.email'), 'run', { text: `export invoice ${invoice.number} pdf by email` })]
          : []),
        ...(last === undefined
          ? []
          : [button(speech.say('button.pdfOf', { number: last }), 'run', { text: `export correction ${last} pdf` })]),
        ...runButtons(speech, 'lots', 'invoices'),
      ].slice(0, mostButtons),
    ),
    notice: left > 0 && isExpiringSoon(days) ? speech.say('invoice.soon', { when, amount: money(left) }) : '',
    text: '',
    facts: [
      fact(speech, 'amount', money(lot.amount)),
      fact(speech, 'bought', speech.dateTime(lot.boughtAt)),
      ...(invoice.at === lot.boughtAt ? [] : [fact(speech, 'recorded', speech.dateTime(invoice.at))]),
      fact(speech, 'paid', paidText(speech, purchase)),
      ...written(speech, 'by', purchase.by),
      ...written(speech, 'reference', referenceOf(invoice, { ...terms, isOrdered: purchase.payment !== undefined })),
      ...written(speech, 'agreement', invoice.agreement),
      ...written(speech, 'purchaseOrder', invoice.purchaseOrder),
      ...(used > 0 ? [fact(speech, 'used', money(used))] : []),
      ...(purchase.givenBack.length > 0 ? [fact(speech, 'givenBack', givenBackText(speech, purchase, money))] : []),
      ...written(
        speech,
        'corrections',
        purchase.corrections
          .map(number => speech.say('print.correctionNumber', { number }))
          .join(speech.say('list.comma')),
      ),
      ...(expired > 0
        ? [
            fact(
              speech,
              'expired',
              speech.say('invoice.on', { date: speech.date(lot.expiresAt), amount: money(expired) }),
            ),
          ]
        : []),
      ...(left > 0 ? [fact(speech, 'left', money(left)), fact(speech, 'expires', when)] : []),
    ],
    terms: '',
  });
}

/** What became of a purchase of which nothing is left. */
export function fateText(
  speech: Speech,
  lot: Lot,
  { terms, now }: { readonly terms: Terms; readonly now: Instant },
): string {
  const { expired, givenBack } = partsOf(lot, now);
  if (expired > 0) return speech.say('lots.expired', { amount: speech.money(expired, terms.currency) });
  return speech.say(givenBack === lot.amount ? 'lots.givenBack' : 'lots.usedUp');
}

/** Opens the detail of a purchase. */
export const openPurchase = (speech: Speech, invoice: number): Button =>
  button(speech.say('invoice.title', { invoice }), 'run', { text: `invoices ${invoice}` });

const giveBackButtons = (
  speech: Speech,
  { lot, hasReversible }: KnownPurchase,
  { left }: { readonly left: Micros },
): readonly Button[] => {
  const invoice = lot.invoice ?? 0;
  const possible = [
    ...(left > 0 ? (['refund'] as const) : []),
    ...(capacity(lot) > 0 ? (['charge-back'] as const) : []),
    ...(capacity(lot) > 0 || hasReversible ? (['reverse'] as const) : []),
  ];
  return possible.map(deed => button(speech.say(`button.${deed}`), 'run', { text: `${deed} invoice ${invoice}` }));
};

const fact = (
  speech: Speech,
  name:
    | 'amount'
    | 'bought'
    | 'recorded'
    | 'paid'
    | 'by'
    | 'reference'
    | 'agreement'
    | 'purchaseOrder'
    | 'used'
    | 'givenBack'
    | 'corrections'
    | 'expired'
    | 'left'
    | 'expires',
  value: string,
): Fact => ({ title: speech.say(`invoice.${name}`), value });

/** What people wrote at the purchase, where they did. */
const written = (
  speech: Speech,
  name: 'by' | 'reference' | 'agreement' | 'purchaseOrder' | 'corrections',
  text: string | null,
): readonly Fact[] => (text === null || text === '' ? [] : [fact(speech, name, escape(text))]);

function paidText(speech: Speech, { payment }: KnownPurchase): string {
  if (payment === undefined) return speech.say('invoice.elsewhere');
  const method = methodText(speech, payment.method);
  switch (payment.purpose) {
    case 'order':
      return method;
    case 'recharge':
      return speech.say('invoice.byRecharge', { method });
    default:
      return unreachable(payment.purpose);
  }
}

/** The newest; a reason may be long. */
const mostParts = 5;

/** The sum, and after it each part with its day and its reason. */
function givenBackText(speech: Speech, { lot, givenBack }: KnownPurchase, money: (amount: Micros) => string): string {
  const parts = givenBack.slice(-mostParts).map(({ at, amount, reason }) => {
    const part = speech.say(amount < 0 ? 'invoice.partAgain' : 'invoice.part', {
      date: speech.date(at),
      amount: money(Math.abs(amount)),
    });
    return reason === '' ? part : speech.say('invoice.because', { part, reason: escape(reason) });
  });
  const more = givenBack.length - parts.length;
  const rest = more === 0 ? [] : [speech.say('usage.others', { count: speech.number(more) })];
  return [money(lot.reduced), ...parts, ...rest].join(speech.say('list.semicolon'));
}
