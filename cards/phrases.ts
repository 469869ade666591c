import en from './words/phrases.en.json' with { type: 'json' };
import zhCN from './words/phrases.zh-CN.json' with { type: 'json' };
import type { Language } from './words.ts';

/** What would be typed, and sentences that mean it. */
export interface Phrases {
  readonly typed: string;
  readonly said: readonly string[];
}

/** What changes something at once. */
export interface Switch extends Phrases {
  /** What means it, and is asked back. */
  readonly asked: readonly string[];
}

/** The plain sentences of a language, as bot/README.md tells: another is one file, and one line in `phraseTables`. */
export interface PhraseTable {
  /** What is read instead of a text: `can not` of `can't`. */
  readonly instead: Readonly<Record<string, string>>;
  /** Words that may stand in any sentence, and say little. */
  readonly common: string;
  /** With what names of people begin, where the script has no capitals. */
  readonly surnames: string;
  /** What colleagues are called by one word of their name, or any: 小刘, 阿{n}. */
  readonly familiar: string;
  /** How an invoice, a credit note and a call are named by their number. */
  readonly numbered: Readonly<Record<'invoice' | 'correction' | 'call', string>>;
  /** By what an amount is told to be below which, up to which, or over which something happens; by how much two others differ; or what is near it, and given to nothing. */
  readonly marked: Readonly<Record<'below' | 'upTo' | 'over' | 'differs' | 'aside', string>>;
  /** By what a day is told to be until when something is needed. */
  readonly deadlines: string;
  /** What is counted by a number before it, so that it is no amount: minutes, people. */
  readonly counted: string;
  /** What stands before a name, and is none of it. */
  readonly titles: string;
  /** What one letter may name, so that it is nobody's initial: plan B. */
  readonly lettered: string;
  /** With what somebody is greeted, and with what whoever writes signs: who stands behind it is given nothing. */
  readonly greetings: string;
  readonly closings: string;
  /** By what a department is told where it is named: {n}, which with {N} has capitals; a bar parts what is no part of a name. */
  readonly departments: string;
  /** What none is called, though it stands there: the monthly cap. */
  readonly noDepartments: string;
  /** The characters at which such a name ends, where the script writes no spaces. */
  readonly betweenNames: string;
  /** What else is given to a command, by the slot and the idea that says it, or ideas that do together (`call+log`), the first that is said: what is typed. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Words that mean the same, by the name of their idea, which all languages share. */
  readonly ideas: Readonly<Record<string, string>>;
  /** By what is meant, which all languages share. */
  readonly phrases: Readonly<Record<string, Phrases>>;
  /** Sentences that are about no command. */
  readonly nothing: readonly string[];
  /** What, beside the idea `not`, says that something is not wished, or is not so. */
  readonly denials: string;
  /** What forbids it, or says that it was not done: it counts even where only why something is wished is told. */
  readonly forbids: string;
  /** With what a sentence begins that asks or tells, and wishes nothing; where a script parts no words, what it has in it. */
  readonly asks: string;
  /** What may stand before and after a switch. */
  readonly wishes: string;
  /** What may stand anywhere in a switch. */
  readonly articles: string;
  /** What says the same in a switch, by the name that it has there. */
  readonly same: Readonly<Record<string, string>>;
  /** The same of what changes something at once: done where it is said word for word. */
  readonly switches: Readonly<Record<string, Switch>>;
}

/** The tables of all languages that have one. */
export const phraseTables: Readonly<Partial<Record<Language, PhraseTable>>> = { en, 'zh-CN': zhCN };

/** A layer of weights: as many rows as go in, of so many as come out; whole numbers from -127 to 127, `unit` times as great as they count. */
export interface LayerShape {
  readonly width: number;
  readonly unit: number;
}

/** What `npm run phrases` learned from them: words/phrase-weights.json, and its weights in words/phrase-weights.bin. */
export interface PhraseWeights {
  /** Of which tables, by their hash. */
  readonly of: string;
  readonly meanings: readonly string[];
  /** What a sentence may say, in the order of the rows of the inner layers. */
  readonly features: readonly string[];
  /** The weights stand behind each other in this order, a byte for each: a network's inner layer, then its outer one. */
  readonly networks: readonly { readonly inner: LayerShape; readonly outer: LayerShape }[];
}

/** The meaning of what is about no command. */
export const noMeaning = 'nothing';
