import type { Field } from './frame.ts';

/** The fields for what a wallet is opened with: guessed, and folded until somebody changes them. */
export interface TermsFields {
  /** An open wallet has its currency and time zone already. */
  readonly isOpen: boolean;
  /** What is guessed, as one line. */
  readonly termsLine: string;
  /** Whether the fields are unfolded: where one of them is wrong. */
  readonly areTermsShown: boolean;
  readonly currency: Field;
  readonly timeZone: Field;
}

export type TermsLabels = Readonly<Record<'change' | 'currency' | 'timeZone', string>>;
