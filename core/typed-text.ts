// Zero-width spaces, marks of direction, the soft hyphen; not the joiners, which some scripts are written with.
const unseen = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/**
 * A text as people type it, in the letters that it is read in: NFC, full-width forms (`２００`) as their ASCII, without space around it and
 * without marks that nobody sees, which come along when a date or a name is copied from a card.
 * Other look-alikes, such as superscripts, stay what they are: `50²` must not become 502 (L1).
 */
export const typedText = (text: string): string =>
  text
    .replaceAll(unseen, '')
    .normalize('NFC')
    .replaceAll(/[\uff01-\uff5e。￡￥￦\u3000]/g, withoutWidth)
    .trim();

/** The same without the joiners either: an amount has none (L1). */
export const visibleText = (text: string): string =>
  typedText(text.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''));

/** A reference that somebody typed, as it is compared and kept: NFC, without space around it and without marks that nobody sees (L3). */
export const typedReference = (text: string): string => text.replaceAll(unseen, '').normalize('NFC').trim();

const fullWidth: ReadonlyMap<string, string> = new Map([
  ['。', '.'],
  ['￡', '£'],
  ['￥', '¥'],
  ['￦', '₩'],
  ['\u3000', ' '],
]);

function withoutWidth(letter: string): string {
  // The block "Halfwidth and Fullwidth Forms" begins with ASCII from ! to ~.
  return fullWidth.get(letter) ?? String.fromCharCode(letter.charCodeAt(0) - 0xfee0);
}
