import json from './alert.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Fact, Frame } from './frame.ts';
import type { Button } from './verbs.ts';

/** The color of a state: of what is critical, a warning, taken care of, over, and of a card that no longer counts. */
export type AlertStyle = 'attention' | 'warning' | 'accent' | 'good' | 'emphasis';

/** How a state looks: never a color without its word. */
export interface AlertState {
  readonly style: AlertStyle;
  readonly color: 'Attention' | 'Warning' | 'Good' | 'Default';
  readonly state: string;
}

/** For how long it may be put off, behind one button. */
export interface Snooze {
  readonly title: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly button: Button;
}

export interface AlertView extends Frame, AlertState {
  /** Whom the message calls, as mentions; '' for nobody. */
  readonly mentions: string;
  /** What is amiss. */
  readonly text: string;
  /** What happens next; '' where that is not known. */
  readonly next: string;
  readonly facts: readonly Fact[];
  /** The last of what has happened: when, and what. */
  readonly timeline: readonly Fact[];
  /** What happened before that, folded into one line; none where there is nothing more. */
  readonly folds: readonly { readonly title: string; readonly earlier: readonly Fact[] }[];
  readonly since: string;
  /** One; none where it cannot be put off. */
  readonly snoozes: readonly Snooze[];
}

/** What is amiss in one conversation, from when it begins until it is over. */
export const alertCard = layout<AlertView>(json);
