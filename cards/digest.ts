import json from './digest.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';
import type { Button } from './verbs.ts';

/** One figure of a table; `about` stands small below its name, '' for nothing. */
export interface DigestLine {
  readonly name: string;
  readonly about: string;
  readonly value: string;
}

/** Asks for the balance that the admin center shows, or says what became of the answer. */
export interface DigestCheck {
  readonly title: string;
  /** '' for nothing. */
  readonly text: string;
  /** One while it asks, none otherwise. */
  readonly fields: readonly {
    readonly label: string;
    readonly value: string;
    /** What is wrong with it; '' where nothing is. */
    readonly error: string;
    /** Said where nothing was typed. */
    readonly missing: string;
  }[];
  readonly buttons: readonly Button[];
}

export interface DigestView extends Frame {
  /** The week in one line, for whoever reads nothing else. */
  readonly headline: string;
  /** What becomes of the credits, and what is open. */
  readonly text: string;
  /** What makes the figures less than they seem. */
  readonly warnings: readonly { readonly text: string }[];
  readonly groups: readonly { readonly title: string; readonly lines: readonly DigestLine[] }[];
  /** One in mirror, none otherwise. */
  readonly checks: readonly DigestCheck[];
  /** As of when, in small print. */
  readonly note: string;
}

/** A week: what it cost, what changed, what comes. */
export const digestCard = layout<DigestView>(json);
