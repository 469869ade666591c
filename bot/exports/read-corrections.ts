import {
  addDays,
  correctionsOf,
  instantOf,
  startOfDay,
  type Correction,
  type DayRange,
  type Instant,
  type Invoice,
  type Wallet,
} from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';
import { invoiceOf } from '../reports/invoice-of.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** What is known of what corrects an invoice. */
export interface CorrectionNote {
  readonly correction: Correction;
  /** When it was recorded. */
  readonly at: Instant;
  readonly invoice: Invoice;
  /** What it takes back, with the instant of each; none of a credit note. */
  readonly reverses: readonly { readonly number: number; readonly at: Instant }[];
}

interface CorrectionNeeds {
  readonly journal: Pick<Journal, 'entriesAfter'>;
  readonly ledger: Pick<Ledger, 'entry'>;
}

/** The correction with a number, or all that were recorded on some days, by their numbers. */
export async function readCorrections(
  needs: CorrectionNeeds,
  { pool, terms }: Wallet,
  asked: { readonly correction: number } | { readonly days: DayRange },
): Promise<readonly CorrectionNote[]> {
  const zone = terms?.timeZone ?? 'UTC';
  const all = correctionsOf(pool);
  const recordedAt = async (entry: string): Promise<Instant> => {
    const found = await needs.ledger.entry(entry);
    if (found === undefined) throw new Error(`entry ${entry} made a lot smaller, and is not there`);
    return instantOf(found);
  };
  const isAsked = ({ number }: Correction, at: Instant): boolean =>
    'correction' in asked
      ? number === asked.correction
      : at >= startOfDay(asked.days.first, zone) && at < startOfDay(addDays(asked.days.last, 1), zone);
  const notes: CorrectionNote[] = [];
  for (const correction of all) {
    const at = await recordedAt(correction.entry);
    if (!isAsked(correction, at)) continue;
    const reversed = all.filter(({ number }) => correction.reverses.includes(number));
    notes.push({
      ...{ correction, at, invoice: await invoiceOf(needs, correction.lot) },
      reverses: await Promise.all(reversed.map(async ({ number, entry }) => ({ number, at: await recordedAt(entry) }))),
    });
  }
  return notes;
}
