import type { Entry, Micros } from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';

/** What became of the money that was asked for when something was approved, as far as it is known. */
export type ApprovedCharge = { readonly amount: Micros } & (
  | { readonly kind: 'settled'; readonly invoice: number }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'open' | 'unknown' }
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
  const declined = await journal.entry(`${key}/declined`);
  if (declined?.kind === 'payment-declined') return { kind: 'declined', amount, reason: declined.facts.reason };
  return { kind: (await journal.entry(`${key}/unknown`)) === undefined ? 'open' : 'unknown', amount };
}
