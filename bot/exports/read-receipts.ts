import { startOfDay, addDays, type DayRange, type Invoice, type Lot, type Wallet } from '../../core/index.ts';
import { labeledMethod, type LabeledMethod } from '../funds/labeled-method.ts';
import type { Journal, Payments } from '../ports/index.ts';
import { invoiceOf } from '../reports/invoice-of.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** What is known of a purchase on its receipt. */
export interface Receipt {
  readonly lot: Lot;
  readonly invoice: Invoice;
  /** How it was paid for; undefined where it was made elsewhere and recorded here. */
  readonly method: LabeledMethod | undefined;
}

interface ReceiptNeeds {
  readonly journal: Pick<Journal, 'entriesAfter'>;
  readonly payments: Payments;
  readonly ledger: Pick<Ledger, 'entry'>;
}

/** The receipt with a number, or all whose invoices are of some days, by their numbers. */
export async function readReceipts(
  needs: ReceiptNeeds,
  { pool, terms }: Wallet,
  asked: { readonly invoice: number } | { readonly days: DayRange },
): Promise<readonly Receipt[]> {
  const zone = terms?.timeZone ?? 'UTC';
  const isAsked = ({ number, at }: Invoice): boolean =>
    'invoice' in asked
      ? number === asked.invoice
      : at >= startOfDay(asked.days.first, zone) && at < startOfDay(addDays(asked.days.last, 1), zone);
  const receipts: Receipt[] = [];
  for (const lot of pool.lots) {
    if (lot.invoice === null || ('invoice' in asked && lot.invoice !== asked.invoice)) continue;
    const invoice = await invoiceOf(needs, lot);
    if (!isAsked(invoice)) continue;
    const requested = lot.payment === null ? undefined : await needs.ledger.entry(lot.payment);
    const method = requested?.kind === 'payment-requested' ? requested.facts.method : undefined;
    receipts.push({ lot, invoice, method: method && (await labeledMethod(needs.payments, method)) });
  }
  return receipts.toSorted((one, other) => one.invoice.number - other.invoice.number);
}
