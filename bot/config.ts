import path from 'node:path';
import { err, ok, type Result } from '../core/index.ts';
import { organizationSettings } from './configuration/organization-settings.ts';
import { programSettings } from './configuration/program-settings.ts';
import { settingsSeen, type SettingsSeen } from './configuration/settings-seen.ts';
import { readSettings, type SettingsSource } from './configuration/settings-table.ts';
import type { TenantConfig } from './configuration/tenant-config.ts';
import { readAlone, readTenantsFile } from './configuration/tenants-file.ts';

export interface Config {
  readonly port: number;
  readonly dataDir: string;
  /** A PostgreSQL that several processes share, instead of the folder. */
  readonly databaseUrl: string | undefined;
  /** Where a backup goes every night; none are made where it is left out. */
  readonly backupDir: string | undefined;
  readonly logLevel: string;
  /** The bot's own https address, without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** Who sends it may read what is measured from another machine. */
  readonly metricsToken: string | undefined;
  readonly teamsLibrary: 'botbuilder' | 'teams-sdk';
  readonly tenants: readonly [TenantConfig, ...TenantConfig[]];
  /** Organizations of TENANTS_FILE whose settings are wrong: the others are served. */
  readonly broken: readonly { readonly name: string; readonly problems: readonly string[] }[];
  /** Which of the program's own settings were given. */
  readonly seen: SettingsSeen;
}

export type ConfigRefusal = { readonly kind: 'bad-settings'; readonly problems: readonly string[] };

/** Settings of later versions: whoever sets one expects what this version does not do. */
const unsupported = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'];

/** Reads the settings (B10). Half a configuration is refused with everything that is missing or wrong, not the first thing. */
export function readConfig(
  values: SettingsSource['values'],
  readFile: SettingsSource['readFile'] = path => {
    throw new Error(`${path}: no files here`);
  },
): Result<Config, ConfigRefusal> {
  const source = { values, readFile };
  const program = readSettings(programSettings, source);
  const {
    PORT,
    DATA_DIR,
    DATABASE_URL,
    BACKUP_DIR,
    LOG_LEVEL,
    PUBLIC_URL,
    METRICS_TOKEN,
    TEAMS_LIBRARY,
    TENANTS_FILE,
  } = program.values;
  const read = TENANTS_FILE === undefined ? readAlone(source) : readTenantsFile(TENANTS_FILE, source);
  const [first, ...others] = read.tenants;
  const later = unsupported.filter(name => (values[name] ?? '').trim() !== '');
  const problems = [
    ...program.problems,
    ...mistyped(values),
    ...(BACKUP_DIR !== undefined && DATABASE_URL === undefined && isInside(BACKUP_DIR, DATA_DIR)
      ? ['BACKUP_DIR: it is inside DATA_DIR: what takes one takes both']
      : []),
    ...later.map(name => `${name}: not supported by this version; leave it out`),
    ...read.problems,
  ];
  if (problems.length > 0 || first === undefined) {
    const ofTenants = read.broken.flatMap(({ name, problems: wrong }) => wrong.map(problem => `${name}: ${problem}`));
    return err({ kind: 'bad-settings', problems: [...problems, ...ofTenants] });
  }
  return ok({
    ...{ port: PORT, dataDir: DATA_DIR, databaseUrl: DATABASE_URL, backupDir: BACKUP_DIR, logLevel: LOG_LEVEL },
    ...{ publicUrl: PUBLIC_URL, metricsToken: METRICS_TOKEN, teamsLibrary: TEAMS_LIBRARY },
    ...{ tenants: [first, ...others], broken: read.broken },
    seen: settingsSeen(programSettings, source),
  });
}

/** The program's own settings that are others now: they hold from the next start on. */
export const heldUntilRestart = (before: Config, now: Config): readonly string[] =>
  Object.entries({
    PORT: before.port !== now.port,
    DATA_DIR: before.dataDir !== now.dataDir,
    DATABASE_URL: before.databaseUrl !== now.databaseUrl,
    BACKUP_DIR: before.backupDir !== now.backupDir,
    LOG_LEVEL: before.logLevel !== now.logLevel,
    PUBLIC_URL: before.publicUrl !== now.publicUrl,
    TEAMS_LIBRARY: before.teamsLibrary !== now.teamsLibrary,
  }).flatMap(([name, isOther]) => (isOther ? [name] : []));

/** Names that differ from a setting's in their letters' case alone: on most systems nobody reads them. */
function mistyped(values: SettingsSource['values']): readonly string[] {
  const names = new Map(
    Object.keys({ ...programSettings, ...organizationSettings })
      .flatMap(name => [name, `${name}_FILE`])
      .map(name => [name.toLowerCase(), name]),
  );
  return Object.keys(values).flatMap(given => {
    const name = names.get(given.toLowerCase());
    return name === undefined || values[name] !== undefined ? [] : [`${given}: it is spelled ${name}`];
  });
}

function isInside(folder: string, other: string): boolean {
  const relative = path.relative(path.resolve(other), path.resolve(folder));
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
