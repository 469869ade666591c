// Hours as people say them, in the digits in which quiet hours are read.
import { numberIn } from './plain-numbers.ts';
import { quietTokens, type QuietToken } from './quiet-tokens.ts';

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const inWords = new RegExp(
  String.raw`(?<!twenty )\b(${numbers.join('|')})(?= (?:in the (?:morning|afternoon|evening)|at night|o'clock|am\b|pm\b))`,
  'giu',
);

/** Behind 晚上 and the like; 一点 alone is a little. */
const inNumerals = /(?<=早上|早|上午|中午|下午|傍晚|晚上|晚|夜里|凌晨)([一二两三四五六七八九十]{1,3})(?=点)/gu;

/** Of these hours the others are meant, or they are none that are read here: "only between 8 and 18", 8点到18点才提醒. */
const meansOthers =
  /\b(?:only|except|besides|apart|outside|half past|quarter (?:to|past))\b|(?<!刚)才|只(?!要)|除|以外|之外|[一三]刻/iu;

/** Whether hours can be read in one way: 10-7 and 10:00-7:00 may be of the day or of the night, and 22-7, 07:00, 10 pm and 晚上10点 may not. */
export const areClear = (hours: string): boolean => {
  const tokens = quietTokens(hours);
  // With a zone behind them they are read elsewhere.
  if (tokens === undefined) return false;
  const isTimed = tokens.some(({ kind }) => kind === 'number' || kind === 'clock');
  // "At 22:00 and 7:00" is two moments.
  const isSpan = tokens.some(({ kind }) => kind === 'to');
  return !isTimed || (isSpan && tokens.some(isOfOneHalf));
};

function isOfOneHalf(token: QuietToken): boolean {
  if (token.kind === 'half') return true;
  const hour = token.kind === 'clock' ? token.hour : token.kind === 'number' ? token.number : undefined;
  return hour !== undefined && (hour === 0 || hour > 12 || (token.kind === 'clock' && token.isPlain));
}

/** "Six in the evening", 晚6点以后, 次日早8点: what quiet hours are read from. Of hours in which something is wished, and not quiet, none. */
export const withPlainHours = (text: string): string =>
  meansOthers.test(text)
    ? ''
    : text
        .replaceAll(inWords, word => String(numbers.indexOf(word.toLowerCase()) + 1))
        .replaceAll(inNumerals, numerals => numberIn(numerals)?.toString() ?? numerals)
        .replaceAll(/(?<=点)钟?(?:以后|之后|后)/gu, '')
        .replaceAll(/(?:次日|第二天|隔天)/gu, '')
        .replaceAll(/([早晚])(?=\d)/gu, '$1上');
