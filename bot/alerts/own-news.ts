import type { Card } from '../../cards/card.ts';
import type { Fact } from '../../cards/frame.ts';
import type { Speech } from '../chat/speech.ts';

/** News that has a card of its own, as it was worked out for one destination by the room that it comes from. */
export interface OwnNews {
  readonly card: (speech: Speech) => Card;
  /** What it says first; in a notification that is all of it. */
  readonly headline: (speech: Speech) => string;
  /** The same in some sentences: by mail, to a program, and among what quiet hours held. */
  readonly text: (speech: Speech) => string;
  /** Its figures, for a mail. */
  readonly facts: (speech: Speech) => readonly Fact[];
}
