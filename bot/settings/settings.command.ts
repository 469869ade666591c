import { command } from '../chat/command.ts';
import { settingsCard, type SettingsNeeds } from './settings-card.ts';

export const settings = command({
  name: 'settings',
  access: 'look',
  arguments: {},
  menus: [],
  run: async (needs: SettingsNeeds, turn) => ({ card: await settingsCard(needs, turn) }),
});
