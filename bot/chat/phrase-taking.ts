import { phraseTables } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { dayNames } from './day-words.ts';
import { isStrange } from './phrase-classifier.ts';
import { peopleOf, takesDays, takesOnlyMarked, typedForMeaning } from './phrase-line.ts';
import type { Sentence } from './phrase-sentence.ts';
import { meaningAt, tokensOf } from './phrase-words.ts';

// What a meaning takes of what a sentence gives: amounts, people, days. What is given and not taken is asked about, and never just left out.

/** What a sentence gives, other than days, that is not in the line which is typed for it: "the calls of 14.80". */
export function leftOutOf(
  { slots, strange, department, text }: Sentence,
  { meaning, line }: { readonly meaning: string; readonly line: string },
): readonly string[] {
  const given = [...slots].flatMap(([name, all]) =>
    ['days', 'until'].includes(name) || isAbout(name, meaning) ? [] : all,
  );
  // Whose department it is tells no more of a person who is named.
  const departments = slots.has('person') || department === undefined ? [] : [department];
  const picked = [...text.matchAll(pickedNames)].map(([, name = '']) => name);
  // A number that may be read in two ways is given too.
  return [...given, ...strange.filter(isNumber), ...departments, ...picked].filter(one => !isSaidIn(line, one));
}

/** Who is picked with @, or a tag: one that is not made out as somebody is given too. */
const pickedNames = /(?<![\p{L}\p{N}])@([\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)/gu;

/** Whether a line has what was given; 2 is not in 20. */
export const isSaidIn = (line: string, given: string): boolean =>
  /^\d/.test(given)
    ? new RegExp(String.raw`(?<![\d.,])${RegExp.escape(given)}(?![\d]|[.,]\d)`, 'u').test(line)
    : line.includes(given);

/** Whether a meaning takes all that a sentence gives, in what is typed or in a phrase of it, but for days, which may be said beside anything. */
export function takesAll(meaning: string, context: ArgumentContext, sentence: Sentence): boolean {
  const { slots } = sentence;
  const typed = typedForMeaning(meaning, context);
  const isTaken = (name: string): boolean => isTyped(typed, name) || saidWith(meaning, name);
  // A number that may be read in two ways is asked about, and never left out.
  if (!takesNoAmount(typed) && sentence.strange.some(isNumber)) return false;
  if (/\{(?:range|month|days)\}/.test(typed) && sentence.strange.some(isDate)) return false;
  // Of few words each is meant: "order $1,000 of credits" asks for no list of orders.
  const numbers = [...sentence.strange.filter(isNumber), ...amountsOf(slots)];
  const isLeftOut = takesOnlyMarked(typed) ? slots.has('amount') : takesNoAmount(typed) && !saidWith(meaning, 'amount');
  if (sentence.length < fewWords && isLeftOut && numbers.length > 0) return false;
  // What is to end, or is asked for its reason, sets no rule: "turn auto-recharge off when below 20".
  if (typed.includes('{below}') && ['off', 'why'].some(idea => sentence.ideas.has(idea))) return false;
  // Who gives somebody what another has wishes two things.
  if (
    typed.includes('{people}') &&
    peopleCount(sentence) > 1 &&
    ['give', 'take'].every(idea => sentence.ideas.has(idea))
  )
    return false;
  if (sentence.isListOpen && /\{(?:department|person|people)\}/.test(typed)) return false;
  // What one department, or somebody with a name that is a word, spent is no answer of all.
  if (isOfAll(meaning) && (sentence.department !== undefined || namesOne(sentence.text))) return false;
  // A file is another answer than a card.
  if (formats.some(idea => sentence.ideas.has(idea)) && !typed.includes('{format}')) return false;
  if (slots.has('over') && slots.has('amount')) return takesNoAmount(typed);
  // Nor is a word that may be somebody's name left out of what is done to people.
  const isNamedNow = slots.has('person') || !isPeople('person', typed);
  if (!isNamedNow && sentence.strange.some(isStrange)) return false;
  return (
    [...slots].every(([name, all]) =>
      isPeople(name, typed)
        ? peopleOf(sentence) !== ''
        : name === 'days' ||
          name === 'aside' ||
          name === 'until' ||
          isAbout(name, meaning) ||
          (isAmount(name) && takesNoAmount(typed)) ||
          (name === 'amount' && takesOnlyMarked(typed)) ||
          (all.length === 1 && isTaken(name)),
    ) && takesDays(typed, slots.get('days') ?? [], context)
  );
}

/** Whether what is typed has a place for each amount, and for hours, that a sentence gives. */
export const takesAmounts = (typed: string, { slots }: Sentence, hasHours: boolean): boolean =>
  typed.includes('{hours}') ? hasHours : !hasHours && amounts.every(name => !slots.has(name) || isTyped(typed, name));

const fewWords = 6;

const peopleCount = ({ slots }: Sentence): number => slots.get('person')?.length ?? 0;

/** Whether a word with a capital that is in no list stands where whoever spends does: "what did Dispatch spend". */
function namesOne(text: string): boolean {
  const [, name] = /\b(?:did|does|has|by|for) (\p{Lu}\p{Ll}+)/u.exec(text) ?? [];
  return name !== undefined && meaningAt(tokensOf(name), 0) === undefined && !dayNames.includes(name.toLowerCase());
}

/** What is spent, by whom or where to. */
const isOfAll = (meaning: string): boolean => /^usage(?:-|$)/.test(meaning);

const formats = ['csv', 'pdf', 'excel'] as const;

const amounts = ['amount', 'below', 'upTo', 'over', 'differs', 'counted'] as const;

/** All amounts that a sentence gives. */
export const amountsOf = (slots: Sentence['slots']): readonly string[] =>
  amounts.flatMap(name => slots.get(name) ?? []);

const isAmount = (name: string): boolean => amounts.some(one => one === name);

/** What takes none is about what the amounts of a story are about: whether one of them is left out is told by the command. */
const takesNoAmount = (typed: string): boolean => !amounts.some(name => typed.includes(`{${name}}`));

/** An amount is one over which something happens, where only that is typed. */
const isTyped = (typed: string, name: string): boolean =>
  typed.includes(`{${name}}`) ||
  isPeople(name, typed) ||
  (name === 'amount' && typed.includes('{over}') && !takesOnlyMarked(typed));

/** Several persons are one list of people. */
const isPeople = (name: string, typed: string): boolean =>
  name === 'person' && ['{people}', '{mentioned}', '{picked}'].some(place => typed.includes(place));

/** Whether a phrase of a meaning has something in it that is not typed: "why did this call cost $14" explains it. */
const saidWith = (meaning: string, name: string): boolean =>
  Object.values(phraseTables).some(({ phrases }) => phrases[meaning]?.said.some(text => text.includes(`{${name}}`)));

/** By how much two balances differ is what these are about, and nothing that is given to them. */
const isAbout = (name: string, meaning: string): boolean =>
  name === 'differs' && ['reconcile', 'difference'].includes(meaning);

/** A day that may be read in two ways: 10/11. */
const isDate = (word: string): boolean => /^\d{1,2}[/.]\d{1,2}(?!\d)/.test(word);

const isNumber = (word: string): boolean => /^\p{Sc}?\d/u.test(word);
