import { noMeaning, phraseTables } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { isSaid, isStrange, likelyMeanings, type Features, type Likely } from './phrase-classifier.ts';
import { hoursIn, takesDays, typedLine, typedForMeaning } from './phrase-line.ts';
import { sentenceOf, type Sentence } from './phrase-sentence.ts';
import { forbids, isAsking, isDenied, switchIn } from './phrase-switches.ts';
import { isSaidIn, leftOutOf, takesAll, takesAmounts } from './phrase-taking.ts';
import { isDaySlip, tokensOf } from './phrase-words.ts';

/** What a plain sentence comes to: a command, or a line that was perhaps meant. */
export type Said<Found> =
  | {
      readonly kind: 'command';
      readonly found: Found;
      readonly line: string;
      /** Whether the sentence says somewhere that something is not wished, or is not so, or asks who did it. */
      readonly isDenied: boolean;
      /** Whether it only wishes what is in the line: it asks nothing, and gives no number and no days beside it. */
      readonly isPlain: boolean;
      /** Whether it is sure enough for what changes something. */
      readonly isCertain: boolean;
      /** Whether it is word for word what changes something at once. */
      readonly isVerbatim: boolean;
      /** Whether it is a word alone, or short with a slip, as a command that is misspelled has too: it changes nothing. */
      readonly isWeak: boolean;
      /** What it gives, other than days, that is not in the line: "the calls of 14.80". */
      readonly leftOut: readonly string[];
    }
  | {
      readonly kind: 'guess';
      /** What was perhaps meant, the likeliest first. */
      readonly lines: readonly string[];
    }
  | undefined;

/** A sentence is no longer: so many characters, and so many words, which in Chinese are characters. */
const longest = { characters: 400, words: 90 };

/** How likely something must be. */
const likely = {
  /** A command that changes something, to be opened, in many words and in few. */
  certain: 0.8,
  certainOfFew: 0.95,
  /** The same, where something is said not to be so: 没收到, "it does not match". */
  beyondDoubt: 0.95,
  /** A command that only looks, to be run. */
  run: 0.46,
  /** A command among all, to be asked about, and beside one that is likelier. */
  ask: 0.2,
  other: 0.1,
  /** Another way of asking for the same. */
  way: 0.15,
  /** That a sentence is about no command, for none to be run, and for its parts not to be looked at. */
  nothing: 0.55,
  elsewhere: 0.8,
  /** What a part means, in the whole. */
  part: 0.2,
} as const;

/** So many are asked about beside the likeliest. */
const mostOthers = 2;

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
  // Nor does a list have any of these characters: 余鹅.
  if (isShort && whole.strange.length >= length) return undefined;
  const isAlone = length < 2;
  if (isAlone && (whole.slips.length > 0 || /\p{Script=Han}/u.test(text))) return undefined;
  const isMisspelled = isShort && whole.slips.length > 0;
  const named = switchIn(whole, context);
  const meant =
    named === undefined
      ? meantBy(text, whole, context)
      : { meaning: named, isSure: true, isCertain: true, told: 1, others: [] };
  const line = meant && typedLine(meant.meaning, whole, context);
  if (meant === undefined || line === undefined) return undefined;
  const found = read(line);
  // What is missing in it cannot be asked for: the command alone tells more.
  if (found === undefined) {
    const word = commandWord(meant.meaning, context);
    return isShort || read(word) === undefined ? undefined : { kind: 'guess', lines: [word] };
  }
  const denied = saysNot(whole) && !(meant.told >= likely.beyondDoubt && isOnlyWhy(whole, context));
  const leftOut = leftOutOf(whole, { meaning: meant.meaning, line });
  // A word alone is a command, or a phrase: "expiring".
  if (!meant.isSure || (isAlone && !isPhrase(text))) {
    const others = meant.others
      .map(meaning => typedLine(meaning, whole, context))
      .filter(one => read(one) !== undefined);
    return isMisspelled ? undefined : { kind: 'guess', lines: [line, ...others] };
  }
  const isWeak = isMisspelled || isAlone;
  const isVerbatim = named !== undefined;
  const given = [...(whole.text.match(/\d+/g) ?? []), ...(whole.slots.get('days') ?? [])];
  const isPlain = !denied && !isAsking(text) && leftOut.length === 0 && given.every(one => isSaidIn(line, one));
  const says = { isDenied: denied, isPlain, isCertain: meant.isCertain, isVerbatim, isWeak, leftOut };
  return { kind: 'command', found, line, ...says };
}

let phrases: ReadonlySet<string> | undefined;

