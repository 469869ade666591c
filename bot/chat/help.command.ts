import type { Command, CommandWords } from './command.ts';
import { helpView } from './help.view.ts';

export const help: Command<{ readonly commands: readonly CommandWords[] }> = {
  name: 'help',
  access: 'anyone',
  words: { en: ['help', '?', 'hi', 'hello', 'commands'], zh: ['帮助', '你好', '命令'] },
  about: 'help.help',
  run: ({ commands }, { speech }) => Promise.resolve({ card: helpView(speech, commands) }),
};
