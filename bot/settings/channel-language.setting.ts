import { ok } from '../../core/index.ts';
import { languages, say, type Language } from '../../cards/words.ts';
import { keptSetting } from './kept-setting.ts';

/** The language of a stored choice. */
export const channelLanguageIn = ({ value }: { readonly value: string | null }): Language | undefined =>
  decode(value) ?? undefined;

const decode = (stored: string | null): Language | null => languages.find(one => one === stored) ?? null;

/** The language where several read and Teams sends none. */
export const channelLanguage = keptSetting<Language | null>({
  name: 'channel-language',
  group: 'messages',
  decode,
  encode: chosen => chosen,
  shown: (chosen, { speech }) =>
    chosen === null ? speech.say('setting.language.automatic') : say(chosen, 'language.name'),
  about: ({ speech }) => speech.say('setting.about.channel-language'),
  fields: ({ speech }) => [
    {
      id: 'language',
      label: speech.say('setting.name.channel-language'),
      options: [
        { title: speech.say('setting.language.automatic'), value: 'automatic' },
        ...languages.map(language => ({ title: say(language, 'language.name'), value: language })),
      ],
    },
  ],
  typed: chosen => ({ language: chosen ?? 'automatic' }),
  parse: ({ language = '' }) => ok(decode(language)),
});
