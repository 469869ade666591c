import { stringify } from 'csv-stringify/sync';

/** One record as a line of csv, without its end. */
export const csvLine = (cells: readonly (string | number)[]): string => stringify([cells]).trimEnd();

/**
 * What a spreadsheet may take for a formula is made text (OWASP, CSV injection), also behind what separates cells for one of another country, or
 * ends a line for it; amounts may begin with a minus and stay numbers.
 */
export const unformulated = (text: string): string =>
  `${/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? "'" : ''}${text.replaceAll(/[;\t\r\n](?=(?:"|[^\S\t\r\n])*[=+\-@＝＋－＠])/g, "$&'")}`;
