import json from './export.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Field, Frame } from './frame.ts';

/** Which file, of which days. */
export interface ExportView extends Frame {
  readonly text: string;
  readonly what: string;
  readonly kinds: readonly Choice[];
  readonly format: string;
  readonly formats: readonly Choice[];
  readonly range: Field & { readonly hint: string };
  readonly labels: { readonly what: string; readonly format: string; readonly range: string };
}

/** Asks which file is wanted. */
export const exportCard = layout<ExportView>(json);
