import type { Instant } from '../../core/index.ts';

/** What was answered to an activity, so that one that is sent again is not acted on again (T7), by whichever process. */
export interface Answers {
  /** `first`: whoever asks shall answer, and says so with `keep`. Others are told to wait until then, or until `until`. */
  begin(
    tenant: string,
    key: string,
    lease: { readonly at: Instant; readonly until: Instant },
  ): Promise<
    | { readonly kind: 'first' }
    | { readonly kind: 'under-way' }
    | { readonly kind: 'answered'; readonly answer: unknown }
  >;
  keep(tenant: string, key: string, answer: unknown, at: Instant): Promise<void>;
  /** It came to nothing: the same activity may be tried again. */
  drop(tenant: string, key: string): Promise<void>;
  /** Forgets what began before an instant. */
  forget(tenant: string, before: Instant): Promise<void>;
}
