import type { Instant } from '../../core/index.ts';

/** Stored answers: an activity that Teams sends again is not acted on twice, whichever process receives it (T7). */
export interface Answers {
  /** `first`: the caller does the work and calls `keep`. Until then, but for no longer than the lease, other callers get `under-way`. */
  begin(
    key: string,
    lease: { readonly at: Instant; readonly leaseMs: number },
  ): Promise<
    | { readonly kind: 'first' }
    | { readonly kind: 'under-way' }
    | { readonly kind: 'answered'; readonly answer: unknown }
  >;
  keep(key: string, answer: unknown, at: Instant): Promise<void>;
  /** The work failed: the same activity may be tried again. */
  drop(key: string): Promise<void>;
  /** Forgets what began before an instant. */
  forget(before: Instant): Promise<void>;
}
