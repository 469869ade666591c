import en from './words/phrases.en.json' with { type: 'json' };
import zhCN from './words/phrases.zh-CN.json' with { type: 'json' };
import type { Language } from './words.ts';

/** What would be typed, and sentences that mean it. */
export interface Phrases {
  readonly typed: string;
  readonly said: readonly string[];
}

/** The plain sentences of a language, as bot/README.md tells: another is one file, and one line in `phraseTables`. */
export interface PhraseTable {
  /** What is read instead of a text: `can not` of `can't`. */
  readonly instead: Readonly<Record<string, string>>;
  /** What may be said beside any phrase. */
  readonly polite: string;
  /** What may be said beside a phrase that only looks, or opens a form. */
  readonly neutral: string;
  /** What other subjects are about. */
  readonly elsewhere: string;
  /** With what names of people begin, where the script has no capitals. */
  readonly surnames: string;
  /** How an invoice and a call are named by their number. */
  readonly numbered: Readonly<Record<'invoice' | 'call', string>>;
  /** What else is given to a command, by the slot and the idea that says it: what is typed. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Words that mean the same, by the name of their idea, which all languages share. */
  readonly ideas: Readonly<Record<string, string>>;
  /** The same of words that say less. */
  readonly hints: Readonly<Record<string, string>>;
  /** By what is meant, which all languages share. */
  readonly phrases: Readonly<Record<string, Phrases>>;
  /** What may stand before and after a switch. */
  readonly wishes: string;
  /** What may stand anywhere in a switch. */
  readonly articles: string;
  /** The same of what changes something at once: it is said word for word. */
  readonly switches: Readonly<Record<string, Phrases>>;
}

/** The tables of all languages that have one. */
export const phraseTables: Readonly<Partial<Record<Language, PhraseTable>>> = { en, 'zh-CN': zhCN };
