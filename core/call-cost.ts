import type { CallRow } from './calls.ts';
import { add, type Micros } from './money.ts';
import { isPrepaidAt, type Span } from './spans.ts';

/**
 * Whether Microsoft names the capability (M10), or it is the plan of a number or for messages of its own. Under another name nobody can tell
 * whether credits paid: where nothing was charged that makes no difference.
 */
export const isKnownCapability = (capability: string): boolean =>
  capability === 'MCOPSTNPP' ||
  /^(?:MCOPSTN(?:PP|U|CAP|\d{1,2})|MCOEV(?:_VIRTUALUSER(?:_GOV)?)?|MCOMEETADD(?:_\w{1,30})?|MCOMEETACPEA(?:_GOV)?|MCOSMS\d{0,2}|FREECALL)$/.test(
    capability,
  );

/** The row as if credits had paid for it, where its capability does not tell. */
export const asIfPaid = (row: CallRow): CallRow =>
  isKnownCapability(row.capability) ? row : { ...row, capability: 'MCOPSTNPP' };

/** What credits paid for a row, whichever pool they were in. Whether `charge` contains the fee is a setting (L10). */
export function creditsCostOf(row: CallRow, { isFeeInCharge }: { readonly isFeeInCharge: boolean }): Micros {
  if (row.capability !== 'MCOPSTNPP') return 0;
  return Math.max(0, isFeeInCharge ? row.charge : add(row.charge, row.fee));
}

/** What a row costs this pool: nothing if it began while the organization paid after use, or before the pool opened (L10). */
export function costOf(
  row: CallRow,
  terms: { readonly isFeeInCharge: boolean; readonly spans: readonly Span[] },
): Micros {
  return isPrepaidAt(terms.spans, row.start) ? creditsCostOf(row, terms) : 0;
}

/** What a held row costs once somebody has said that it is to be billed. */
export const billedCostOf = (row: CallRow, terms: Parameters<typeof costOf>[1]): Micros => costOf(asIfPaid(row), terms);

/** Whether a row gives money back: it is known, and draws nothing (L10). */
export const isRefundRow = ({ charge, fee }: CallRow): boolean => add(charge, fee) < 0;
