import { commands } from '../bot/app/commands.ts';
import { formOf, whoMay } from '../bot/chat/help.view.ts';
import { speechFor } from '../bot/chat/speech.ts';
import { languages, say, typedFor, type Language } from '../cards/words.ts';

/** Every command, as Markdown: how it is typed, an example, who may; in each language. Made of what the bot itself reads. */
export const reference = (): string =>
  `${['# Commands', ...languages.flatMap(language => inLanguage(language))].join('\n\n')}\n`;

const inLanguage = (language: Language): readonly string[] => {
  const speech = speechFor({ language, timeZone: 'UTC', isSandbox: true });
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return [
    `## ${name}`,
    ...commands.flatMap(command => {
      const typed = typedFor(command.name, language);
      const also = typed.slice(1);
      return [
        `### ${typed[0] ?? command.name}`,
        say(language, `help.${command.name}`),
        [
          `- ${say(language, 'help.form')}: ${formOf(speech, command)}`,
          `- ${say(language, 'help.example')}: \`${say(language, `example.${command.name}`)}\``,
          ...(also.length === 0 ? [] : [`- ${say(language, 'help.also')}: ${also.join(', ')}`]),
          `- ${say(language, 'help.whoMay')}: ${whoMay(speech, command)}`,
        ].join('\n'),
      ];
    }),
  ];
};
