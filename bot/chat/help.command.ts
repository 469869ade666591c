import { cut, escape } from '../../cards/escape.ts';
import { text } from './argument-kinds.ts';
import { command, type CommandFacts } from './command.ts';
import { commandHelpView, helpView } from './help.view.ts';
import { namedCommand } from './parse.ts';

export const help = command({
  name: 'help',
  access: 'anyone',
  arguments: { command: text('command', {}) },
  run: ({ commands }: { readonly commands: readonly CommandFacts[] }, { speech }, { command: typed }) => {
    if (typed === undefined) return Promise.resolve({ card: helpView(speech, commands) });
    const named = namedCommand(typed, commands);
    const card =
      named === undefined
        ? helpView(speech, commands, { problem: speech.say('help.noSuch', { text: escape(cut(typed)) }) })
        : commandHelpView(speech, named);
    return Promise.resolve({ card });
  },
});
