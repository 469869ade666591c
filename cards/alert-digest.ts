import json from './alert-digest.card.json' with { type: 'json' };
import type { AlertState } from './alert.ts';
import { layout } from './card.ts';
import type { Frame } from './frame.ts';
import type { Button } from './verbs.ts';

/** One of several in a message. */
export interface DigestAlert extends AlertState {
  readonly title: string;
  readonly text: string;
  readonly since: string;
  readonly buttons: readonly Button[];
}

export interface AlertDigestView extends Frame {
  /** Whom the message calls, as mentions; '' for nobody. */
  readonly mentions: string;
  readonly alerts: readonly DigestAlert[];
}

/** What was held while it was quiet, in one message. */
export const alertDigestCard = layout<AlertDigestView>(json);
