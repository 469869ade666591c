import json from './doctor.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';

/** A color that a word stands beside; what is well has that of any text. */
type LightColor = 'Default' | 'Warning' | 'Attention';

/** What does not work, or should be looked at. */
export interface FaultLine {
  /** How bad it is, in a word, and what was looked at. */
  readonly heading: string;
  readonly color: LightColor;
  readonly seen: string;
  /** What to do. */
  readonly remedy: string;
}

interface TitledLines {
  readonly title: string;
  readonly lines: readonly { readonly text: string }[];
}

export interface DoctorView extends Frame {
  readonly summary: string;
  readonly color: LightColor;
  /** The worst first. */
  readonly faults: readonly FaultLine[];
  readonly works: TitledLines;
  readonly missing: TitledLines;
}

/** What was looked at: the faults with what to do, what works, and what is not there yet. */
export const doctorCard = layout<DoctorView>(json);
