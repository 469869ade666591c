/** Telephone numbers are at least so long; a year or an amount is not. */
const number = /\+?\p{Nd}(?:[\s().-]?\p{Nd}){6,}/gu;
/** An address names who it is of. */
const address = /[^\s<>,;]+@[^\s<>,;]+/g;
const cutDigits = 4;

/** A text without the last four digits of every telephone number in it, for whoever may not see whole ones (B8). */
export const cutNumbers = (text: string): string =>
  text.replaceAll(address, '•••').replaceAll(number, whole => {
    const digits = [...whole.matchAll(/\p{Nd}/gu)];
    const from = digits.at(-cutDigits)?.index ?? 0;
    return whole.slice(0, from) + whole.slice(from).replaceAll(/\p{Nd}/gu, '•');
  });
