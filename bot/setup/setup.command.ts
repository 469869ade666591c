import { presentSetup } from './setup.ts';
import type { Command } from '../chat/command.ts';

export const setup: Command = {
  name: 'setup',
  access: 'look',
  words: { en: ['setup', 'set up', 'start'], zh: ['设置', '设定', '开始'] },
  about: 'help.setup',
  run: async turn => ({ card: await turn.app.inSetupTurn(() => presentSetup(turn)) }),
};
