import { add, capacity, type Lot, type Micros, type Wallet } from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';
import type { Agreement, AgreementMethod, PurchaseOrder } from '../tenant/agreements.ts';

/** Under which agreement and purchase order an invoice was written. */
type Under = Pick<AgreementMethod, 'number' | 'purchaseOrder'>;

const readAtOnce = 100;

/**
 * What was bought under agreements and purchase orders: the sum of the invoices that carry them, or whose order was placed under them, less
 * what was given back. That never changes: each is read once, and kept.
 */
export class AgreementUse {
  readonly #journal: Pick<Journal, 'entriesAt' | 'entry'>;
  #origin = '';
  /** By the id of the lot that came with the invoice. */
  #invoiced = new Map<string, Under | undefined>();

  constructor(journal: Pick<Journal, 'entriesAt' | 'entry'>) {
    this.#journal = journal;
  }

  /** What was bought under each, by `useKey`. */
  async of({ origin, pool: { lots } }: Wallet): Promise<ReadonlyMap<string, Micros>> {
    // Another book has other lots.
    if (origin !== this.#origin) this.#invoiced = new Map();
    this.#origin = origin;
    const invoiced = this.#invoiced;
    const news = lots.filter(({ id, payment }) => payment !== null && !invoiced.has(id));
    for (let from = 0; from < news.length; from += readAtOnce)
      await this.#read(invoiced, news.slice(from, from + readAtOnce));
    const sums = new Map<string, Micros>();
    for (const lot of lots) {
      const under = invoiced.get(lot.id);
      if (under === undefined) continue;
      const { number, purchaseOrder } = under;
      for (const key of purchaseOrder === null ? [useKey(number)] : [useKey(number), useKey(number, purchaseOrder)])
        sums.set(key, add(sums.get(key) ?? 0, capacity(lot)));
    }
    return sums;
  }

  async #read(invoiced: Map<string, Under | undefined>, lots: readonly Lot[]): Promise<void> {
    const entries = await this.#journal.entriesAt(lots.map(({ seq }) => seq));
    const bySeq = new Map(entries.map(entry => [entry.seq, entry]));
    for (const lot of lots) {
      const entry = bySeq.get(lot.seq);
      if (entry?.kind !== 'payment-settled') {
        invoiced.set(lot.id, await this.#orderedUnder(lot));
        continue;
      }
      const { agreement, purchaseOrder } = entry.facts.invoice;
      invoiced.set(lot.id, agreement === null ? undefined : { number: agreement, purchaseOrder });
    }
  }

  /** What an order was placed under that turned out to be a purchase recorded by itself: its invoice was written before anybody knew. */
  async #orderedUnder({ payment }: Lot): Promise<Under | undefined> {
    const asked = payment === null ? undefined : await this.#journal.entry(payment);
    if (asked?.kind !== 'payment-requested') return undefined;
    const { method } = asked.facts;
    return method.kind === 'agreement' ? method : undefined;
  }
}

/** Tells one agreement, or one purchase order of it, from every other. */
export const useKey = (number: string, purchaseOrder: string | null = null): string =>
  JSON.stringify(purchaseOrder === null ? [number] : [number, purchaseOrder]);

/** What is left to be bought under one; null where there is no amount to it, below zero where more was bought. */
export const leftUnder = ({ amount }: PurchaseOrder, used: Micros): Micros | null =>
  amount === null ? null : amount - used;

/** The listed agreement that a way to pay is under, and its purchase order, if it is listed. */
export function listedOf(
  agreements: readonly Agreement[],
  { number, purchaseOrder }: Under,
): { readonly agreement: Agreement; readonly purchaseOrder: PurchaseOrder | undefined } | undefined {
  const agreement = agreements.find(one => one.number === number);
  if (agreement === undefined) return undefined;
  return { agreement, purchaseOrder: agreement.purchaseOrders.find(one => one.number === purchaseOrder) };
}