/** Whether a text is a phrase of the tables. */
function isPhrase(text: string): boolean {
  phrases ??= new Set(
    Object.values(phraseTables).flatMap(table =>
      Object.values(table.phrases).flatMap(({ said }) => said.map(one => one.toLowerCase())),
    ),
  );
  return phrases.has(text.toLowerCase());
}

/** Who says that it is not wished, or asks who did it, asks for nothing. */
const saysNot = ({ ideas, text }: Sentence): boolean => ['not', 'who'].some(idea => ideas.has(idea)) || isDenied(text);

/**
 * Whether what is said not to be so is only why something is wished, in a part of its own before the wish: 余额没减，把拒付记一笔. It forbids
 * nothing, and gives nothing that would be taken for what is wished: "Ana isn't leaving, give Joe the license".
 */
function isOnlyWhy({ text }: Sentence, context: ArgumentContext): boolean {
  const parts = text
    .split(endOfPart)
    .map(part => sentenceOf(part, context))
    .filter(({ length }) => length > 0);
  const last = parts.at(-1);
  return (
    !forbids(text) && last !== undefined && !saysNot(last) && parts.every(part => !saysNot(part) || givesNothing(part))
  );
}

const givesNothing = ({ slots, department }: Sentence): boolean =>
  department === undefined && [...slots.keys()].every(name => name === 'days');

const fewWords = 4;

/** So many words tell what is to be changed. */
const fewestForSwitch = 3;

/** One of so many words may be strange. */
const mostStrange = 4;

interface Meant {
  readonly meaning: string;
  /** Whether it is likely enough to be run. */
  readonly isSure: boolean;
  /** Whether it is where it changes something. */
  readonly isCertain: boolean;
  /** How likely what is typed for it is. */
  readonly told: number;
  /** What else it may mean, the likeliest first: each another command. */
  readonly others: readonly string[];
}

/** What a text is likeliest to mean; of one that tells a story, the one sentence in it that is sure. */
function meantBy(text: string, whole: Sentence, context: ArgumentContext): Meant | undefined {
  const meant = likeliest(whole, whole, context);
  if (meant?.isSure === true || isAboutNothing(whole)) return meant;
  const parts = text.split(endOfSentence).filter(part => part.trim() !== '');
  if (parts.length < 2) return meant;
  // What no part of the rest speaks for is only how it was put: "one reminder at 5 left" is no balance.
  const likelyOnes = likelyHere(whole.features).flatMap(one => (one.share >= likely.part ? [one.meaning] : []));
  const sure = parts.flatMap(part => {
    const one = likeliest(sentenceOf(part, context), whole, context);
    return one?.isSure === true && likelyOnes.includes(one.meaning) ? [one] : [];
  });
  return new Set(sure.map(({ meaning }) => meaning)).size === 1 ? sure[0] : meant;
}

// In a script without spaces a comma ends as much, and all marks are narrow here, as `typedText` folds them.
const endOfSentence = /[.!?;](?=\s)|。|[,!?;](?=\p{Script=Han})|(?<=\p{Script=Han})[,!?;]/u;

const endOfPart = /[.,!?;](?=\s)|。|[,!?;:](?=\p{Script=Han})|(?<=\p{Script=Han})[,!?;:]/u;

/** A word of any sentence counts no more. */
const leastTelling = 0.3;

/** What is typed here is about something else so much less often than in the tables. */
const othersHere = 0.65;

/** Whether a text as a whole is about something else, so that what one part of it says is too: "I forgot my password, how do I reset it". */
const isAboutNothing = ({ features }: Sentence): boolean =>
  likelyHere(features).some(({ meaning, share }) => meaning === noMeaning && share > likely.elsewhere);

/** The likely meanings of what is typed here. */
function likelyHere(features: Features): readonly Likely[] {
  const all = likelyMeanings(features).map(({ meaning, share }) => ({
    meaning,
    share: meaning === noMeaning ? othersHere * share : share,
  }));
  const whole = all.reduce((sum, { share }) => sum + share, 0);
  return all.map(({ meaning, share }) => ({ meaning, share: share / whole }));
}

