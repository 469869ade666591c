import json from './alerts-form.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Field, Frame } from './frame.ts';

export interface AlertsFormView extends Frame {
  readonly notice: string;
  readonly text: string;
  /** Some of many: their values with commas between them. */
  readonly kinds: { readonly label: string; readonly value: string; readonly options: readonly Choice[] };
  readonly quiet: Field & { readonly label: string; readonly placeholder: string };
  /** One of some. */
  readonly choices: readonly {
    readonly id: string;
    readonly label: string;
    readonly value: string;
    readonly options: readonly Choice[];
  }[];
}

/** What a conversation is told of. */
export const alertsFormCard = layout<AlertsFormView>(json);
