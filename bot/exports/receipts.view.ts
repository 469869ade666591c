import { unreachable, type DayRange, type Mode } from '../../core/index.ts';
import type { PrintedFact, Printout } from '../print/printout.ts';
import { methodText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { referenceOf } from '../reports/invoice-reference.view.ts';
import {
  numberColumn,
  printed,
  printedDays,
  printedParts,
  textColumn,
  type PrintedAbout,
  type PrintedPart,
} from './print-frame.view.ts';
import type { Receipt } from './read-receipts.ts';

/** What a document about a purchase is called: who sells the credits issues an invoice, who bought them elsewhere has a receipt (B21). */
export const receiptTitle = (speech: Speech, mode: Mode, number: number): string =>
  speech.say(mode === 'operate' ? 'invoice.title' : 'print.receipt', { invoice: number });

/** Receipts, each on a page of its own. */
export function receiptsPrintout(
  speech: Speech,
  { receipts, days }: { readonly receipts: readonly Receipt[]; readonly days: DayRange | undefined },
  about: PrintedAbout,
): Printout {
  const range = days === undefined ? '' : printedDays(speech, days);
  const several = speech.say(about.terms.mode === 'operate' ? 'print.invoicesOf' : 'print.receiptsOf', { days: range });
  if (receipts.length === 0)
    return printed(speech, { title: several, about: [speech.say('print.noReceipts')] }, about, []);
  const parts = receipts.map(receipt => receiptPart(speech, receipt, about));
  return printedParts(speech, { several, parts }, about);
}

function receiptPart(speech: Speech, receipt: Receipt, { terms, now }: PrintedAbout): PrintedPart {
  const { invoice, lot } = receipt;
  const money = (amount: number): string => speech.money(amount, terms.currency);
  const amount = money(invoice.amount);
  return {
    title: receiptTitle(speech, terms.mode, invoice.number),
    about: [speech.date(lot.boughtAt)],
    blocks: [
      { kind: 'facts', facts: factsOf(speech, receipt, terms.mode) },
      {
        kind: 'table',
        columns: [textColumn(speech.say('export.column.what')), numberColumn(speech.say('invoice.amount'))],
        rows: [
          { cells: [speech.say('print.credits', { date: speech.date(lot.expiresAt) }), amount], isTotal: false },
          { cells: [speech.say('export.total'), amount], isTotal: true },
        ],
      },
      ...(lot.reduced === 0
        ? []
        : [
            {
              kind: 'facts' as const,
              facts: [{ title: speech.say('print.givenBack', { date: speech.date(now) }), value: money(lot.reduced) }],
            },
          ]),
      { kind: 'text', text: issuerText(speech, terms.mode) },
    ],
  };
}

function factsOf(speech: Speech, { invoice, lot, method }: Receipt, mode: Mode): readonly PrintedFact[] {
  const fact = (title: string, value: string | null): readonly PrintedFact[] =>
    value === null || value === '' ? [] : [{ title, value }];
  return [
    ...fact(speech.say('invoice.bought'), speech.dateTime(lot.boughtAt)),
    ...fact(speech.say('invoice.recorded'), invoice.at === lot.boughtAt ? '' : speech.dateTime(invoice.at)),
    ...fact(
      speech.say('invoice.paid'),
      method === undefined ? speech.say('invoice.elsewhere') : methodText(speech, method, text => text),
    ),
    ...fact(speech.say('invoice.reference'), referenceOf(invoice, { mode, isOrdered: method !== undefined })),
    ...fact(speech.say('invoice.agreement'), invoice.agreement),
    ...fact(speech.say('invoice.purchaseOrder'), invoice.purchaseOrder),
  ];
}

/** Who issues the tax invoice, where that is not whoever runs this. */
function issuerText(speech: Speech, mode: Mode): string {
  switch (mode) {
    case 'mirror':
      return speech.say('print.taxInvoice');
    case 'sandbox':
      return speech.say('print.sandboxReceipt');
    case 'operate':
      return '';
    default:
      return unreachable(mode);
  }
}
