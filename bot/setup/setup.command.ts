import type { Command } from '../chat/command.ts';
import { presentSetup, type SetupNeeds } from './setup.ts';

export const setup: Command<SetupNeeds> = {
  name: 'setup',
  access: 'look',
  words: { en: ['setup', 'set up', 'start'], zh: ['设置', '设定', '开始'] },
  about: 'help.setup',
  run: async (needs, turn) => ({ card: await needs.drafts.serially(() => presentSetup(needs, turn)) }),
};
