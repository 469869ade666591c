import json from './questions.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Fact, Frame } from './frame.ts';

export interface QuestionsView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly error: string;
}

/** Calls that are held, to choose among. */
export const questionsCard = layout<QuestionsView>(json);
