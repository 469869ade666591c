/** Telephone numbers are at least so long; a year or an amount is not. */
const number = /\+?\d(?:[\s().-]?\d){6,}/g;
const cutDigits = 4;

/** A text without the last four digits of every telephone number in it, for whoever may not see whole ones (B8). */
export const cutNumbers = (text: string): string =>
  text.replaceAll(number, whole => {
    const digits = [...whole.matchAll(/\d/g)];
    const from = digits.at(-cutDigits)?.index ?? 0;
    return whole.slice(0, from) + whole.slice(from).replaceAll(/\d/g, '•');
  });
