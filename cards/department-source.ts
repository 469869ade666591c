import json from './department-source.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Field, Frame } from './frame.ts';

/** Where departments come from now, and what else they can come from. */
export interface DepartmentSourceView extends Frame {
  readonly text: string;
  /** Who chose it, and when; '' where nobody did. */
  readonly chosen: string;
  /** What an attached file holds, or how to attach one. */
  readonly file: string;
  readonly source: Field & { readonly label: string };
  readonly choices: readonly Choice[];
}

/** Asks what says which department people are in. */
export const departmentSourceCard = layout<DepartmentSourceView>(json);
