import { isObjectId } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Roles } from '../chat/roles.ts';
import type { Turn } from '../chat/turn.ts';
import { allSettings, type SettingNeeds } from './all-settings.ts';
import { settingsView } from './settings.view.ts';
import type { SettingName } from './setting.ts';

export interface SettingsNeeds extends SettingNeeds {
  readonly roles: Roles;
}

/** What was just changed, and the number by which it can be taken back. */
export interface JustSaved {
  readonly name: SettingName;
  readonly number: number | undefined;
}

/** Every setting as it stands, for whoever may look; with buttons for whoever may change it. */
export async function settingsCard(needs: SettingsNeeds, turn: Turn, saved?: JustSaved): Promise<Card> {
  const may = await needs.roles.check(turn.person.id, 'money');
  const standings = await Promise.all(
    allSettings.map(async setting => ({ setting, standing: await setting.standing(needs, turn) })),
  );
  const rows = standings.flatMap(({ setting: { name, group, changing }, standing }) =>
    standing === undefined ? [] : [{ name, group, opens: opens(may.ok, changing), ...standing }],
  );
  const changers = rows.flatMap(({ changed }) => (changed === undefined ? [] : [changed.by]));
  const names = await needs.names.of(changers.filter(by => isObjectId(by)));
  return settingsView(turn.speech, { rows, names, denial: may.ok ? undefined : may.refusal, saved });
}

const opens = (
  mayChange: boolean,
  changing: { readonly isReadable?: true } | undefined,
): 'change' | 'show' | undefined => {
  if (changing === undefined) return undefined;
  if (mayChange) return 'change';
  return changing.isReadable === true ? 'show' : undefined;
};
