import type { Instant } from '../../core/index.ts';
import type { Language } from '../../cards/words.ts';

/** What is printed: its texts are finished and localized, as those of cards are, and plain. */
export interface Printout {
  readonly language: Language;
  readonly title: string;
  /** Under the title. */
  readonly about: readonly string[];
  /** What nobody may overlook, such as that it is of the sandbox; '' for nothing. */
  readonly notice: string;
  readonly blocks: readonly Block[];
  /** At the foot of every page. */
  readonly footer: string;
  readonly madeAt: Instant;
  /** The same invoice as data (XML), attached to it; left out of all else. */
  readonly invoiceData?: string;
}

/** A part of it, from top to bottom. */
export type Block =
  | { readonly kind: 'heading' | 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly PrintedFact[] }
  | PrintedTable
  /** What follows begins on a page of its own, under a title of its own. */
  | { readonly kind: 'sheet'; readonly title: string };

/** What something is called, and what it is. */
export interface PrintedFact {
  readonly title: string;
  readonly value: string;
}

/** Its titles stand at the head of every page that it goes on. */
export interface PrintedTable {
  readonly kind: 'table';
  readonly columns: readonly PrintedColumn[];
  readonly rows: readonly PrintedRow[];
}

export interface PrintedColumn {
  readonly title: string;
  /** Numbers stand at the right, so that their digits stand below each other. */
  readonly align: 'left' | 'right';
}

export interface PrintedRow {
  readonly cells: readonly string[];
  /** A sum of those above it. */
  readonly isTotal: boolean;
}
