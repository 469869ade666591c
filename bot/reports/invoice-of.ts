import type { Invoice, Lot } from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';

/** The invoice of a purchase, from the entry that opened its lot. */
export async function invoiceOf(
  { journal }: { readonly journal: Pick<Journal, 'entriesAfter'> },
  lot: Lot,
): Promise<Invoice> {
  const [entry] = await journal.entriesAfter(lot.seq - 1, 1);
  if (entry?.kind !== 'credits-bought' && entry?.kind !== 'payment-settled')
    throw new Error(`entry ${lot.seq} opened a lot, and is no purchase`);
  return entry.facts.invoice;
}
