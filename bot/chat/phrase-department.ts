import { phraseTables, type PhraseTable } from '../../cards/phrases.ts';
import { meaningAt, tokensOf } from './phrase-words.ts';
import { dayNames } from './day-words.ts';

let made: readonly RegExp[] | undefined;

/** Some capitalized words, or one word before what says that it is a department: "for Customer Care", "the sales team". */
const capitalized = String.raw`\p{Lu}[\p{L}&-]*(?: (?:\p{Lu}[\p{L}&-]*|&)){0,3}`;
const oneWord = String.raw`\p{L}[\p{L}&-]+`;

/** Han writes no spaces: what is no part of a name ends it. */
const hanWord = (ends: string): string => String.raw`(?:(?![${ends}])\p{Script=Han}){1,6}`;

/**
 * `the {n} team`, `for {n}`, `{n}部`: a suffix that belongs to the name in a script without spaces stays with it, unless a bar parts them. {N} is
 * only what has capitals: "the monthly budget" is of nobody.
 */
function patternsOf({ departments, betweenNames }: PhraseTable): readonly RegExp[] {
  return departments.split(';').flatMap(item => {
    const [before = '', after = ''] = item.trim().split(/\{n\}/i);
    if (/\p{Script=Han}/u.test(item)) {
      const [own = '', rest = ''] = after.split('|');
      return [new RegExp(`${before}(${hanWord(betweenNames)}?${own})${rest}`, 'u')];
    }
    const around = (name: string): RegExp =>
      new RegExp(String.raw`(?<!\p{L})(?:${caseless(before)})(${name})(?:${caseless(after)})(?!\p{L})`, 'u');
    return [around(capitalized), ...(after === '' || item.includes('{N}') ? [] : [around(oneWord)])];
  });
}

const caseless = (words: string): string =>
  words.replaceAll(/\p{Ll}/gu, letter => `[${letter}${letter.toUpperCase()}]`);

/** The department that a sentence names by a word before or behind it, as it is written there. */
export function departmentIn(text: string): string | undefined {
  made ??= Object.values(phraseTables).flatMap(table => patternsOf(table));
  for (const pattern of made) {
    const found = pattern.exec(text);
    const name = found?.[1] === undefined ? undefined : withoutVerbs(found[1]);
    if (found === null || name === undefined || !isOwnName(name)) continue;
    if (isDepartment(name) || endsWord(text, found.index + found[0].length)) return name;
  }
  return undefined;
}

/** In a script without spaces what is done stands before a name: 撤销销售部. */
function withoutVerbs(name: string): string {
  const all = tokensOf(name);
  if (!/^\p{Script=Han}/u.test(name)) return name;
  let at = 0;
  for (;;) {
    const { meaning, length = 0 } = meaningAt(all, at) ?? {};
    const isVerb =
      (length > 1 || meaning?.ideas.includes('not') === true) && meaning?.ideas.includes('department') !== true;
    const rest = name.slice(all[at + length]?.start ?? name.length);
    if (!isVerb || rest === '' || (isEnding(rest) && meaning?.ideas.includes('by') !== true))
      return name.slice(all[at]?.start);
    at += length;
  }
}

let endings: ReadonlySet<string> | undefined;

/** Whether nothing is left of a name but what says that it is a department: 国际处 is one, and 按照部门 is none. */
function isEnding(rest: string): boolean {
  endings ??= new Set(
    Object.values(phraseTables).flatMap(({ departments }) =>
      departments.split(';').map(item => item.trim().replace(/^\{n\}/, '')),
    ),
  );
  return endings.has(rest);
}

let none: ReadonlySet<string> | undefined;

/** Whether no department is called so: monthly, of "the monthly cap". */
function isNone(name: string): boolean {
  none ??= new Set(
    Object.values(phraseTables).flatMap(({ noDepartments }) => noDepartments.split('; ').filter(Boolean)),
  );
  return none.has(name.toLowerCase());
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Whether no word of the dictionary goes on here: 做拒付处 of 做拒付处理 is no department. */
const endsWord = (text: string, at: number): boolean => (segmenter.segment(text).containing(at)?.index ?? at) === at;

/** A word of any sentence ("our team"), a day or a month is none, nor is 部门; one that only people of the trade say ("sales") may be. */
const isOwnName = (name: string): boolean =>
  !isOneWord(name) &&
  !isThing(name) &&
  !isEnding(name) &&
  !isNone(name) &&
  tokensOf(name).some(token => meaningAt([token], 0)?.meaning.isCommon !== true && !dayNames.includes(token.word));

/** One small word that means something else than a department: "limit calls". */
const isThing = (name: string): boolean =>
  /^\p{Ll}+$/u.test(name) && meaningAt(tokensOf(name), 0) !== undefined && !isDepartment(name);

/** 公司 and 今年 are words, and no department's name; nor is what ends in a longer one: 和管理中心. */
function isOneWord(name: string): boolean {
  const all = tokensOf(name);
  return (
    /\p{Script=Han}/u.test(name) &&
    !isDepartment(name) &&
    all.some((_, at) => {
      const { meaning, length = 0 } = meaningAt(all, at) ?? {};
      return at + length === all.length && (at === 0 || (length > 1 && meaning?.ideas.includes('department') !== true));
    })
  );
}

const isDepartment = (name: string): boolean =>
  meaningAt(tokensOf(name), 0)?.meaning.ideas.includes('department') === true;
