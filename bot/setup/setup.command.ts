import { command } from '../chat/command.ts';
import { presentSetup, type SetupNeeds } from './setup.ts';

export const setup = command({
  name: 'setup',
  access: 'look',
  arguments: {},
  run: async (needs: SetupNeeds, turn) => ({ card: await needs.drafts.serially(() => presentSetup(needs, turn)) }),
});
