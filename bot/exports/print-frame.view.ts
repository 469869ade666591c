import { startOfMonth, type DayRange, type Instant, type Month, type Terms } from '../../core/index.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Block, Printout, PrintedColumn } from '../print/printout.ts';
import { daysText } from './export.view.ts';

/** Whose printout it is, and as of when. */
export interface PrintedAbout {
  readonly terms: Terms;
  readonly now: Instant;
}

/** What all printouts have: whose it is, when it was made, and whether it is of the sandbox. */
export const printed = (
  speech: Speech,
  { title, about }: { readonly title: string; readonly about: readonly string[] },
  { terms, now }: PrintedAbout,
  blocks: readonly Block[],
): Printout => ({
  ...{ language: speech.language, title, about, blocks, madeAt: now },
  notice: frame(speech, '').sandbox,
  footer: speech.say('print.made', { tenant: terms.tenant, date: speech.dateTime(now) }),
});

/** A part with a title of its own, which begins on a page of its own. */
export interface PrintedPart {
  readonly title: string;
  readonly about: readonly string[];
  readonly blocks: readonly Block[];
}

/** Parts one after the other, under the title of all of them where there are several. */
export function printedParts(
  speech: Speech,
  {
    several,
    parts,
    note = '',
  }: {
    readonly several: string;
    readonly parts: readonly PrintedPart[];
    /** What is said where there are several; '' for nothing. */
    readonly note?: string;
  },
  about: PrintedAbout,
): Printout {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return printed(speech, first, about, first.blocks);
  const blocks = parts.flatMap(({ title, about: lines, blocks: own }): readonly Block[] => [
    { kind: 'sheet', title },
    ...lines.map(text => ({ kind: 'text' as const, text })),
    ...own,
  ]);
  const contents = parts.map(({ title }): Block => ({ kind: 'text', text: title }));
  return printed(speech, { title: several, about: note === '' ? [] : [note] }, about, [...contents, ...blocks]);
}

/** A month with its year. */
export const printedMonth = (speech: Speech, month: Month, { timeZone }: Terms): string =>
  speech.month(startOfMonth(month, timeZone));

/** The days of a title; '' for all. */
export const printedDays = (speech: Speech, days: DayRange): string => daysText(speech, days);

export const textColumn = (title: string): PrintedColumn => ({ title, align: 'left' });
export const numberColumn = (title: string): PrintedColumn => ({ title, align: 'right' });
