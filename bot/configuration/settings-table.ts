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
  /** Whether it has lines: a certificate. */
  readonly hasLines?: true;
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
  const values = Object.entries(table).map(([name, setting]) => {
    const { shape, fallback } = setting;
    const text = settingTextOf(name, source);
    if (typeof text === 'object') problems.push(text.problem);
    else if (text !== undefined) {
      given.push(name);
      const wrong = wrongText(text, setting);
      const parsed = wrong === undefined ? shape.safeParse(text) : undefined;
      if (parsed?.success === true) return [name, parsed.data] as const;
      const said = parsed === undefined ? [wrong] : parsed.error.issues.map(({ message }) => message);
      problems.push(...said.map(message => `${name}: ${message}`));
    }
    return [name, fallback === undefined ? undefined : shape.parse(fallback)] as const;
  });
  // The entries are those of the table, each of its own shape.
  return { values: Object.fromEntries(values) as SettingValues<Table>, given, problems };
}

/** What a file holds, without the mark that some editors put at its beginning; or what is wrong with it, without the path, which may be the secret itself. */
export function readTextFile(
  path: string,
  readFile: SettingsSource['readFile'],
): { readonly text: string } | { readonly problem: string } {
  try {
    const text = readFile(path).trim();
    return text === '' ? { problem: 'the file that it names is empty' } : { text };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const why = reasons[code];
    return { problem: why ?? `the file that it names cannot be read (${code})` };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the file that it names is not there (ENOENT)',
  ENAMETOOLONG: 'it is the path of a file, not what is in it (ENAMETOOLONG)',
  EISDIR: 'what it names is a folder, not a file (EISDIR)',
  ENOTDIR: 'a part of the path that it names is no folder (ENOTDIR)',
  EACCES: 'the file that it names cannot be read by the user of this program (EACCES)',
};

/** The value, or what the file holds that `NAME_FILE` names; undefined where both are missing or empty. */
function settingTextOf(
  name: string,
  { values, readFile }: SettingsSource,
): string | { readonly problem: string } | undefined {
  const value = values[name]?.trim() ?? '';
  const file = values[`${name}_FILE`]?.trim() ?? '';
  if (file === '') return value === '' ? undefined : value;
  if (value !== '') return { problem: `${name}, ${name}_FILE: one of them` };
  const read = readTextFile(file, readFile);
  return 'problem' in read ? { problem: `${name}_FILE: ${read.problem}` } : read.text;
}

const mostCharacters = 4096;

/** What no setting can be, whichever it is: what was pasted with its quotation marks, or is still to be filled in. */
function wrongText(text: string, { hasLines }: Setting): string | undefined {
  const most = hasLines === true ? 16 * mostCharacters : mostCharacters;
  if (text.length > most) return `at most ${most} characters`;
  if (hasLines !== true && /[\r\n]/.test(text)) return 'one line';
  if (/[[\p{Cc}\uFFFD]--[\r\n\t]]/v.test(text)) return 'plain text in UTF-8';
  if (/^(["'`]).*\1$/s.test(text)) return 'without the quotation marks around it';
  return /^(<[^<>@]*>|\$\{.*\}|\$\(.*\)|\{\{.*\}\}|%\w+%)$/.test(text) ? 'it is still to be filled in' : undefined;
}
