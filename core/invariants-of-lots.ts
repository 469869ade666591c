import { dayMs, expiryOf, type Instant } from './calendar.ts';
import type { BoughtLot, Invoice, Terms } from './entries.ts';
import type { Invariant } from './invariant.ts';
import { largestTotal } from './money.ts';
import type { PaymentMethod } from './payments.ts';
import type { Wallet } from './wallet.ts';

/** The first invariant that a lot and its invoice break, of a purchase or of a payment by that method. */
export function brokenByLot(
  { lotsOpened, invoices }: Wallet,
  { timeZone }: Terms,
  bought: {
    readonly facts: { readonly lot: BoughtLot; readonly invoice: Invoice };
    readonly at: Instant;
    readonly method: PaymentMethod | null;
  },
): Invariant | undefined {
  const { lot, invoice } = bought.facts;
  if (lot.id !== String(lotsOpened + 1)) return 'lots-numbered';
  if (!lives12Months(lot.boughtAt, lot.expiresAt, timeZone)) return 'lot-lives-12-months';
  if (invoice.number !== invoices + 1) return 'invoices-without-gaps';
  if (!isInvoiceOf(invoice, lot, bought)) return 'invoice-of-its-lot';
  return lot.amount > largestTotal ? 'within-limits' : undefined;
}

/** Whether that is 12 months later. Rules of a zone's daylight saving may have changed since: a day at most is left to them. */
export const lives12Months = (from: Instant, to: Instant, timeZone: Terms['timeZone']): boolean =>
  Math.abs(to - expiryOf(from, timeZone)) <= dayMs;

function isInvoiceOf(
  invoice: Invoice,
  lot: BoughtLot,
  { at, method }: { readonly at: Instant; readonly method: PaymentMethod | null },
): boolean {
  const agreement = method?.kind === 'agreement' ? method : null;
  return (
    invoice.lotId === lot.id &&
    invoice.amount === lot.amount &&
    invoice.at === at &&
    invoice.agreement === (agreement?.number ?? null) &&
    invoice.purchaseOrder === (agreement?.purchaseOrder ?? null)
  );
}
