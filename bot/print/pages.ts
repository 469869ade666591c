import type { FontWeight } from './faces.ts';

/** Black or gray: a page is for a printer, too. */
export type Ink = 'black' | 'gray';

/** What part of a text something is, as readers of the screen are told; an artifact is none. */
export type Role = 'H1' | 'H2' | 'P' | 'TH' | 'TD' | 'Artifact';

/** A line of text in its place; `y` is where its letters stand. All in points, from the upper left corner. */
export interface SetLine {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly weight: FontWeight;
  readonly ink: Ink;
}

/** What is on a page, in the order in which it is read. What is begun ends on the same page or on a later one. */
export type Item =
  | { readonly kind: 'begin'; readonly role: 'Table' | 'TR' }
  | { readonly kind: 'end' }
  | { readonly kind: 'text'; readonly role: Role; readonly lines: readonly SetLine[] }
  | { readonly kind: 'rule'; readonly x: number; readonly y: number; readonly width: number; readonly ink: Ink }
  | {
      readonly kind: 'frame';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };

/** Its items are added from top to bottom. */
export interface Page {
  readonly items: Item[];
}

/** How large a page is, in points. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** The size of paper of most of the world, which any printer fits onto its own. */
export const portrait: PageSize = { width: 595.28, height: 841.89 };
export const landscape: PageSize = { width: portrait.height, height: portrait.width };

export const margins = { side: 54, top: 54, bottom: 62 } as const;
