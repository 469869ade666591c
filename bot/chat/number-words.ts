// Numbers in English words, in digits. The packages that read such are years old.

const ones =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';
const worth: ReadonlyMap<string, number> = new Map([
  ...ones.split(' ').map((word, at) => [word, at + 1] as const),
  ...tens.split(' ').map((word, at) => [word, 10 * (at + 2)] as const),
]);
const times: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['grand', 1000],
]);

const large = [...times.keys()].join('|');
const any = [...worth.keys(), ...times.keys()].join('|');
/** What makes a small number an amount: "two people" are none. Of another currency none is, as the caller knows. */
const money = 'dollars?|bucks|euros?|pounds|usd|eur|gbp';
const letter = String.raw`[\p{L}\p{N}]`;
const hyphen = '[-\u2010\u2011]';
const run = new RegExp(
  String.raw`(?<!${letter}${hyphen}?)(?:an? (?=(?:${large})(?!${letter})))?(?:${any})(?:(?: |${hyphen}| and )(?:${any}))*(?!${hyphen}?${letter})`,
  'giu',
);
const isLarge = new RegExp(large, 'iu');
const isMoney = new RegExp(String.raw`^ (?:${money})(?!${letter})`, 'iu');
const number = String.raw`(?:an? )?(?:${any}|\d)`;
/** What makes the number beside it another, or one of two. */
const partsBefore = new RegExp(
  String.raw`(?<!${letter})(?:half|quarter|couple|few|several|minus|twice|plus|point|oh|times|dozen|million|${number}\S*(?: ${letter}+)? (?:or|to))(?: of)?(?: an?)? ?${hyphen}?$`,
  'iu',
);
const partsBehind = new RegExp(
  String.raw`^ (?:(?:${money}) and (?:a |an )?${letter}|(?:or|to|plus|minus|point|oh|times) ${number}|and (?:a |an )?(?:half|quarter)|point |million|percent|cents?(?!${letter}))|^%`,
  'iu',
);

/** "Twelve hundred", "ten dollars" and what is marked as an amount in digits; other small numbers stay words. What is no one number becomes `unread`. */
export const digitsOf = (text: string, unread: string, isMarked: (before: string) => boolean): string =>
  text.replaceAll(run, (words: string, at: number) => {
    const [before, behind] = [text.slice(0, at), text.slice(at + words.length)];
    const isAmount = isLarge.test(words) || isMoney.test(behind) || ((numberOf(words) ?? 0) >= 10 && isMarked(before));
    // MGM Grand is a name, and a grand total is no thousand.
    if (!isAmount || /^grand$/i.test(words) || (at > 0 && /\p{Lu}/u.test(words))) return words;
    const isPart = partsBefore.test(before) || partsBehind.test(behind);
    return isPart ? unread : (numberOf(words)?.toString() ?? unread);
  });

/** How many of something words say; 0 where they say none. */
export const countOf = (words: string): number => numberOf(words) ?? 0;

/** The words that small numbers are said with. */
export const numberWords: readonly string[] = [...worth.keys()];

/** The number that words are: thousands, then hundreds, tens and ones. */
function numberOf(words: string): number | undefined {
  const all = words.toLowerCase().match(/[a-z]+/g) ?? [];
  let thousands = 0;
  let part: number | undefined;
  for (const word of all) {
    const many = times.get(word);
    const value = worth.get(word);
    if (many === 100 && (part ?? 1) < 100) part = (part ?? 1) * 100;
    else if (many === 1000 && thousands === 0) {
      thousands = (part ?? 1) * 1000;
      part = undefined;
    } else if (value !== undefined && fits(part, value)) part = (part ?? 0) + value;
    else if (!['and', 'a', 'an'].includes(word)) return undefined;
  }
  return thousands + (part ?? 0);
}

/** Twenty takes five, and a hundred takes both. */
const fits = (part: number | undefined, value: number): boolean =>
  part === undefined || (part % 100 === 0 && value < 100) || (part % 10 === 0 && part % 100 >= 20 && value < 10);
