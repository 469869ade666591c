import json from './report.card.json' with { type: 'json' };
import { layout, type Card } from './card.ts';
import type { Fact, Frame } from './frame.ts';
import type { Button } from './verbs.ts';

/** What a report is about, its figures, and its lists. */
export interface ReportView extends Frame {
  /** Under the title: the range, as of when; '' for nothing. */
  readonly subtitle: string;
  /** Sentences: what it means, what is not known. */
  readonly texts: readonly { readonly text: string }[];
  readonly facts: readonly Fact[];
  /** Bars, where a picture says it sooner; none where there are no values. */
  readonly chart: {
    readonly title: string;
    readonly unit: string;
    readonly values: readonly { readonly x: string; readonly y: number }[];
  };
  readonly lists: readonly {
    /** '' for a list without a heading. */
    readonly title: string;
    /** All open something, or none does. */
    readonly lines: readonly ReportLine[];
  }[];
  /** What the figures assume, small, below them. */
  readonly footnotes: readonly { readonly text: string }[];
}

/** A line of a list, with the amount at its end; pressed, it runs what it opens, if anything. */
export interface ReportLine {
  readonly name: string;
  readonly about: string;
  readonly value: string;
  readonly opens: Button | null;
}

const filled = layout<ReportView>(json);

/** A title, sentences, figures and lists; footnotes where there are some. */
export const reportCard = (view: Omit<ReportView, 'footnotes'> & Partial<Pick<ReportView, 'footnotes'>>): Card =>
  filled({ footnotes: [], ...view });
