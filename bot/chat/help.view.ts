import type { Card } from '../../cards/card.ts';
import { helpCard } from '../../cards/help.ts';
import { button } from '../../cards/verbs.ts';
import type { CommandWords } from './command.ts';
import { frame, runButtons } from './frame.view.ts';
import type { Speech } from './speech.ts';

/** The commands that can be typed; for an unknown text, also the nearest one. */
export function helpView(
  speech: Speech,
  commands: readonly CommandWords[],
  misunderstood?: { readonly nearest: string | undefined },
): Card {
  const { nearest } = misunderstood ?? {};
  return helpCard({
    ...frame(speech, speech.say('help.title'), [
      ...(nearest === undefined ? [] : [button(nearest, 'run', { text: nearest })]),
      ...runButtons(speech, 'setup', 'balance', 'usage'),
    ]),
    notice:
      misunderstood === undefined
        ? ''
        : nearest === undefined
          ? speech.say('help.unknown')
          : speech.say('help.didYouMean', { command: nearest }),
    text: speech.say('help.text'),
    commands: commands
      .filter(command => command.isSandboxOnly !== true || speech.isSandbox)
      .map(command => ({
        name: (speech.language === 'en' ? command.words.en : command.words.zh)[0] ?? command.name,
        about: speech.say(command.about),
      })),
  });
}
