import { err, ok } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { languageOf, languages, listedIn, type Language } from '../../cards/words.ts';
import { allWords, type Argument } from '../chat/argument.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import type { Chat } from '../chat/receive.ts';
import type { Messenger } from '../ports/index.ts';
import { languageView } from './language.view.ts';
import type { PersonalChoices } from './personal-choices.ts';

interface LanguageNeeds {
  readonly personalChoices: PersonalChoices;
  readonly messenger: Messenger;
  readonly speech: Chat['speech'];
}

/** A language by what people call it, in any language; null where they leave it to Teams. */
const language: Argument<Language | null> = {
  name: 'language',
  read: (typed, { speech }) => {
    const lower = typed.toLowerCase();
    const isNamed = (names: readonly string[]): boolean => names.some(name => name.toLowerCase() === lower);
    if (isNamed(allWords('choice.automatic'))) return ok(null);
    const named = languages.find(one => isNamed(listedIn(one, 'choice.this-language')));
    if (named !== undefined) return ok(named);
    const choices = [
      ...languages.map(one => listedIn(one, 'choice.this-language')[0] ?? one),
      listedIn(speech.language, 'choice.automatic')[0] ?? '',
    ];
    const shown = choices.map(choice => `**${choice}**`).join(', ');
    return err(speech.say('misread.choice', { text: escape(cut(typed)), choices: shown }));
  },
};

const hoursCalled = { 'hours-12': '12', 'hours-24': '24' } as const;

export const chooseLanguage = command({
  name: 'language',
  access: 'anyone',
  arguments: { language, hours: oneOf('hours', ['hours-12', 'hours-24'], {}) },
  menus: [],
  run: async (needs: LanguageNeeds, { speech, sender, locale, conversation }, asked) => {
    const isPersonal = needs.messenger.isPersonal(conversation);
    const chosen = {
      ...(asked.language !== undefined && { language: asked.language }),
      ...(asked.hours !== undefined && { hours: hoursCalled[asked.hours] }),
    };
    const isChange = Object.keys(chosen).length > 0 && sender.id !== undefined;
    const own = isChange
      ? await needs.personalChoices.choose(sender.id, chosen)
      : await needs.personalChoices.of(sender.id);
    // The answer is the first that is written so.
    const spoken = isPersonal
      ? { ...speech, ...(await needs.speech(own.language ?? languageOf(locale), locale, own.hours ?? undefined)) }
      : speech;
    return { card: languageView(spoken, own, { isChange, isPersonal, clientLocale: locale }) };
  },
});