/** What a sentence is likeliest to mean, with all that the text around it gives. */
function likeliest(sentence: Sentence, whole: Sentence, context: ArgumentContext): Meant | undefined {
  // Who is given, and nothing else that any phrase has, means nothing; nor do several with words of any sentence: "Ana Costa and Joe Brand".
  const most = sentence.slots.get('person') ?? [];
  const least = most.length > 1 ? leastTelling : 0;
  if (![...sentence.features].some(([name, counts]) => isSaid(name) && !/[{>]/.test(name) && counts > least))
    return undefined;
  const all = likelyHere(sentence.features);
  const nothing = all.find(({ meaning }) => meaning === noMeaning)?.share ?? 0;
  // What one command is asked in two ways speaks twice for it.
  const byCommand = Map.groupBy(
    all.filter(({ meaning }) => meaning !== noMeaning && (!meaning.startsWith(sandbox) || whole.ideas.has(sandbox))),
    one => commandWord(one.meaning, context),
  );
  const commands = [...byCommand]
    .map(([word, ways]) => ({ word, ways, share: ways.reduce((sum, one) => sum + one.share, 0) }))
    .toSorted((one, other) => other.share - one.share);
  const [first, ...rest] = commands;
  if (first === undefined || nothing > likely.nothing || first.share < likely.ask * (1 - nothing)) return undefined;
  const { share } = first;
  const way = wayOf(first.ways, context, whole);
  const meaning = ofMentions(ofDepartments(way.meaning, whole, context), whole);
  // Nothing that changes something is asked about by chance: "stop".
  if (isSwitch(meaning) && (share < likely.run || whole.length < fewestForSwitch)) return undefined;
  const others = rest
    .filter(one => one.share >= likely.other)
    .flatMap(({ ways }) => ways[0]?.meaning ?? [])
    .filter(one => !isSwitch(one))
    .slice(0, mostOthers);
  // Among many words a slip is read as what it was meant for.
  const slips = sentence.length < fewWords ? [] : sentence.slips;
  const strange = sentence.strange.filter(word => isStrange(word) && !slips.includes(word)).length;
  const certain = whole.length < fewWords ? likely.certainOfFew : likely.certain;
  const told = meaning === way.meaning ? way.told : share;
  const isLikely = told >= likely.run && strange * mostStrange <= sentence.length;
  const isSure = isLikely && !whole.slips.some(isDaySlip) && takesAll(meaning, context, whole);
  return { meaning, isSure, isCertain: isSure && told >= certain, told, others };
}

/**
 * Among the ways in which a command is asked for the likeliest, for which those speak too that come to the same line; but another, if it is likely at
 * all, where it alone takes all that is given: for that all of them speak.
 */
function wayOf(
  ways: readonly Likely[],
  context: ArgumentContext,
  sentence: Sentence,
): { readonly meaning: string; readonly told: number } {
  const likeliest = ways[0] ?? { meaning: noMeaning, share: 0 };
  const { slots, text } = sentence;
  const hasHours =
    ways.some(({ meaning }) => typedForMeaning(meaning, context).includes('{hours}')) && hoursIn(text, context) !== '';
  const takes = ({ meaning }: Likely): boolean => takesAmounts(typedForMeaning(meaning, context), sentence, hasHours);
  // Who says from what on, up to what, or which hours, sets a rule: there is hardly another.
  const least = hasHours || slots.has('below') || slots.has('upTo') ? likely.way / 2 : likely.way;
  const told = takes(likeliest) ? undefined : ways.find(one => one.share >= least && takes(one));
  const { meaning } = told ?? likeliest;
  const line = typedLine(meaning, sentence, context);
  const speaking = ways.filter(one => told !== undefined || typedLine(one.meaning, sentence, context) === line);
  return { meaning, told: speaking.reduce((sum, { share }) => sum + share, 0) };
}

/** With what the meanings of the sandbox's levers begin, and the idea of what does not really happen: "we spent 200" spends nothing. */
const sandbox = 'sandbox';

/** What one department spent is told among those of all; and of other days than a month by usage. */
function ofDepartments(meaning: string, { department, slots }: Sentence, context: ArgumentContext): string {
  const isMonth = takesDays(typedForMeaning('departments', context), slots.get('days') ?? [], context);
  if (meaning === 'usage' && isMonth && department !== undefined) return 'departments';
  return meaning === 'departments' && !isMonth ? 'usage-by-department' : meaning;
}

/** Alerts that are wished for somebody who is picked with @ are for them, wherever they come. */
function ofMentions(meaning: string, { text, slots }: Sentence): string {
  const isPicked = slots.get('person')?.some(name => text.indexOf(`@${name}`) > 0) === true;
  const isWished = /^alerts-(?:here|critical)$/.test(meaning) || (meaning === 'alerts' && !isAsking(text));
  return isPicked && isWished ? 'alerts-for' : meaning;
}

/** What changes something at once. */
const isSwitch = (meaning: string): boolean =>
  Object.values(phraseTables).some(({ switches }) => Object.hasOwn(switches, meaning));

/** The command that is typed for a meaning: `usage` of `usage {range} by person`. */
const commandWord = (meaning: string, context: ArgumentContext): string =>
  typedForMeaning(meaning, context).split(' ')[0] ?? '';
