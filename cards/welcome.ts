import json from './welcome.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';
export interface WelcomeView extends Frame {
  readonly installed: string;
  readonly text: string;
  readonly next: string;
}

/** Sent once on installation: what this is for, who added it, what to do next. */
export const welcomeCard = layout<WelcomeView>(json);
