import { noMeaning, phraseTables } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { likelyMeanings, isSaid, type Features, type Likely } from './phrase-classifier.ts';
import { departmentIn } from './phrase-department.ts';
import { sentenceOf, type Sentence } from './phrase-sentence.ts';
import { isDenied, switchSaid } from './phrase-switches.ts';
import { isDaySlip, tokensOf } from './phrase-words.ts';
import { day, month } from './typed-range.ts';

/** What a plain sentence comes to: a command, or a line that was perhaps meant. */
export type Said<Found> =
  | {
      readonly kind: 'command';
      readonly found: Found;
      readonly line: string;
      /** Whether the sentence says somewhere that something is not wished, or is not so, or asks who did it. */
      readonly isDenied: boolean;
      /** Whether it is sure enough for what changes something. */
      readonly isCertain: boolean;
      /** Whether it is word for word what changes something at once. */
      readonly isVerbatim: boolean;
      /** Whether it is a word alone, or short with a slip, as a command that is misspelled has too: it changes nothing. */
      readonly isWeak: boolean;
      /** What it gives, other than days, that is not in the line: "the calls of 14.80". */
      readonly leftOut: readonly string[];
    }
  | { readonly kind: 'guess'; readonly line: string }
  | undefined;

/** A sentence is no longer: so many characters, and so many words, which in Chinese are characters. */
const longest = { characters: 400, words: 90 };

/**
 * How likely a command must be to be run where it changes something and where it only looks; how likely among the commands to be asked about,
 * and how likely it is at most that the sentence is about none.
 */
const likely = { certain: 0.85, run: 0.6, ask: 0.35, nothing: 0.5 } as const;

/** Finds what a sentence means: what it is likeliest to, of all that the tables tell. `read` knows what a typed line means. */
export function phraseIn<Found>(
  text: string,
  context: ArgumentContext,
  read: (line: string) => Found | undefined,
): Said<Found> {
  if (text.length > longest.characters) return undefined;
  const { length } = tokensOf(text);
  if (length > longest.words) return undefined;
  const whole = sentenceOf(text, context);
  // Of so few words each counts: a strange one is a slip, which is asked back.
  const isShort = length < fewWords;
  if (isShort && whole.strange.some(word => isStrange(word) && !whole.slips.includes(word))) return undefined;
  const isAlone = length < 2;
  if (isAlone && (whole.slips.length > 0 || /\p{Script=Han}/u.test(text))) return undefined;
  const isMisspelled = isShort && whole.slips.length > 0;
  const named = switchSaid(text);
  const meant = named === undefined ? meantBy(text, whole, context) : { meaning: named, isSure: true, isCertain: true };
  const line = meant && lineOf(meant.meaning, whole, context);
  const found = line === undefined ? undefined : read(line);
  if (meant === undefined || line === undefined || found === undefined) return undefined;
  // A word alone is a command, or means one for certain: "expiring".
  if (isAlone && !meant.isCertain) return undefined;
  if (!meant.isSure) return isMisspelled ? undefined : { kind: 'guess', line };
  const denied = tells.some(idea => whole.ideas.has(idea)) || isDenied(text);
  const leftOut = [...whole.slots].flatMap(([name, all]) =>
    name === 'days' ? [] : all.filter(given => !line.includes(given)),
  );
  const isWeak = isMisspelled || isAlone;
  const isVerbatim = named !== undefined;
  return { kind: 'command', found, line, isDenied: denied, isCertain: meant.isCertain, isVerbatim, isWeak, leftOut };
}

/** Who says that it is not wished, or asks who did it, asks for nothing. */
const tells = ['not', 'who'];

const fewWords = 4;

/** One of so many words may be strange. */
const mostStrange = 4;

/** A word of a script that parts words, which no phrase has. */
const isStrange = (stem: string): boolean => !isSaid(stem) && !/\p{Script=Han}/u.test(stem);

interface Meant {
  readonly meaning: string;
  /** Whether it is likely enough to be run. */
  readonly isSure: boolean;
  /** Whether it is where it changes something. */
  readonly isCertain: boolean;
}

/** What a text is likeliest to mean; of one that tells a story, the one sentence in it that is sure. */
function meantBy(text: string, whole: Sentence, context: ArgumentContext): Meant | undefined {
  const meant = likeliest(whole, whole, context);
  if (meant?.isSure === true) return meant;
  const parts = text.split(endOfSentence).filter(part => part.trim() !== '');
  if (parts.length < 2) return meant;
  const sure = parts.flatMap(part => {
    const one = likeliest(sentenceOf(part, context), whole, context);
    return one?.isSure === true ? [one] : [];
  });
  return new Set(sure.map(({ meaning }) => meaning)).size === 1 ? sure[0] : meant;
}

const endOfSentence = /[.!?;](?=\s)|[。！？；，]/u;

/** What is typed here is about something else so much less often than in the tables. */
const others = 0.5;

/** The likely meanings of what is typed here. */
function likelyHere(features: Features): readonly Likely[] {
  const all = likelyMeanings(features).map(({ meaning, share }) => ({
    meaning,
    share: meaning === noMeaning ? others * share : share,
  }));
  const whole = all.reduce((sum, { share }) => sum + share, 0);
  return all.map(({ meaning, share }) => ({ meaning, share: share / whole }));
}

