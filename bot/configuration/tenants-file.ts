import { z } from 'zod';
import { organizationSettings } from './organization-settings.ts';
import { readOrganization } from './read-organization.ts';
import { readSettings, readTextFile, type SettingsSource, type SettingsTable } from './settings-table.ts';
import { isSandbox, type TenantConfig } from './tenant-config.ts';

/** What the settings say of organizations. */
export interface ReadOrganizations {
  readonly tenants: readonly TenantConfig[];
  /** Those whose settings are wrong: the others are served. */
  readonly broken: readonly { readonly name: string; readonly problems: readonly string[] }[];
  /** What is wrong with all of it. */
  readonly problems: readonly string[];
}

export function readAlone(source: SettingsSource): ReadOrganizations {
  const { config, problems } = readOrganization(source);
  return { tenants: config === undefined ? [] : [config], broken: [], problems };
}

const tenantsFile = z.strictObject({ tenants: z.array(z.record(z.string(), z.unknown())).min(1).max(1000) });

/** Several organizations, each with its own bot, Graph, mode and gateway. What is wrong with one of them does not stop the others. */
export function readTenantsFile(file: string, { values, readFile }: SettingsSource): ReadOrganizations {
  const beside = readSettings(organizationSettings, { values, readFile }).given;
  const parsed = parsedFile(file, readFile);
  if ('problem' in parsed) return { tenants: [], broken: [], problems: [`TENANTS_FILE: ${parsed.problem}`] };
  const tenants: TenantConfig[] = [];
  const broken: ReadOrganizations['broken'][number][] = [];
  for (const [index, given] of parsed.tenants.entries()) {
    const own = textsOf(given);
    const { config, problems } = readOrganization({ values: own, readFile });
    const all = [...problemsOfNames(given), ...problems, ...(config === undefined ? [] : sharedWith(tenants, config))];
    if (config !== undefined && all.length === 0) tenants.push(config);
    else broken.push({ name: config?.tenant ?? `organization ${index + 1}`, problems: all });
  }
  return {
    ...{ tenants, broken },
    problems: [
      ...(beside.length > 0 ? [`TENANTS_FILE: it has ${beside.join(', ')}; leave them out here`] : []),
      // Whichever of them stood first would decide what all of the program is.
      ...(new Set(tenants.map(isSandbox)).size > 1
        ? ['TENANTS_FILE: sandboxes and real organizations cannot be served by one program']
        : []),
    ],
  };
}

type Given = Readonly<Record<string, unknown>>;

/** The organizations of the file, or what is wrong with all of it; never a part of it, which may be a secret put there by mistake. */
function parsedFile(
  file: string,
  readFile: SettingsSource['readFile'],
): { readonly tenants: readonly Given[] } | { readonly problem: string } {
  const read = readTextFile(file, readFile);
  if ('problem' in read) return read;
  let json: unknown;
  try {
    json = JSON.parse(read.text);
  } catch (error) {
    const [, line] = /\(line (\d+)/.exec((error as Error).message) ?? [];
    return { problem: `the file that it names is not JSON${line === undefined ? '' : `: see its line ${line}`}` };
  }
  const parsed = tenantsFile.safeParse(json);
  if (parsed.success) return parsed.data;
  return {
    problem:
      'the file that it names is not JSON of the form {"tenants": [{"AZURE_TENANT_ID": "…", …}]}, with up to 1000',
  };
}

const textsOf = (given: Given): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(given).filter((one): one is [string, string] => typeof one[1] === 'string'));

/** In the file a secret is the name of another file, and nothing is the program's. */
function problemsOfNames(own: Given): readonly string[] {
  const settings: SettingsTable = organizationSettings;
  const known = Object.keys(settings).flatMap(name => [name, `${name}_FILE`]);
  const given = Object.keys(own);
  return [
    ...given
      .filter(name => Object.hasOwn(settings, name) && settings[name]?.isSecret === true)
      .map(name => `${name}: give ${name}_FILE instead`),
    ...given.filter(name => !known.includes(name)).map(name => `${name}: not a setting of an organization`),
    ...given.filter(name => typeof own[name] !== 'string').map(name => `${name}: a text, in quotation marks`),
  ];
}

/** What an organization must not have in common with those before it in the file. */
function sharedWith(before: readonly TenantConfig[], own: TenantConfig): readonly string[] {
  const has = (isShared: (other: TenantConfig) => boolean): boolean => before.some(isShared);
  // Its tokens are always for the tenant that the identity is in, whatever the settings say.
  const isManaged = ({ graph }: TenantConfig): boolean => graph.credentials.kind === 'managed-identity';
  return [
    ...(has(({ tenant }) => tenant === own.tenant) ? ['another organization of the file has the same tenant id'] : []),
    // A token says which bot it is for, not which organization.
    ...(own.bot !== undefined && has(({ bot }) => bot?.id.toLowerCase() === own.bot?.id.toLowerCase())
      ? ['MicrosoftAppId: another organization of the file has the same']
      : []),
    ...(isManaged(own) && has(isManaged)
      ? ['Microsoft Graph: a managed identity serves one organization of the file']
      : []),
  ];
}
