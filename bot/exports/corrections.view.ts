import { unreachable, type Correction, type Mode } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { PrintedFact } from '../print/printout.ts';
import type { InvoiceTax } from './invoice-tax.ts';
import { numberColumn, textColumn, type PrintedAbout, type PrintedPart } from './print-frame.view.ts';
import type { CorrectionNote } from './read-corrections.ts';
import { partyFacts, taxRows } from './tax-lines.view.ts';
import { creditsText, receiptTitle } from './receipts.view.ts';

/** What a document that corrects an invoice is called: only who sells the credits issues credit notes (B21). */
export const correctionTitle = (
  speech: Speech,
  mode: Mode,
  { number, reverses }: Pick<Correction, 'number' | 'reverses'>,
): string => {
  if (mode !== 'operate') return speech.say('print.correction', { number });
  return speech.say(reverses.length === 0 ? 'print.creditNote' : 'print.correctedInvoice', { number });
};

/** A credit note, or what takes one back; where Microsoft sells, a record of what it gave back. */
export function correctionPart(
  speech: Speech,
  note: CorrectionNote,
  tax: InvoiceTax | undefined,
  { terms }: PrintedAbout,
): PrintedPart {
  const { correction, at, invoice } = note;
  const { lot } = correction;
  const money = (amount: number): string => speech.money(amount, terms.currency);
  const total = money(correction.amount);
  return {
    title: correctionTitle(speech, terms.mode, correction),
    about: [speech.date(at)],
    blocks: [
      {
        kind: 'facts',
        facts: [
          ...partyFacts(speech, tax),
          fact(speech.say('print.why'), whyText(speech, note)),
          fact(speech.say('invoice.recorded'), speech.dateTime(at)),
          fact(
            speech.say('print.corrects'),
            speech.say('print.documentOf', {
              title: receiptTitle(speech, terms.mode, invoice.number),
              date: speech.date(invoice.at),
            }),
          ),
          ...written(speech.say('invoice.agreement'), invoice.agreement),
          ...written(speech.say('invoice.purchaseOrder'), invoice.purchaseOrder),
        ],
      },
      {
        kind: 'table',
        columns: [
          textColumn(speech.say('export.column.what')),
          numberColumn(speech.say(note.reverses.length === 0 ? 'invoice.givenBack' : 'print.countsAgain')),
        ],
        rows: [
          { cells: [creditsText(speech, lot), tax === undefined ? total : money(tax.net)], isTotal: false },
          ...taxRows(speech, tax, money),
          { cells: [speech.say('export.total'), total], isTotal: true },
        ],
      },
      { kind: 'text', text: issuerOfCorrection(speech, terms.mode, tax) },
    ],
  };
}

const fact = (title: string, value: string): PrintedFact => ({ title, value });

const written = (title: string, value: string | null): readonly PrintedFact[] =>
  value === null || value === '' ? [] : [fact(title, value)];

function whyText(speech: Speech, { correction, reverses }: CorrectionNote): string {
  switch (correction.what) {
    case 'refund':
      return speech.say('print.why.refund');
    case 'charge-back':
      return speech.say('print.why.charge-back');
    case 'reversed-purchase':
      return speech.say('print.why.purchase');
    case 'reversed-return':
      return speech.say('print.why.return', {
        numbers: reverses
          .map(({ number, at }) =>
            speech.say('print.documentOf', {
              title: speech.say('print.correctionNumber', { number }),
              date: speech.date(at),
            }),
          )
          .join(speech.say('list.comma')),
      });
    default:
      return unreachable(correction.what);
  }
}

function issuerOfCorrection(speech: Speech, mode: Mode, tax: InvoiceTax | undefined): string {
  switch (mode) {
    case 'mirror':
      return speech.say('print.taxCreditNote');
    case 'sandbox':
      return speech.say('print.sandboxCorrection');
    case 'operate':
      return tax === undefined ? speech.say('print.noTaxData') : tax.seller.exemption;
    default:
      return unreachable(mode);
  }
}