/** What a sentence is likeliest to mean, with all that the text around it gives. */
function likeliest(sentence: Sentence, whole: Sentence, context: ArgumentContext): Meant | undefined {
  // Who is given, and nothing else that any phrase has, means nothing.
  if (![...sentence.features.keys()].some(name => isSaid(name) && !name.includes('{'))) return undefined;
  const all = likelyHere(sentence.features);
  const nothing = all.find(({ meaning }) => meaning === noMeaning)?.share ?? 0;
  const best = all.find(({ meaning }) => meaning !== noMeaning);
  if (best === undefined || nothing > likely.nothing) return undefined;
  const { meaning } = best;
  // What one command is asked in two ways speaks twice for it.
  const word = commandWord(meaning, context);
  const share = all.reduce((sum, one) => (commandWord(one.meaning, context) === word ? sum + one.share : sum), 0);
  if (share < likely.ask * (1 - nothing)) return undefined;
  // Among many words a slip is read as what it was meant for.
  const slips = sentence.length < fewWords ? [] : sentence.slips;
  const strange = sentence.strange.filter(word => isStrange(word) && !slips.includes(word)).length;
  const isSwitch = Object.values(phraseTables).some(({ switches }) => Object.hasOwn(switches, meaning));
  const isLikely = share >= likely.run && strange * mostStrange <= sentence.length;
  const isSure = isLikely && !isSwitch && !whole.slips.some(isDaySlip) && takesAll(meaning, context, whole);
  return { meaning, isSure, isCertain: isSure && best.share >= likely.certain };
}

/** The command that is typed for a meaning: `usage` of `usage {range} by person`. */
const commandWord = (meaning: string, context: ArgumentContext): string =>
  typedFor(meaning, context).split(' ')[0] ?? '';

/** Whether a meaning takes all that a sentence gives, in what is typed or in a phrase of it, but for days, which may be said beside anything. */
function takesAll(meaning: string, context: ArgumentContext, sentence: Sentence): boolean {
  const { slots } = sentence;
  const typed = typedFor(meaning, context);
  const isTaken = (name: string): boolean => isTyped(typed, name) || saidWith(meaning, name);
  // A number that may be read in two ways is asked about, and never left out.
  if (isTyped(typed, 'amount') && sentence.strange.some(word => /^\p{Sc}?\d/u.test(word))) return false;
  return (
    [...slots].every(([name, all]) =>
      isPeople(name, typed) ? peopleOf(sentence) !== '' : name === 'days' || (all.length === 1 && isTaken(name)),
    ) && (slots.get('days')?.length ?? 0) < 2
  );
}

/** All people of a sentence; none where there is an unknown word, which may be one more of them. */
const peopleOf = ({ slots, strange }: Sentence): string =>
  strange.every(word => isSaid(word)) ? (slots.get('person')?.join(', ') ?? '') : '';

const isTyped = (typed: string, name: string): boolean => typed.includes(`{${name}}`) || isPeople(name, typed);

/** Several persons are one list of people. */
const isPeople = (name: string, typed: string): boolean => name === 'person' && typed.includes('{people}');

/** Whether a phrase of a meaning has something in it that is not typed: "why did this call cost $14" explains it. */
const saidWith = (meaning: string, name: string): boolean =>
  Object.values(phraseTables).some(({ phrases }) => phrases[meaning]?.said.some(text => text.includes(`{${name}}`)));

/** What is typed for a meaning, in the asker's language. */
function typedFor(meaning: string, { speech }: ArgumentContext): string {
  const own = phraseTables[speech.language];
  const tables = own === undefined ? Object.values(phraseTables) : [own, ...Object.values(phraseTables)];
  for (const { phrases, switches } of tables) {
    const found = phrases[meaning] ?? switches[meaning];
    if (found !== undefined) return found.typed;
  }
  return '';
}

/** The days of a sentence, where what is typed takes such: a month, or one day. */
function daysFor(typed: string, days: string | undefined, context: ArgumentContext): string {
  if (days === undefined) return '';
  if (typed.includes('{month}')) return month.read(days, context).ok ? days : '';
  return typed.includes('{range}') || (typed.includes('{days}') && aDay.read(days, context).ok) ? days : '';
}

const aDay = day({});

/** What a meaning is typed as with what a sentence gives it; what it does not give is left out. */
function lineOf(meaning: string, sentence: Sentence, context: ArgumentContext): string {
  const { slots, ideas } = sentence;
  const typed = typedFor(meaning, context);
  const days = daysFor(typed, slots.get('days')?.[0], context);
  const values: Record<string, string> = {};
  for (const [name, all] of slots) if (all.length === 1) values[name] = all[0] ?? '';
  Object.assign(values, { range: days, month: days, days });
  // By how much two balances differ is no balance.
  if (ideas.has('difference')) values['amount'] = '';
  values['people'] = peopleOf(sentence);
  if (typed.includes('{department}') && values['person'] === undefined)
    values['department'] = departmentIn(sentence.text) ?? '';
  const choices = phraseTables[context.speech.language]?.choices ?? {};
  for (const [name, words] of Object.entries(choices))
    values[name] = Object.entries(words).find(([idea]) => ideas.has(idea))?.[1] ?? '';
  return typed
    .replaceAll(/\[([^\]]*)\{(\w+)\}\]/g, (_, mark: string, name: string) => (values[name] ? `${mark}{${name}}` : ''))
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
