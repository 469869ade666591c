import { z } from 'zod';
import { action } from '../chat/action.ts';
import { denied } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { allSettings } from './all-settings.ts';
import { settingsCard, type SettingsNeeds } from './settings-card.ts';
import type { Saved, OrganizationSetting } from './setting.ts';

const name = z.string().max(60);

const called = (asked: string) => allSettings.find(setting => setting.name === asked);

/** Opens one setting: the form that changes it, or what it is made of. */
export const openSetting = action(
  'setting',
  'look',
  z.object({ setting: name, place: z.string().max(20).default('') }),
  (needs: SettingsNeeds, turn, asked) => showSetting(needs, turn, asked),
);

/** One setting as whoever looks may see it; all of them where there is none of that name, or they may not. */
export async function showSetting(
  needs: SettingsNeeds,
  turn: Turn,
  { setting, place }: { readonly setting: string; readonly place: string },
): Promise<Reply> {
  const changing = called(setting)?.changing;
  if (changing === undefined) return { card: await settingsCard(needs, turn) };
  const may = await needs.roles.check(turn.person.id, 'money');
  return may.ok || changing.isReadable === true
    ? changing.open(needs, turn, { mayChange: may.ok, place })
    : denied(turn.speech, may.refusal);
}

/** What people type into any setting's form: each reads its own fields. */
const fields = z.string().max(1000);

/** Changes a setting to what its form says, or gives the form back with what is wrong beside the fields. */
export const saveSetting = action(
  'save-setting',
  'money',
  z.object({ setting: name, key: z.string().max(4000) }).catchall(fields),
  (needs: SettingsNeeds, turn, { setting, key, ...typed }) =>
    changed(needs, turn, called(setting), changing => changing.save?.(needs, turn, { key, typed })),
);

/** Takes back the last change of a setting. */
export const undoSetting = action(
  'undo-setting',
  'money',
  z.object({ setting: name, number: z.int().positive() }),
  (needs: SettingsNeeds, turn, { setting, number }) =>
    changed(needs, turn, called(setting), changing => changing.undo?.(needs, turn, number)),
);

/** All settings after a change; a button of what cannot be changed changes nothing. */
async function changed(
  needs: SettingsNeeds,
  turn: Turn,
  setting: OrganizationSetting<SettingsNeeds> | undefined,
  change: (changing: NonNullable<OrganizationSetting<SettingsNeeds>['changing']>) => Promise<Saved> | undefined,
): Promise<Reply> {
  const saved = setting?.changing === undefined ? undefined : await change(setting.changing);
  if (setting === undefined || saved === undefined) return { card: await settingsCard(needs, turn) };
  if (saved.kind !== 'saved') return saved.reply;
  return { card: await settingsCard(needs, turn, { name: setting.name, number: saved.number }) };
}
