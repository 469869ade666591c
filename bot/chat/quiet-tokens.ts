import { visibleText, type NumberRange } from '../../core/index.ts';
import { allWords, isApart } from './argument.ts';
import { months, weekdays } from './day-words.ts';

/** Which half of the day a time is in; at night it is twelve to five in the one, six to eleven in the other. */
export type HalfOfDay = 'am' | 'pm' | 'night';

type Bare = 'every-day' | 'all-day' | 'to' | 'and' | 'comma' | 'day' | 'day-suffix' | 'last' | 'lead';

type Token =
  | { readonly kind: 'weekdays'; readonly days: NumberRange; readonly isName: boolean }
  | { readonly kind: 'month'; readonly number: number }
  | { readonly kind: 'number'; readonly number: number }
  /** `isPlain` where it cannot be of the other half of the day. */
  | { readonly kind: 'clock'; readonly hour: number; readonly minute: number; readonly isPlain: boolean }
  | { readonly kind: 'half'; readonly half: HalfOfDay }
  | { readonly [Kind in Bare]: { readonly kind: Kind } }[Bare];

/** What the words and numbers of quiet hours mean. */
export type QuietToken<Kind extends Token['kind'] = Token['kind']> = Extract<Token, { readonly kind: Kind }>;

/** The words of a text in any language, those that only lead in left out; undefined where one is not known. */
export function quietTokens(typed: string): readonly QuietToken[] | undefined {
  const text = visibleText(typed).toLowerCase().replaceAll(/[()]/g, ' ').replaceAll(/\s+/g, ' ').trim();
  const tokens: QuietToken[] = [];
  for (let at = 0; at < text.length;) {
    const [length, token] = blankAt(text, at) ?? clockAt(text, at) ?? wordAt(text, at) ?? numberAt(text, at) ?? [];
    if (length === undefined) return undefined;
    if (token !== undefined && token.kind !== 'lead') tokens.push(token);
    at += length;
  }
  return tokens;
}

/** How many letters it takes, and what they mean, if anything. */
type Found = readonly [length: number, token?: QuietToken];

const blankAt = (text: string, at: number): Found | undefined =>
  text[at] === ' ' || (text[at] === '.' && at > 0) ? [1] : undefined;

/** 18:00, 18.00, 18h, 18点30分: a bare 18 is a number still. */
function clockAt(text: string, at: number): Found | undefined {
  const found = matchedAt(lexicon().clock, text, at);
  const [whole = '', hour = '', minute, half, after] = found ?? [];
  if (found === null) return undefined;
  const minutes = Number(half === undefined ? (minute ?? after ?? 0) : 30);
  return [whole.length, { kind: 'clock', hour: Number(hour), minute: minutes, isPlain: /^0\d/.test(hour) }];
}

/** The longest word that begins here; one may follow a digit at once: 1st. */
function wordAt(text: string, at: number): Found | undefined {
  const canBegin = isApart(text, at) || /\d/.test(text[at - 1] ?? '');
  const found = lexicon().words.find(([word]) => text.startsWith(word, at) && isApart(text, at + word.length));
  return canBegin && found !== undefined ? [found[0].length, found[1]] : undefined;
}

/** −3 with the sign of a number, which no dash is. */
function numberAt(text: string, at: number): Found | undefined {
  const [digits] = matchedAt(/−?\d{1,4}/uy, text, at) ?? [];
  return digits === undefined
    ? undefined
    : [digits.length, { kind: 'number', number: Number(digits.replace('−', '-')) }];
}

function matchedAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

interface Lexicon {
  readonly clock: RegExp;
  /** The longest first: a weekday is more than a day. */
  readonly words: readonly (readonly [string, QuietToken])[];
}

let made: Lexicon | undefined;

function lexicon(): Lexicon {
  made ??= { clock: clockPattern(), words: knownWords() };
  return made;
}

function clockPattern(): RegExp {
  const one = (words: readonly string[]): string => `(?:${words.map(word => RegExp.escape(word)).join('|')})`;
  const half = `\\s?(${one(allWords('quiet.half'))})`;
  const hour = `\\s?${one(allWords('quiet.hour'))}(?:\\s?(\\d{1,2})${one(allWords('quiet.minutes'))}?)?`;
  return new RegExp(`(\\d{1,2})(?:[:.](\\d{2})(?!\\d)|${half}|${hour})`, 'uy');
}

function knownWords(): readonly (readonly [string, QuietToken])[] {
  const noon = { kind: 'clock', hour: 12, minute: 0, isPlain: true } as const;
  const lists: readonly (readonly [readonly string[], QuietToken])[] = [
    [allWords('quiet.weekdays'), { kind: 'weekdays', days: { first: 1, last: 5 }, isName: false }],
    [allWords('quiet.weekends'), { kind: 'weekdays', days: { first: 6, last: 7 }, isName: false }],
    [allWords('quiet.everyDay'), { kind: 'every-day' }],
    [allWords('quiet.allDay'), { kind: 'all-day' }],
    [[...allWords('quiet.to'), '–', '—', '~'], { kind: 'to' }],
    [allWords('quiet.and'), { kind: 'and' }],
    [[',', ';'], { kind: 'comma' }],
    [allWords('quiet.am'), { kind: 'half', half: 'am' }],
    [allWords('quiet.pm'), { kind: 'half', half: 'pm' }],
    [allWords('quiet.night'), { kind: 'half', half: 'night' }],
    [allWords('quiet.noon'), noon],
    [allWords('quiet.midnight'), { ...noon, hour: 0 }],
    [allWords('quiet.day'), { kind: 'day' }],
    [allWords('range.daySuffixes'), { kind: 'day-suffix' }],
    [allWords('quiet.lastOfMonth'), { kind: 'last' }],
    [allWords('quiet.leads'), { kind: 'lead' }],
  ];
  const known = [
    ...lists.flatMap(([words, token]) => words.map(word => [word, token] as const)),
    ...[...months].map(([name, number]) => [name, { kind: 'month', number }] as const),
    ...[...weekdays, ...shortWeekdays].flatMap(([name, number]) =>
      (/^[a-z]{4,}$/.test(name) ? [name, `${name}s`] : [name]).map(word => [word, weekday(number)] as const),
    ),
  ];
  return known.toSorted(([one], [other]) => other.length - one.length);
}

const weekday = (number: number): QuietToken => ({
  kind: 'weekdays',
  days: { first: number, last: number },
  isName: true,
});

/** Other ways in which people shorten them. */
const shortWeekdays = [
  ['tues', 2],
  ['weds', 3],
  ['thur', 4],
  ['thurs', 4],
] as const;
