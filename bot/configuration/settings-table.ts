import type { z } from 'zod';

/** A setting: what it means, and the shape of its text. */
export interface Setting {
  readonly meaning: string;
  readonly shape: z.ZodType<unknown, string>;
  /** Holds where it is left out. */
  readonly fallback?: string;
  /** What holds where it is left out, if that depends on others. */
  readonly otherwise?: string;
  readonly isSecret?: true;
}

/** Settings by name. */
export type SettingsTable = Readonly<Record<string, Setting>>;

/** The values of a table; one that was left out and has no fallback is undefined. */
export type SettingValues<Table extends SettingsTable> = {
  readonly [Name in keyof Table]:
    z.output<Table[Name]['shape']> | (Table[Name] extends { readonly fallback: string } ? never : undefined);
};

/** Where settings come from: texts by name, and the files that `NAME_FILE` names. */
export interface SettingsSource {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
}

export interface ReadSettings<Table extends SettingsTable> {
  readonly values: SettingValues<Table>;
  /** The names that were given a value, in the order of the table. */
  readonly given: readonly (keyof Table & string)[];
  /** All that is wrong; never with a value, which may be a secret. */
  readonly problems: readonly string[];
}

/** Reads a table's settings. A wrong one is reported, and counts as left out. */
export function readSettings<Table extends SettingsTable>(table: Table, source: SettingsSource): ReadSettings<Table> {
  const problems: string[] = [];
  const given: string[] = [];
  const values = Object.entries(table).map(([name, { shape, fallback }]) => {
    const text = textOf(name, source);
    if (typeof text === 'object') problems.push(text.problem);
    else if (text !== undefined) {
      given.push(name);
      const parsed = shape.safeParse(text);
      if (parsed.success) return [name, parsed.data] as const;
      problems.push(...parsed.error.issues.map(({ message }) => `${name}: ${message}`));
    }
    return [name, fallback === undefined ? undefined : shape.parse(fallback)] as const;
  });
  // The entries are those of the table, each of its own shape.
  return { values: Object.fromEntries(values) as SettingValues<Table>, given, problems };
}

/** The value, or what the file holds that `NAME_FILE` names; undefined where both are missing or empty. */
function textOf(name: string, { values, readFile }: SettingsSource): string | { readonly problem: string } | undefined {
  const value = values[name]?.trim() ?? '';
  if (value !== '') return value;
  const file = values[`${name}_FILE`]?.trim() ?? '';
  if (file === '') return undefined;
  try {
    const text = readFile(file).trim();
    return text === '' ? undefined : text;
  } catch (error) {
    // Without what it names: that may be the secret itself, put there by mistake.
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return { problem: `${name}_FILE: the file that it names cannot be read (${code})` };
  }
}
