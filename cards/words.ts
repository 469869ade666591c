import en from './words/en.json' with { type: 'json' };
import zhCN from './words/zh-CN.json' with { type: 'json' };

/** A key of the word list; all languages have the same. */
export type Word = keyof typeof en;

/** A language is one file, and one line here. */
const lists = { en, 'zh-CN': zhCN } as const satisfies Readonly<Record<string, Record<Word, string>>>;

export type Language = keyof typeof lists;

/** Every language, English first. */
export const languages = Object.keys(lists) as readonly Language[];

const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** The language for a locale as Teams sends it, whatever its region; English for one that there is not. */
export const languageOf = (locale: string | undefined): Language =>
  languages.find(language => primary(language) === primary(locale ?? '')) ?? 'en';

/** The text of a word with its `{facts}` filled in; the facts are finished text, escaped where people wrote them. */
export function say(language: Language, word: Word, facts: Readonly<Record<string, string | number>> = {}): string {
  const text = lists[language][word];
  if (!text.includes('{')) return text;
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`${word}: no fact ${name}`);
    return String(fact);
  });
}

/** A word that is a list of words that people type, the one to show first: `balance; status`. */
export const listedIn = (language: Language, word: Word): readonly string[] =>
  lists[language][word].split(';').map(one => one.trim());

/** The commands that the word list knows: what is typed for each (`typed.x`), what it is about (`help.x`), an example (`example.x`). */
export type CommandName = Word extends infer One ? (One extends `typed.${infer Name}` ? Name : never) : never;

/** What is typed for a command in a language, the words to show first. */
export const typedFor = (name: CommandName, language: Language): readonly string[] =>
  listedIn(language, `typed.${name}`);

/** The same in every language: any is understood. */
export const everyTypedFor = (name: CommandName): readonly string[] =>
  languages.flatMap(language => typedFor(name, language));
