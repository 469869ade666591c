import type { Button } from './verbs.ts';

/** What every card has. All text in views is finished and localized; text that people wrote is escaped. */
export interface Frame {
  /** Says that this is the sandbox, and that the clock is doubted; '' where neither is so. */
  readonly sandbox: string;
  readonly title: string;
  readonly buttons: readonly Button[];
}

export interface Fact {
  readonly title: string;
  readonly value: string;
}

/** A text field as the person left it, and what is wrong with it; '' when nothing is. */
export interface Field {
  readonly value: string;
  readonly error: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface Choice {
  readonly title: string;
  readonly value: string;
}

/** Set-up's cards: where they stand, and something to know first. */
export interface SetupFrame extends Frame {
  /** The step, as one line: a row of all steps does not fit on a phone. */
  readonly heading: string;
  /** Such as that the card was stale; '' for nothing. */
  readonly notice: string;
}
