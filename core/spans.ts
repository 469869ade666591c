import type { Instant } from './calendar.ts';
import { neverOpens } from './entries.ts';

/** When credits pay for calls that begin: from `from`, or always before, and until `to`, or still (L10). */
export interface Span {
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** Whether a call that began then draws from credits. */
export const isPrepaidAt = (spans: readonly Span[], start: Instant): boolean =>
  spans.some(({ from, to }) => (from === null || start >= from) && (to === null || start < to));

/** Whether calls draw from credits from now on; otherwise the organization pays after use. */
export const isPrepaid = (spans: readonly Span[]): boolean => spans.at(-1)?.to === null;

/** The spans of a wallet that opens with calls from that instant; none where it pays after use. */
export const spansFrom = (opensAt: Instant | null): readonly Span[] =>
  opensAt === neverOpens ? [] : [{ from: opensAt, to: null }];

/** The spans after paying after use has begun at that instant, or has ended: what was drawn before stays drawn. */
export function spansAfter(
  spans: readonly Span[],
  moved: { readonly opensAt: Instant; readonly at: Instant },
): readonly Span[] {
  const { opensAt, at } = moved;
  if (opensAt !== neverOpens) return isPrepaid(spans) ? spans : [...spans, { from: opensAt, to: null }];
  const last = spans.at(-1);
  return last?.to === null ? [...spans.slice(0, -1), { from: last.from, to: at }] : spans;
}
