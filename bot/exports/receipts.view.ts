import { unreachable, type DayRange, type Mode } from '../../core/index.ts';
import type { PrintedFact, Printout } from '../print/printout.ts';
import { methodText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { InvoiceTax } from './invoice-tax.ts';
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
import { partyFacts, taxRows } from './tax-lines.view.ts';

/** What a document about a purchase is called: who sells the credits issues an invoice, who bought them elsewhere has a receipt (B21). */
export const receiptTitle = (speech: Speech, mode: Mode, number: number): string =>
  speech.say(mode === 'operate' ? 'invoice.title' : 'print.receipt', { invoice: number });

/** Receipts, each on a page of its own, and after them what corrects some. */
export function receiptsPrintout(
  speech: Speech,
  {
    receipts,
    corrections = [],
    days,
    taxes = new Map(),
  }: {
    readonly receipts: readonly Receipt[];
    /** Pages of their own kind (corrections.view.ts). */
    readonly corrections?: readonly PrintedPart[];
    readonly days: DayRange | undefined;
    /** What is known of VAT, by the number of the invoice. */
    readonly taxes?: ReadonlyMap<number, InvoiceTax>;
  },
  about: PrintedAbout,
): Printout {
  const range = days === undefined ? '' : printedDays(speech, days);
  const several = speech.say(about.terms.mode === 'operate' ? 'print.invoicesOf' : 'print.receiptsOf', { days: range });
  if (receipts.length + corrections.length === 0)
    return printed(speech, { title: several, about: [speech.say('print.noReceipts')] }, about, []);
  const taxOf = ({ invoice }: Receipt): InvoiceTax | undefined => taxes.get(invoice.number);
  const parts = [...receipts.map(receipt => receiptPart(speech, receipt, taxOf(receipt), about)), ...corrections];
  // One file carries the data of one invoice.
  const note = taxes.size === 0 ? '' : speech.say('print.dataApart');
  return printedParts(speech, { several, parts, note }, about);
}

/** What was bought, as the invoice and its data say it. */
export const creditsText = (speech: Speech, { expiresAt }: Receipt['lot']): string =>
  speech.say('print.credits', { date: speech.date(expiresAt) });

function receiptPart(
  speech: Speech,
  receipt: Receipt,
  tax: InvoiceTax | undefined,
  { terms, now }: PrintedAbout,
): PrintedPart {
  const { invoice, lot } = receipt;
  const money = (amount: number): string => speech.money(amount, terms.currency);
  const amount = money(invoice.amount);
  return {
    title: receiptTitle(speech, terms.mode, invoice.number),
    about: [speech.date(lot.boughtAt)],
    blocks: [
      { kind: 'facts', facts: [...partyFacts(speech, tax), ...factsOf(speech, receipt, terms.mode)] },
      {
        kind: 'table',
        columns: [textColumn(speech.say('export.column.what')), numberColumn(speech.say('invoice.amount'))],
        rows: [
          { cells: [creditsText(speech, lot), tax === undefined ? amount : money(tax.net)], isTotal: false },
          ...taxRows(speech, tax, money),
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
      { kind: 'text', text: issuerText(speech, terms.mode, tax) },
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

/** Who issues the tax invoice, where that is not whoever runs this; else why there is no VAT, or no word of it. */
function issuerText(speech: Speech, mode: Mode, tax: InvoiceTax | undefined): string {
  switch (mode) {
    case 'mirror':
      return speech.say('print.taxInvoice');
    case 'sandbox':
      return speech.say('print.sandboxReceipt');
    case 'operate':
      return tax === undefined ? speech.say('print.noTaxData') : tax.seller.exemption;
    default:
      return unreachable(mode);
  }
}
