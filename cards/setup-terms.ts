import type { Choice, Field } from './frame.ts';

/** The fields for what a wallet is opened with: guessed, and folded until somebody changes them. */
export interface TermsFields {
  /** An open wallet has its currency and time zone already. */
  readonly isOpen: boolean;
  /** What is guessed, as one line. */
  readonly termsLine: string;
  /** Whether the fields are unfolded: where one of them is wrong. */
  readonly areTermsShown: boolean;
  readonly currency: Field;
  /** The likely ones; any other is found by typing, as with time zones. */
  readonly currencies: readonly Choice[];
  readonly timeZone: Field;
  readonly timeZones: readonly Choice[];
}

export type TermsLabels = Readonly<Record<'change' | 'currency' | 'search' | 'timeZone', string>>;
