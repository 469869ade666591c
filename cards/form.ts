import json from './form.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Field, Frame } from './frame.ts';

export interface FormView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly fields: readonly (Field & {
    readonly id: string;
    readonly label: string;
    readonly maxLength: number;
    readonly isMultiline: boolean;
    /** What the client says where it is left empty; '' where it may be. */
    readonly missing: string;
  })[];
  /** Optional days, up to `latest`. */
  readonly dates: readonly (Field & { readonly id: string; readonly label: string; readonly latest: string })[];
}

/** Asks for what is to be recorded. */
export const formCard = layout<FormView>(json);
