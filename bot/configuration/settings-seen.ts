import type { SettingsSource, SettingsTable } from './settings-table.ts';

/** Which settings were given and how, by name: no value is among them. */
export interface SettingsSeen {
  readonly given: readonly string[];
  readonly leftOut: readonly string[];
  /** Secrets that were given themselves, and not by a file's name. */
  readonly secretsAsValues: readonly string[];
}

/** What was given of a table. */
export function settingsSeen(table: SettingsTable, { values }: Pick<SettingsSource, 'values'>): SettingsSeen {
  const has = (name: string): boolean => (values[name] ?? '').trim() !== '';
  const names = Object.keys(table);
  const given = names.filter(name => has(name) || has(`${name}_FILE`));
  return {
    given: given.map(name => (has(name) ? name : `${name}_FILE`)),
    leftOut: names.filter(name => !given.includes(name)),
    secretsAsValues: given.filter(name => has(name) && table[name]?.isSecret === true),
  };
}
