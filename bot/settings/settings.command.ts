import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { showSetting } from './setting.action.ts';
import { settingsCard, type SettingsNeeds } from './settings-card.ts';

/** All settings, or the one that is asked for. */
export const settings = command({
  name: 'settings',
  access: 'look',
  arguments: { setting: oneOf('setting', ['documents'], {}) },
  menus: [],
  run: async (needs: SettingsNeeds, turn, { setting }) =>
    setting === undefined
      ? { card: await settingsCard(needs, turn) }
      : showSetting(needs, turn, { setting, place: '' }),
});
