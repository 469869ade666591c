import { unreachable, type Lot, type Month, type Statement } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { statementCard, type StatementView } from '../../cards/statement.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { EmailOffer } from '../tenant/document-addresses.ts';

const mostLots = 8;
const mostInvoices = 8;

/** One month: opening, what came and went, closing; and whether that is final. */
export function statementView(
  speech: Speech,
  statement: Statement,
  about: {
    readonly lots: readonly Lot[];
    readonly firstMonth: Month;
    readonly present: Month;
    readonly email: EmailOffer;
  },
): Card {
  const { from, to, isClosed, closesAt, invoices, entries } = statement;
  const money = (amount: number | bigint): string => speech.money(amount, statement.currency);
  const days = speech.say('history.range', { from: speech.date(from), to: speech.date(to - 1) });
  const state = isClosed
    ? speech.say('statement.closed')
    : speech.say('statement.open', { date: speech.date(closesAt) });
  const isEmpty = entries === 0;
  return statementCard({
    ...frame(speech, speech.say('statement.title'), buttonsOf(speech, statement.month, about)),
    text: `${days} · ${isEmpty ? speech.say('statement.empty') : state}`,
    lines: isEmpty ? [] : linesOf(speech, statement, about.lots),
    invoices: [
      ...invoices.slice(0, mostInvoices).map(({ number, amount, at }) => ({
        text: speech.say('statement.invoice', { invoice: number, amount: money(amount), date: speech.date(at) }),
      })),
      ...(invoices.length > mostInvoices
        ? [{ text: speech.say('statement.moreInvoices', { count: invoices.length - mostInvoices }) }]
        : []),
    ],
  });
}

/** What is zero is left out, but not the two balances. */
function linesOf(speech: Speech, statement: Statement, lots: readonly Lot[]): StatementView['lines'] {
  const { total } = statement;
  const line = (name: string, amount: bigint, weight: 'Default' | 'Bolder' = 'Default') => ({
    name,
    amount: speech.money(amount, statement.currency),
    weight,
  });
  const moved = (name: string, amount: bigint) => (amount === 0n ? [] : [line(name, amount)]);
  return [
    line(speech.say('statement.opening'), total.opening, 'Bolder'),
    ...moved(speech.say('statement.bought'), total.bought),
    ...usedLines(speech, statement, lots).flatMap(({ name, amount }) => moved(name, amount)),
    ...moved(speech.say('statement.expired'), total.expired),
    ...moved(speech.say('statement.adjusted'), total.adjusted),
    line(speech.say('statement.closing'), total.closing, 'Bolder'),
  ];
}

/** The usage by what paid for it, in lot order; the sum of many in one line. */
function usedLines(speech: Speech, { lots, owed, total }: Statement, known: readonly Lot[]) {
  const nameOf = (id: string): string => {
    const invoice = known.find(lot => lot.id === id)?.invoice ?? null;
    return invoice === null ? speech.say('statement.usedFound') : speech.say('statement.usedOf', { invoice });
  };
  const used = lots.filter(lot => lot.used !== 0n);
  if (used.length === 0 || (used.length === 1 && owed.used === 0n))
    return [{ name: speech.say('statement.used'), amount: total.used }];
  const others = used.slice(mostLots).reduce((sum, lot) => sum + lot.used, 0n);
  return [
    ...used.slice(0, mostLots).map(lot => ({ name: nameOf(lot.lot), amount: lot.used })),
    { name: speech.say('statement.usedOthers'), amount: others },
    { name: speech.say('statement.usedOwed'), amount: owed.used },
  ];
}

function buttonsOf(
  speech: Speech,
  month: Month,
  { firstMonth, present, email }: { readonly firstMonth: Month; readonly present: Month; readonly email: EmailOffer },
): readonly Button[] {
  const turnTo = (word: 'button.previousMonth' | 'button.nextMonth', months: number): Button =>
    button(speech.say(word), 'run', { text: `statement ${monthsAfter(month, months)}` });
  return [
    ...(month > firstMonth ? [turnTo('button.previousMonth', -1)] : []),
    ...(month < present ? [turnTo('button.nextMonth', 1)] : []),
    button(speech.say('button.pdf'), 'run', { text: `export statement ${month} pdf` }),
    ...emailButtons(speech, month, email),
    ...runButtons(speech, 'history', 'lots', ...(email === 'nothing' ? (['balance'] as const) : [])),
  ];
}

function emailButtons(speech: Speech, month: Month, email: EmailOffer): readonly Button[] {
  switch (email) {
    case 'email':
      return [button(speech.say('button.email'), 'run', { text: `export statement ${month} pdf by email` })];
    case 'addresses':
      return [button(speech.say('button.getByEmail'), 'setting', { setting: 'documents', place: '' })];
    case 'nothing':
      return [];
    default:
      return unreachable(email);
  }
}

const monthsAfter = (month: Month, months: number): Month =>
  Temporal.PlainYearMonth.from(month).add({ months }).toString();
