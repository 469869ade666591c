import { digitsOf } from './number-words.ts';
import { amountNamed } from './phrase-slots.ts';

const numerals = '零一二三四五六七八九';
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** A number that is read in two ways, or in none: no amount, and asked back as every such number is. */
const unread = '0x';

/** What is counted, dated or about: 三百人, 一千多. */
const notAlone = /^[月日号年分秒次人通天位名%多几余来]/u;

/** Behind these an amount is named, and before these it is whole. */
const afterMark = /(?:低过|低于|少于|不到|不足|跌到|跌破|降到|掉到|超过|高于|充|充到|补|补到|充值|退|退回)$/u;
const isAlone = /^(?: ?(?:$|[,;.!?。])|元|块|刀|就|自动|时|的时候)/u;

/** Amounts that are written otherwise than in digits, in digits: 一百二十五 and 1.5k are 125 and 1500; what is no one number is unread. */
export const plainNumbers = (text: string): string => tenthsBehind(amountsInDigits(text));

/** 6块4 is 6.4, where nothing is counted behind it: 退45块3号发票. */
const tenthsBehind = (text: string): string =>
  text.replaceAll(
    /(?<=\d) ?块 ?([\d一二三四五六七八九])(?:[毛角]|(?= ?(?:$|[,;!?。]|\.(?!\d)|钱)))/gu,
    (_, tenth: string) => `.${numeralIn(tenth)}`,
  );

const numeralIn = (text: string): number => (/\d/.test(text) ? Number(text) : numerals.indexOf(text));

const amountsInDigits = (text: string): string =>
  digitsOf(text, unread, before => ['below', 'upTo'].includes(amountNamed(before, '')))
    // '98 is a year, and '98' no more than 98.
    .replaceAll(
      /(?<=(?:^|[ (])(?:in|since|of|from|until|till|by|around|summer|winter|spring|fall) )['’](\d\d)(?![\p{L}\p{N}'’])/giu,
      (_, year: string) => `${Number(year) > 69 ? 19 : 20}${year}`,
    )
    .replaceAll(
      /(?<![\p{Script=Latin}\p{N}.,])(\p{Sc}?)(\d{1,4}(?:\.\d)?)k(?![\p{Script=Latin}\p{N}])/giu,
      (_, sign: string, typed: string) => `${sign}${Math.round(Number(typed) * 1000)}`,
    )
    .replaceAll(
      /二[〇零]([一二三四五六七八九〇零])([一二三四五六七八九〇零])(?=年)/gu,
      (_, ten: string, one: string) => {
        const digit = (numeral: string): number => Math.max(0, numerals.indexOf(numeral));
        return `20${digit(ten)}${digit(one)}`;
      },
    )
    .replaceAll(/[廿卅](?=[一二三四五六七八九]?[日号])/gu, tens => (tens === '廿' ? '二十' : '三十'))
    .replaceAll(/[\d.零〇一二两三四五六七八九十百千万]+/gu, (run: string, at: number, whole: string) => {
      const isSaid = /[百千万]/u.test(run) && /[\d一二两三四五六七八九十]/u.test(run) && !/^[百千万]/u.test(run);
      const next = whole.slice(at + run.length);
      // 十五日 is a day and 三十元 an amount; but 三号线 is a line, and 一块 is together.
      const isTogether = run === '一' && /^[块刀](?!钱|[,.!?;。]|$)/u.test(next);
      if (
        /^[一二两三四五六七八九十]{1,3}$/u.test(run) &&
        /^(?:[日号](?![线楼])|元|块|刀|美[元金])/u.test(next) &&
        !isTogether
      )
        return numberIn(run)?.toString() ?? run;
      // 低过五十 is an amount; 五十 alone may be anything.
      if (
        /^[二三四五六七八九]?十[一二三四五六七八九]?$/u.test(run) &&
        afterMark.test(whole.slice(0, at)) &&
        isAlone.test(next)
      )
        return numberIn(run)?.toString() ?? run;
      if (!isSaid) return run;
      if (notAlone.test(next)) return /^[多几余来]/u.test(next) ? unread : run;
      return numberIn(run)?.toString() ?? unread;
    });

/** The whole number that a run of numerals and digits is. */
export function numberIn(run: string): number | undefined {
  const text = run.replaceAll('〇', '零').replaceAll('两', '二');
  const digits = /^(\d{1,5}(?:\.\d{1,4})?)([百千万])$/u.exec(text);
  if (digits !== null) {
    const value = Number(digits[1]) * (units[digits[2] ?? ''] ?? 10_000);
    return Number.isInteger(value) ? value : undefined;
  }
  if (/[\d.]/.test(text)) return undefined;
  const [high = '', low, ...more] = text.split('万');
  if (more.length > 0) return undefined;
  if (low === undefined) return below(high, 1);
  const above = below(high, 1);
  const rest = low === '' ? 0 : below(low, 10_000);
  return above === undefined || rest === undefined || rest >= 10_000 ? undefined : above * 10_000 + rest;
}

/** Units that get smaller, each with a numeral before it; what stands alone at the end counts tenths of the unit before it (三千五), or ones behind 零. */
function below(text: string, unitBefore: number): number | undefined {
  let sum = 0;
  let last = unitBefore;
  let rest = text;
  while (rest !== '') {
    const [said = '', zero = '', numeral = '', unit = ''] =
      /^(零?)([一二三四五六七八九]?)([十百千]?)/u.exec(rest) ?? [];
    if (said === '' || (numeral === '' && unit !== '十')) return undefined;
    if (numeral === '' && (sum > 0 || unitBefore > 1)) return undefined;
    rest = rest.slice(said.length);
    const count = numeral === '' ? 1 : numerals.indexOf(numeral);
    const worth = units[unit];
    if (worth === undefined) {
      if (rest !== '') return undefined;
      const tenth = last === 1 || last === 10 || zero !== '' ? 1 : last / 10;
      return sum + count * tenth;
    }
    if (last > 1 && worth >= last) return undefined;
    sum += count * worth;
    last = worth;
  }
  return sum;
}
