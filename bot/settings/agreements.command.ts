import { command } from '../chat/command.ts';
import { showSetting } from './setting.action.ts';
import type { SettingsNeeds } from './settings-card.ts';

/** The listed agreements and purchase orders, and what is used up of each. */
export const agreementsCommand = command({
  name: 'agreements',
  access: 'look',
  arguments: {},
  menus: [],
  run: (needs: SettingsNeeds, turn) => showSetting(needs, turn, { setting: 'agreements', place: '' }),
});
