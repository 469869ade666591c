import { phraseTables } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { sentenceOf, type Sentence } from './phrase-sentence.ts';
import { switchSaid } from './phrase-switches.ts';
import { tokensOf } from './phrase-words.ts';
import { month } from './typed-range.ts';

/** What a plain sentence comes to: a command, or a line that was perhaps meant. */
export type Said<Found> =
  | { readonly kind: 'command'; readonly found: Found; readonly line: string }
  | { readonly kind: 'guess'; readonly line: string }
  | undefined;

/** A sentence is no longer: so many characters, and so many words, which in Chinese are characters. */
const longest = { characters: 200, words: 60 };

/** How near a sentence is to a phrase, from 0 to 1: to mean it, and to be asked about it; and how much nearer than to any other. */
const near = { mean: 0.82, ask: 0.45, ahead: 0.06 };

/** Finds what a sentence means: the phrase that is nearest to what it says. `read` knows what a typed line means. */
export function phraseIn<Found>(
  text: string,
  context: ArgumentContext,
  read: (line: string) => Found | undefined,
): Said<Found> {
  if (text.length > longest.characters) return undefined;
  const { length } = tokensOf(text);
  // A single word is a command or none.
  if (length < 2 || length > longest.words) return undefined;
  const sentence = sentenceOf(text, context);
  const named = switchSaid(text);
  const switched = phrases().find(({ isSwitch, meaning }) => isSwitch && meaning === named);
  const meant = switched === undefined ? meantBy(sentence, context) : { phrase: switched, isSure: true };
  const line = meant && lineOf(meant.phrase, sentence, context);
  const found = line === undefined ? undefined : read(line);
  if (meant === undefined || line === undefined || found === undefined) return undefined;
  return meant.isSure ? { kind: 'command', found, line } : { kind: 'guess', line };
}

/** The phrase that is nearest to a sentence, and whether it is near enough to be what is meant. */
function meantBy(
  sentence: Sentence,
  context: ArgumentContext,
): { readonly phrase: Phrase; readonly isSure: boolean } | undefined {
  if (sentence.isElsewhere) return undefined;
  const scored = scoredFor(sentence);
  const isWhole = ({ phrase }: Scored): boolean => lineOf(phrase, sentence, context) !== undefined;
  const best = scored.find(isWhole);
  if (best === undefined) return undefined;
  const { phrase, score } = best;
  // A switch that is as near is what a question is about: whether it is on, not that it be turned.
  const isRival = (other: Scored): boolean =>
    other.phrase.meaning !== phrase.meaning && !other.phrase.isSwitch && other.score > score - near.ahead;
  const isAhead = !scored.some(other => isRival(other) && isWhole(other));
  const isNear = score >= near.mean && leavesNothing(phrase, sentence, context);
  return { phrase, isSure: isAhead && isNear && !phrase.isSwitch };
}

interface Phrase {
  /** What is meant, whatever the language. */
  readonly meaning: string;
  readonly isSwitch: boolean;
  readonly said: Sentence;
  readonly weight: number;
  /** The ideas that fill its slots, and need not be in it. */
  readonly takes: readonly string[];
  /** What would be typed, with slots. */
  readonly typed: string;
}

let made: readonly Phrase[] | undefined;

/** The phrases of every language together: they share their ideas. */
const phrases = (): readonly Phrase[] =>
  (made ??= Object.values(phraseTables).flatMap(table =>
    (['phrases', 'switches'] as const).flatMap(kind =>
      Object.entries(table[kind]).flatMap(([meaning, { typed, said }]) =>
        said.map(text => {
          const sentence = sentenceOf(text, undefined);
          const takes = [...typed.matchAll(/\{(\w+)\}/g)].flatMap(([, slot = '']) =>
            /^(?:range|month)$/.test(slot) ? ['{days}'] : Object.keys(table.choices[slot] ?? {}),
          );
          return {
            meaning,
            typed,
            takes,
            isSwitch: kind === 'switches',
            said: sentence,
            weight: weightOf(sentence.ideas),
          };
        }),
      ),
    ),
  ));

const byIdea = new Map<string, readonly Phrase[]>();

