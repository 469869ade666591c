import { err, ok, type Result } from './result.ts';
import type { Micros } from './money.ts';

/** How many balances people may be warned at, beside the trigger. */
export const mostThresholds = 10;

/** Why thresholds were refused. */
export type ThresholdsRefusal =
  { readonly kind: 'too-many-thresholds'; readonly most: number } | { readonly kind: 'amount-not-positive' };

/** Thresholds as they are kept: each once, the highest first. None is refused: it ends them. */
export function checkThresholds(asked: readonly Micros[]): Result<readonly Micros[], ThresholdsRefusal> {
  const thresholds = [...new Set(asked)].toSorted((one, other) => other - one);
  if (thresholds.some(amount => amount <= 0)) return err({ kind: 'amount-not-positive' });
  if (thresholds.length > mostThresholds) return err({ kind: 'too-many-thresholds', most: mostThresholds });
  return ok(thresholds);
}
