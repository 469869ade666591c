import type { DayRange, Invoice, Lot, Movement, Statement } from '../../core/index.ts';
import type { Block, PrintedRow, Printout } from '../print/printout.ts';
import type { Speech } from '../chat/speech.ts';
import { referenceOf } from '../reports/invoice-reference.view.ts';
import {
  numberColumn,
  printedDays,
  printedMonth,
  printedParts,
  textColumn,
  type PrintedAbout,
  type PrintedPart,
} from './print-frame.view.ts';
import { receiptTitle } from './receipts.view.ts';

/** Statements of months, each on a page of its own. */
export const statementPrintout = (
  speech: Speech,
  {
    statements,
    days,
    lots,
  }: { readonly statements: readonly Statement[]; readonly days: DayRange; readonly lots: readonly Lot[] },
  about: PrintedAbout,
): Printout =>
  printedParts(
    speech,
    {
      several: speech.say('print.statements', { days: printedDays(speech, days) }),
      parts: statements.map(statement => statementPart(speech, { statement, lots }, about)),
    },
    about,
  );

function statementPart(
  speech: Speech,
  { statement, lots }: { readonly statement: Statement; readonly lots: readonly Lot[] },
  about: PrintedAbout,
): PrintedPart {
  const { month, from, to, isClosed, closesAt, entries, head } = statement;
  const { terms } = about;
  return {
    title: speech.say('print.statement', { month: printedMonth(speech, month, terms) }),
    about: [
      speech.say('history.range', { from: speech.date(from), to: speech.date(to - 1) }),
      isClosed ? speech.say('statement.closed') : speech.say('statement.open', { date: speech.date(closesAt) }),
    ],
    blocks:
      entries === 0
        ? [{ kind: 'text', text: speech.say('statement.empty') }]
        : [
            summaryOf(speech, statement),
            ...byPurchase(speech, { statement, lots }, about),
            ...purchasesOf(speech, { statement, lots }, about),
            { kind: 'text', text: speech.say('print.head', { head: `${entries}:${head}` }) },
          ],
  };
}

/** All lines, zero or not: they are the same in every month. */
function summaryOf(speech: Speech, { total, currency }: Statement): Block {
  const line = (title: string, amount: bigint): PrintedRow => ({
    cells: [title, speech.money(amount, currency)],
    isTotal: false,
  });
  return {
    kind: 'table',
    columns: [textColumn(speech.say('print.movements')), numberColumn(currency)],
    rows: [
      line(speech.say('statement.opening'), total.opening),
      line(speech.say('statement.bought'), total.bought),
      line(speech.say('statement.used'), total.used),
      line(speech.say('statement.expired'), total.expired),
      line(speech.say('statement.adjusted'), total.adjusted),
      { ...line(speech.say('statement.closing'), total.closing), isTotal: true },
    ],
  };
}

function byPurchase(
  speech: Speech,
  { statement, lots }: { readonly statement: Statement; readonly lots: readonly Lot[] },
  { terms }: PrintedAbout,
): readonly Block[] {
  const numbers = new Map(lots.flatMap(({ id, invoice }) => (invoice === null ? [] : [[id, invoice]])));
  for (const { number, lotId } of statement.invoices) numbers.set(lotId, number);
  const nameOf = (lot: string): string => {
    const number = numbers.get(lot);
    return number === undefined ? speech.say('export.found') : receiptTitle(speech, terms.mode, number);
  };
  const row = (name: string, moved: Movement, isTotal = false): PrintedRow => ({
    cells: [name, ...amountsOf(moved).map(amount => speech.money(amount, statement.currency))],
    isTotal,
  });
  const owes = Object.values(statement.owed).some(amount => amount !== 0n);
  if (statement.lots.length === 0 && !owes) return [];
  return [
    { kind: 'heading', text: speech.say('print.byPurchase') },
    {
      kind: 'table',
      columns: [
        textColumn(speech.say('export.column.line')),
        ...(['opening', 'bought', 'used', 'expired', 'adjusted', 'closing'] as const).map(name =>
          numberColumn(speech.say(`export.column.${name}`)),
        ),
      ],
      rows: [
        ...statement.lots.map(({ lot, ...moved }) => row(nameOf(lot), moved)),
        ...(owes ? [row(speech.say('explain.owed'), statement.owed)] : []),
        row(speech.say('export.total'), statement.total, true),
      ],
    },
  ];
}

const amountsOf = ({ opening, bought, used, expired, adjusted, closing }: Movement): readonly bigint[] => [
  ...[opening, bought, used, expired, adjusted, closing],
];

function purchasesOf(
  speech: Speech,
  { statement, lots }: { readonly statement: Statement; readonly lots: readonly Lot[] },
  { terms }: PrintedAbout,
): readonly Block[] {
  const { invoices, currency } = statement;
  if (invoices.length === 0) return [];
  const { mode } = terms;
  const ordered = new Set(lots.flatMap(({ id, payment }) => (payment === null ? [] : [id])));
  const written = (invoice: Invoice): string => referenceOf(invoice, { mode, isOrdered: ordered.has(invoice.lotId) });
  const hasReferences = invoices.some(invoice => written(invoice) !== '');
  return [
    { kind: 'heading', text: speech.say(mode === 'operate' ? 'invoices.title' : 'print.receipts') },
    {
      kind: 'table',
      columns: [
        textColumn(speech.say('export.column.what')),
        textColumn(speech.say('export.column.date')),
        ...(hasReferences ? [textColumn(speech.say('export.column.reference'))] : []),
        numberColumn(speech.say('export.column.amount')),
      ],
      rows: invoices.map(invoice => ({
        cells: [
          receiptTitle(speech, mode, invoice.number),
          speech.date(invoice.at),
          ...(hasReferences ? [written(invoice)] : []),
          speech.money(invoice.amount, currency),
        ],
        isTotal: false,
      })),
    },
  ];
}
