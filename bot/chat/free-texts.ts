import { allWords } from './argument.ts';
import type { CommandFacts } from './command.ts';
import { departmentIn } from './phrase-department.ts';
import { isSlip, saysWords, tokensOf } from './phrase-words.ts';

// What is typed for arguments that take any text: a person, a call, an amount, and when it is none of these but a sentence.

/** What was given to arguments that take any text, by what these are; “limit off” is no sentence. */
export function freeTexts({
  command,
  given,
}: {
  readonly command: CommandFacts;
  readonly given: unknown;
}): readonly (readonly [string, string])[] {
  const values = given as Readonly<Record<string, unknown>>;
  return Object.entries(command.arguments).flatMap(([key, { name, isFree, isMarkEnough }]) => {
    const text = values[key];
    if (isFree !== true || typeof text !== 'string' || text === '') return [];
    return isMarkEnough === true && allWords('choice.off').includes(text.toLowerCase()) ? [] : [[name, text] as const];
  });
}

export const saysOff = ({ given }: { readonly given: unknown }): boolean =>
  Object.values(given as object).some(
    text => typeof text === 'string' && allWords('choice.off').includes(text.toLowerCase()),
  );

/** Whether it names a person, as a name is written. */
export const namesPerson = ([name, text]: readonly [string, string]): boolean =>
  isPersons(name) && /^\p{Lu}/u.test(text);

/** Whether it is a person's id, or that of a group of people: group c0400000-…. */
export const isPersonId = ([name, text]: readonly [string, string]): boolean =>
  (isPersons(name) && /^[\da-f-]{32,}$/i.test(text)) || (name === 'people' && / [\da-f-]{32,}$/i.test(text));

const isPersons = (name: string): boolean => name === 'person' || name === 'people';

/** A number alone or an id: the amount of “what the $600 was for” is none. */
const isCallId = /^(?:\d+|[\da-f]{8}-[\da-f-]+)$/;

/**
 * A person, a call, a budget or an amount that reads like a sentence is none: "who is the one to ask". A name begins with a capital. What a space
 * parts from a command in a script that writes none is typed (`isApart`).
 */
export const readsAsSentence = (
  found: { readonly command: CommandFacts; readonly given: unknown },
  isApart: boolean,
): boolean =>
  freeTexts(found).some(
    ([name, text]) =>
      (/[\s\p{Script=Han}]/u.test(text) || (name === 'amount' && !/\d/.test(text))) &&
      (saysWords(text) || (name === 'amount' && tokensOf(text).some(({ word }) => isSlip(word)))) &&
      ((name === 'person' && !/^\p{Lu}/u.test(text) && !allWords('choice.me').includes(text)) ||
        (name === 'call' && !isCallId.test(text)) ||
        (isPersons(name) && tellsMore(text)) ||
        ((name === 'budget' || name === 'limit' || (name === 'budgetOf' && !hasAmount(found))) && tells(text)) ||
        (!isApart && goesOn(name, text)) ||
        name === 'amount' ||
        name === 'command'),
  );

/** What has fewer words is a name, or an amount. */
const fewestOfSentence = 5;

/** Whether what stands behind a budget, or a limit, tells of it: "vs. actual: where do we stand", "is to be fixed at 10000". */
function tells(text: string): boolean {
  const words = text.split(/\s+/);
  if (tokensOf(text).length < fewestOfSentence) return false;
  const small = words.filter(word => /^\p{Ll}/u.test(word) && saysWords(word));
  const hasNumberWithin = /\p{L}\s+\p{Sc}?\d[\d.,]*\s+\p{Ll}/u.test(text);
  return /[,:;]/.test(text) || hasNumberWithin || small.length > words.length / 2;
}

/** Whether an amount stands in its place, so that what is behind it is a name: budget 250 of Research and development of the north. */
const hasAmount = ({ given }: { readonly given: unknown }): boolean => {
  const { text } = given as { readonly text?: unknown };
  return typeof text === 'string' && /\d/.test(text);
};

/** Whether a text of Han right behind a command only goes on as a sentence: 预算执行情况如何, 审批限额取消掉吧, 沙盒里先花40试试. */
function goesOn(name: string, text: string): boolean {
  if (!/\p{Script=Han}/u.test(text)) return false;
  const isLong = tokensOf(text).length >= fewestOfSentence;
  if (name.startsWith('budget'))
    return /[!?、]/.test(text) || (departmentIn(text) === undefined && (isLong || !/\d/.test(text)));
  return name === 'limit' || (name === 'lever' && isLong);
}

/** Whether something that is told follows names, which have capitals: "Ana Costa, they start today". */
function tellsMore(text: string): boolean {
  const parts = text.split(/[,;]\s*/);
  const isNamed = (part: string): boolean => /^[\p{Lu}@]/u.test(part);
  return (
    !/\p{Script=Han}/u.test(text) &&
    parts.some(isNamed) &&
    parts.some(part => tokensOf(part).length > 2 && !isNamed(part) && saysWords(part))
  );
}
