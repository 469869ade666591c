import type { Entry, Micros } from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';
import { numberedId } from '../wallets/outcome-ids.ts';

/** What became of the money that was asked for when something was approved, as far as it is known. */
export type ApprovedCharge = { readonly amount: Micros } & (
  | { readonly kind: 'settled'; readonly invoice: number }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'open' | 'unknown' }
  /** In mirror: nobody has bought it, or it was a purchase that had been recorded by itself. */
  | { readonly kind: 'not-bought' | 'linked' }
);

/** Far more than a batch has. */
const mostInBatch = 50;

/** The payment that was requested in the batch of a grant, and its outcome; undefined where none was. */
export async function chargeOf(
  journal: Pick<Journal, 'entriesAfter' | 'entry'>,
  { seq, digest }: Pick<Entry, 'seq' | 'digest'>,
): Promise<ApprovedCharge | undefined> {
  const after = await journal.entriesAfter(seq, mostInBatch);
  const requested = after.find(entry => entry.kind === 'payment-requested' && entry.digest === digest);
  if (requested?.kind !== 'payment-requested') return undefined;
  const { key, amount } = requested.facts;
  const settled = await journal.entry(`${key}/settled`);
  if (settled?.kind === 'payment-settled') {
    const { invoice } = settled.facts;
    return { kind: 'settled', amount: invoice.amount, invoice: invoice.number };
  }
  if ((await journal.entry(`${key}/linked`)) !== undefined) return { kind: 'linked', amount };
  if ((await journal.entry(`${key}/cancelled`)) !== undefined) return { kind: 'not-bought', amount };
  return { amount, ...(await unpaid(journal, key)) };
}

/** How one that has not been paid stands: it may have failed, and been opened again, more than once. */
async function unpaid(
  journal: Pick<Journal, 'entry'>,
  key: string,
): Promise<{ readonly kind: 'declined'; readonly reason: string } | { readonly kind: 'open' | 'unknown' }> {
  let time = 1;
  while ((await journal.entry(numberedId(`${key}/reopened`, time))) !== undefined) time += 1;
  const declined = await journal.entry(numberedId(`${key}/declined`, time));
  if (declined?.kind === 'payment-declined') return { kind: 'declined', reason: declined.facts.reason };
  const isUnknown = time > 1 || (await journal.entry(`${key}/unknown`)) !== undefined;
  return { kind: isUnknown ? 'unknown' : 'open' };
}
