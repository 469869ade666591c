import type { Card } from '../../cards/card.ts';
import { factsCard } from '../../cards/facts.ts';
import { button } from '../../cards/verbs.ts';
import { languages, listedIn, say, typedFor, type Language } from '../../cards/words.ts';
import { frame } from '../chat/frame.view.ts';
import type { Hours, Speech } from '../chat/speech.ts';

/** What somebody's own answers are written in, and how they change it. */
export function languageView(
  speech: Speech,
  own: { readonly language: Language | null; readonly hours: Hours | null },
  about: { readonly isChange: boolean; readonly isPersonal: boolean; readonly clientLocale: string | undefined },
): Card {
  const hours = own.hours ?? '24';
  const typed = typedFor('language', 'en')[0] ?? '';
  const chooses = (title: string, choice: string) => button(title, 'run', { text: `${typed} ${choice}` });
  return factsCard({
    ...frame(speech, speech.say('language.title'), [
      ...languages
        .filter(language => language !== own.language)
        .map(language => chooses(say(language, 'language.name'), listedIn(language, 'choice.this-language')[0] ?? '')),
      ...(own.language === null ? [] : [chooses(speech.say('language.automatic'), 'automatic')]),
      hours === '24' ? chooses(speech.say('language.hours12'), '12') : chooses(speech.say('language.hours24'), '24'),
    ]),
    notice: about.isChange ? speech.say('language.saved') : '',
    text: speech.say(about.isPersonal ? 'language.text' : 'language.elsewhere'),
    facts: [
      {
        title: speech.say('language.language'),
        value: own.language === null ? speech.say('language.byTeams') : say(own.language, 'language.name'),
      },
      { title: speech.say('language.time'), value: speech.say(`language.hours${hours}`) },
    ],
    terms: isTraditional(about.clientLocale) ? speech.say('language.traditional') : '',
  });
}

/** Chinese as it is written in Taiwan, Hong Kong and Macao. */
function isTraditional(locale: string | undefined): boolean {
  try {
    return locale !== undefined && new Intl.Locale(locale).maximize().script === 'Hant';
  } catch {
    // The client sent something that is no locale.
    return false;
  }
}
