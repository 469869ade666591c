import { command } from '../chat/command.ts';
import { sharedCard } from './own-card.ts';
import { presentSetup, type SetupNeeds } from './setup.ts';

export const setup = command({
  name: 'setup',
  access: 'look',
  arguments: {},
  run: async (needs: SetupNeeds, turn) => {
    const card = await needs.drafts.serially(() => presentSetup(needs, turn));
    return { card: needs.messenger.isPersonal(turn.conversation) ? card : await sharedCard(needs, turn) };
  },
});
