import en from './words/en.json' with { type: 'json' };
import zhCN from './words/zh-CN.json' with { type: 'json' };

export type Language = 'en' | 'zh-CN';

/** A key of the word list; both languages have the same. */
export type Word = keyof typeof en;

const lists: Record<Language, Record<Word, string>> = { en, 'zh-CN': zhCN };

/** The language for a locale as Teams sends it: Chinese for any `zh`, else English. */
export const languageOf = (locale: string | undefined): Language =>
  locale?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en';

/** The text of a word with its `{facts}` filled in; the facts are finished text, escaped where people wrote them. */
export function say(language: Language, word: Word, facts: Readonly<Record<string, string | number>> = {}): string {
  return lists[language][word].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`${word}: no fact ${name}`);
    return String(fact);
  });
}