/** The phrases that say an idea. */
function phrasesWith(idea: string): readonly Phrase[] {
  if (byIdea.size === 0)
    for (const phrase of phrases())
      for (const one of phrase.said.ideas.keys()) byIdea.set(one, [...(byIdea.get(one) ?? []), phrase]);
  return byIdea.get(idea) ?? [];
}

const weightOf = (ideas: Sentence['ideas']): number => [...ideas.values()].reduce((sum, weight) => sum + weight, 0);

interface Scored {
  readonly phrase: Phrase;
  readonly score: number;
}

/** The phrases that are near enough to ask about, the nearest first. */
function scoredFor({ ideas, words }: Sentence): readonly Scored[] {
  const whole = weightOf(ideas);
  return [...new Set([...ideas.keys()].flatMap(idea => phrasesWith(idea)))]
    .map(phrase => ({ phrase, score: nearness(phrase, ideas, whole) }))
    .filter(({ phrase, score }) => score >= near.ask && phrase.said.ideas.has('not') === ideas.has('not'))
    .map(({ phrase, score }) => ({ phrase, score: score + near.ahead * alike(phrase.said.words, words) }))
    .toSorted((one, other) => other.score - one.score);
}

/** Which share of the words of both are in both: it tells apart what says the same. */
const alike = (some: ReadonlySet<string>, others: ReadonlySet<string>): number =>
  some.intersection(others).size / some.union(others).size;

/** How much a phrase and a sentence share of what they say together. What is given to the command beside it is no part of that. */
function nearness(phrase: Phrase, ideas: Sentence['ideas'], whole: number): number {
  let shared = 0;
  for (const [idea, weight] of phrase.said.ideas) if (ideas.has(idea)) shared += weight;
  if (shared === 0) return 0;
  let beside = 0;
  for (const idea of phrase.takes)
    if (!phrase.said.ideas.has(idea)) beside += (ideas.get(idea) ?? 0) * (idea === '{days}' ? 1 : shareGiven);
  return shared / (phrase.weight + whole - beside - shared);
}

/** Which share of a choice is given: a phrase that says it is nearer. */
const shareGiven = 0.75;

/** What may not be left out of a sentence: what is given to the command, and "not". */
const weighty = /^(?:\{\w+\}|not)$/;

/** Whether a sentence says all of a phrase, and nothing weighty beside it. */
function leavesNothing(phrase: Phrase, { ideas, slots }: Sentence, context: ArgumentContext): boolean {
  const { said, typed } = phrase;
  const days = slots.get('days') ?? [];
  // One name alone may be anybody's, or a company's.
  if (slots.get('person')?.some(name => /^\p{L}+$/u.test(name) && !/\p{Script=Han}/u.test(name))) return false;
  const given = (idea: string): boolean =>
    idea === '{days}' && days.length === 1 && daysFor(typed, days[0], context) !== '';
  return (
    [...said.ideas.keys()].every(idea => ideas.has(idea)) &&
    [...ideas.keys()].every(idea => said.ideas.has(idea) || !weighty.test(idea) || given(idea))
  );
}

/** The days of a sentence, where what is typed takes them. */
function daysFor(typed: string, days: string | undefined, context: ArgumentContext): string {
  if (days === undefined || (typed.includes('{month}') && !month.read(days, context).ok)) return '';
  return /\{(?:range|month)\}/.test(typed) ? days : '';
}

/** What a phrase is typed as with what a sentence gives it, in the asker's language; undefined where something is missing. */
function lineOf(
  { meaning, typed }: Phrase,
  { slots, ideas, isKnown }: Sentence,
  context: ArgumentContext,
): string | undefined {
  const table = phraseTables[context.speech.language];
  const asTyped = table?.phrases[meaning]?.typed ?? table?.switches[meaning]?.typed ?? typed;
  const days = daysFor(asTyped, slots.get('days')?.[0], context);
  const values: Record<string, string | undefined> = {
    range: days,
    month: days,
    // An unknown word may be one more of them.
    people: isKnown ? slots.get('person')?.join(', ') : undefined,
  };
  for (const [name, all] of slots) if (all.length === 1) values[name] = all[0];
  for (const [name, choices] of Object.entries(table?.choices ?? {}))
    values[name] = Object.entries(choices).find(([idea]) => ideas.has(idea))?.[1] ?? '';
  const names = [...asTyped.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  if (names.some(name => values[name] === undefined)) return undefined;
  return asTyped
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
