import type { DayRange, Instant, Invoice, Lot, Terms, Wallet } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { Journal, Payments } from '../ports/index.ts';
import type { Printout } from '../print/printout.ts';
import type { Choices } from '../tenant/choices.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { correctionPart } from './corrections.view.ts';
import { electronicInvoice, type InvoiceCorrection, type Invoiced } from './electronic-invoice.ts';
import { partiesAt } from './invoice-parties.ts';
import { taxIn, taxInCorrection, type InvoiceTax } from './invoice-tax.ts';
import { readCorrections, type CorrectionNote } from './read-corrections.ts';
import { readReceipts } from './read-receipts.ts';
import { creditsText, receiptsPrintout } from './receipts.view.ts';

interface InvoicesNeeds {
  readonly payments: Payments;
  readonly journal: Pick<Journal, 'entriesAfter'>;
  readonly ledger: Pick<Ledger, 'entry'>;
  readonly choices: Choices;
}

/** Invoices and what corrects them: one of either, or all of some days. A file of one carries it as data. */
export async function invoicesPrintout(
  needs: InvoicesNeeds,
  speech: Speech,
  {
    invoice,
    correction,
    days,
    wallet,
  }: {
    readonly invoice?: number | undefined;
    readonly correction?: number | undefined;
    readonly days: DayRange;
    readonly wallet: Wallet;
  },
  about: { readonly terms: Terms; readonly now: Instant },
): Promise<Printout> {
  const { terms } = about;
  const receipts =
    correction === undefined ? await readReceipts(needs, wallet, invoice === undefined ? { days } : { invoice }) : [];
  const notes =
    invoice === undefined
      ? await readCorrections(needs, wallet, correction === undefined ? { days } : { correction })
      : [];
  const taxes = await taxesOf(needs, receipts, terms);
  const taxOfNote = await taxesOfNotes(needs, notes, terms);
  const corrections = notes.map(note => correctionPart(speech, note, taxOfNote.get(note), about));
  const printout = receiptsPrintout(speech, { receipts, corrections, days, taxes }, about);
  const carried: readonly Carried[] = [
    ...receipts.map(one => ({ ...one, tax: taxes.get(one.invoice.number) })),
    ...notes.map(note => ({
      ...{ invoice: note.invoice, lot: note.correction.lot, tax: taxOfNote.get(note) },
      correction: correctionIn(note),
    })),
  ];
  const [only] = carried.length === 1 ? carried : [];
  if (only?.tax === undefined) return printout;
  const { invoice: of, lot, tax } = only;
  const { currency, timeZone } = terms;
  const what = creditsText(speech, lot);
  const said = { invoice: of, correction: only.correction, tax, currency, timeZone, boughtAt: lot.boughtAt, what };
  return { ...printout, invoiceData: electronicInvoice(said) };
}

/** What a document would carry as data. */
interface Carried extends Pick<Invoiced, 'invoice' | 'correction'> {
  readonly lot: Lot;
  readonly tax: InvoiceTax | undefined;
}

/** What invoices say of VAT, by their numbers: in operate, where it was said who sells and who buys. */
async function taxesOf(
  needs: Pick<InvoicesNeeds, 'choices'>,
  receipts: readonly { readonly invoice: Invoice }[],
  { mode, currency }: Terms,
): Promise<ReadonlyMap<number, InvoiceTax>> {
  const taxes = new Map<number, InvoiceTax>();
  if (mode !== 'operate') return taxes;
  for (const { invoice } of receipts) {
    const parties = await partiesAt(needs, invoice.at);
    const tax = parties && taxIn(invoice.amount, currency, parties);
    if (tax !== undefined) taxes.set(invoice.number, tax);
  }
  return taxes;
}

/** A correction is between whom its invoice was, at the rate that it had. */
async function taxesOfNotes(
  needs: Pick<InvoicesNeeds, 'choices'>,
  notes: readonly CorrectionNote[],
  { mode, currency }: Terms,
): Promise<ReadonlyMap<CorrectionNote, InvoiceTax>> {
  const taxes = new Map<CorrectionNote, InvoiceTax>();
  if (mode !== 'operate') return taxes;
  for (const note of notes) {
    const parties = await partiesAt(needs, note.invoice.at);
    const tax = parties && taxInCorrection(note.correction, currency, parties);
    if (tax !== undefined) taxes.set(note, tax);
  }
  return taxes;
}

/** How corrections are numbered, in every language. */
const nameOfCorrection = (number: number): string => `C${number}`;

const correctionIn = ({ correction, at, invoice, reverses }: CorrectionNote): InvoiceCorrection => ({
  ...{ name: nameOfCorrection(correction.number), at },
  ...(reverses.length === 0
    ? { type: 'credit-note', corrects: [{ name: String(invoice.number), at: invoice.at }] }
    : {
        type: 'corrected-invoice',
        corrects: reverses.map(one => ({ name: nameOfCorrection(one.number), at: one.at })),
      }),
});
