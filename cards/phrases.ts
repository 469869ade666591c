import en from './words/phrases.en.json' with { type: 'json' };
import zhCN from './words/phrases.zh-CN.json' with { type: 'json' };
import type { Language } from './words.ts';

/** Sentences by what would be typed for them, in the notation of bot/README.md. */
export type PhraseLists = Readonly<Record<string, readonly string[]>>;

/** The plain sentences of a language: another is one file, and one line in `phraseTables`. */
export interface PhraseTable {
  /** What stands for a shortened ending, as `’s` for nothing that matters. */
  readonly endings: Readonly<Record<string, string>>;
  /** What may be said beside any phrase. */
  readonly polite: string;
  /** What may be said beside a phrase that only looks, or opens a form. */
  readonly fillers: string;
  /** With what names of people begin, where the script has no capitals: a character each. */
  readonly surnames: string;
  /** What is in no name. */
  readonly notNames: string;
  /** Alternatives that have a name, written `<name>` in a phrase. */
  readonly words: Readonly<Record<string, string>>;
  /** Understood: what they lead to answers, or opens a form or a review. */
  readonly phrases: PhraseLists;
  /** Change something at once: only what is polite may be added. */
  readonly switches: PhraseLists;
  /** Never run: wherever one stands in a sentence, the command is offered. */
  readonly guesses: PhraseLists;
}

/** The tables of all languages that have one. */
export const phraseTables: Readonly<Partial<Record<Language, PhraseTable>>> = { en, 'zh-CN': zhCN };
