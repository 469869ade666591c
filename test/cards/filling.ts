import type { Card } from '../../cards/card.ts';
import type { Fact, Field, Frame, Link } from '../../cards/frame.ts';
import { button } from '../../cards/verbs.ts';

/** The longest texts of a language: a sentence, and what a button or a field is called. */
export interface Texts {
  readonly text: string;
  readonly label: string;
}

const longest = (texts: readonly string[]): string =>
  texts.reduce((one, other) => (other.length > one.length ? other : one));

/** The longest texts of a word list. */
export const textsOf = (list: Readonly<Record<string, string>>): Texts => ({
  text: longest(Object.values(list)),
  label: longest(Object.entries(list).flatMap(([word, text]) => (word.startsWith('button.') ? [text] : []))),
});

/** The fullest and the emptiest view of a layout, each filled in. */
export interface Filled {
  readonly fullest: (texts: Texts) => Card;
  readonly emptiest: (texts: Texts) => Card;
}

export const view = <View extends object>(
  card: (view: View) => Card,
  fullest: (texts: Texts) => View,
  emptiest: (texts: Texts) => View,
): Filled => ({ fullest: texts => card(fullest(texts)), emptiest: texts => card(emptiest(texts)) });

/** What people may write, as it comes out of `escape`. */
export const written = String.raw`\*\*Ana\*\* \[x\]\(y\) $\{title\} 王小明`;
export const many = <Value>(count: number, make: (index: number) => Value): readonly Value[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const wrong = ({ text }: Texts): Field => ({ value: '1.000,005', error: text });
export const empty: Field = { value: '', error: '' };
export const facts = ({ label }: Texts): readonly Fact[] => many(6, () => ({ title: label, value: written }));
export const links = ({ label }: Texts): readonly Link[] => [
  { title: label, url: 'https://admin.teams.microsoft.com' },
];

export const full = ({ label }: Texts): Frame => ({
  sandbox: label,
  title: label,
  buttons: many(5, index => button(label, 'run', { text: 'add funds' }, index === 0 ? { style: 'positive' } : {})),
});
export const bare = ({ label }: Texts): Frame => ({ sandbox: '', title: label, buttons: [] });
