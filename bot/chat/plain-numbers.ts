const digits = '一二三四五六七八九';
const units: Readonly<Record<string, number>> = { 百: 100, 千: 1000, 万: 10_000 };

/** Amounts that are written otherwise than in digits, in digits: 两百 and 2百 are 200, 三千五 is 3500, and 1.5k is 1500. Text of anybody. */
export const plainNumbers = (text: string): string =>
  text
    .replaceAll(
      /(?<![\p{L}\p{N}.,])(\p{Sc}?)(\d{1,4}(?:\.\d)?)k(?![\p{L}\p{N}])/giu,
      (_, sign: string, typed: string) => `${sign}${Math.round(Number(typed) * 1000)}`,
    )
    .replaceAll(
      /(?:(?:[一二两三四五六七八九]|\d{1,3})[百千万])+(?:[一二三四五六七八九](?![百千万月日号点个位])|零[一二三四五六七八九]|十)?/gu,
      said => readHan(said),
    );

/** What stands after the last unit counts tenths of it: 三千五. Units that do not get smaller are no number. */
function readHan(said: string): string {
  let whole = 0;
  let least = Infinity;
  for (const [, count = '', unit = ''] of said.matchAll(/(\d+|[一二两三四五六七八九])([百千万])/gu)) {
    const worth = units[unit] ?? 0;
    if (worth >= least) return said;
    least = worth;
    whole += valueOf(count) * worth;
  }
  const rest = /[百千万](零?)([一二三四五六七八九十])$/u.exec(said);
  if (rest === null) return String(whole);
  const [, zero = '', last = ''] = rest;
  return String(whole + (last === '十' ? 10 : valueOf(last) * (zero === '' ? least / 10 : 1)));
}

const valueOf = (count: string): number =>
  /^\d/.test(count) ? Number(count) : count === '两' ? 2 : digits.indexOf(count) + 1;
