import { cut, escape } from '../../cards/escape.ts';
import { text } from './argument-kinds.ts';
import { command, type CommandFacts, type OnTopic } from './command.ts';
import { commandHelpView, helpView, notUnderstoodView } from './help.view.ts';
import { namedCommand } from './parse.ts';

export const help = command({
  name: 'help',
  access: 'anyone',
  arguments: { command: text('command', {}) },
  run: ({ commands }: { readonly commands: readonly OnTopic<CommandFacts>[] }, { speech }, { command: typed }) => {
    if (typed === undefined) return Promise.resolve({ card: helpView(speech, commands) });
    const named = namedCommand(typed, commands);
    const card =
      named === undefined
        ? notUnderstoodView(speech, { problem: speech.say('help.noSuch', { text: escape(cut(typed)) }) })
        : commandHelpView(speech, named);
    return Promise.resolve({ card });
  },
});
