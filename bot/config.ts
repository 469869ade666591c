import { z } from 'zod';
import { err, ok, type Result } from '../core/index.ts';

/** The tenant of the sandbox: the default tenant of the Agents Playground. */
export const sandboxTenant = '00000000-0000-0000-0000-0000000000001';

/** What one organization is served with. */
export interface TenantConfig {
  /** In lower case. */
  readonly tenant: string;
  /** Bot Framework credentials; absent in the sandbox, where the bot listens on loopback only. */
  readonly bot:
    { readonly type: string; readonly id: string; readonly password: string; readonly tenantId: string } | undefined;
  readonly graph: { readonly endpoint: string | undefined; readonly credentials: GraphCredentials };
  /** Whether the bot may set a missing usage location, which needs User.ReadWrite.All. */
  readonly mayLocate: boolean;
  /** Whether logs that Graph has in its beta only are read: messages, and people blocked from calling. */
  readonly isBeta: boolean;
}

export interface Config {
  readonly port: number;
  readonly dataDir: string;
  /** A PostgreSQL that several processes share, instead of the folder. */
  readonly databaseUrl: string | undefined;
  readonly logLevel: string;
  readonly tenants: readonly [TenantConfig, ...TenantConfig[]];
  /** Organizations of TENANTS_FILE whose settings are wrong: the others are served. */
  readonly broken: readonly { readonly name: string; readonly problems: readonly string[] }[];
}

export type GraphCredentials =
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'managed-identity'; readonly clientId: string | undefined };

export type ConfigRefusal = { readonly kind: 'bad-settings'; readonly problems: readonly string[] };

export const isSandbox = ({ bot }: TenantConfig): boolean => bot === undefined;

type Values = Readonly<Record<string, string | undefined>>;

/** Settings by name, as text; what is wrong is collected, so that all of it is told at once. */
class Settings {
  readonly problems: string[] = [];
  readonly #values: Values;
  readonly #readFile: (path: string) => string;

  constructor(values: Values, readFile: (path: string) => string) {
    this.#values = values;
    this.#readFile = readFile;
  }

  /** The value, or what the file holds that `NAME_FILE` names; undefined where both are missing or empty. */
  text(name: string): string | undefined {
    const value = this.#values[name]?.trim() ?? '';
    if (value !== '') return value;
    const file = this.#values[`${name}_FILE`]?.trim() ?? '';
    if (file === '') return undefined;
    try {
      const text = this.#readFile(file).trim();
      return text === '' ? undefined : text;
    } catch (error) {
      // Without what it names: that may be the secret itself, put there by mistake.
      this.problem(`${name}_FILE: the file that it names cannot be read (${codeOf(error)})`);
      return undefined;
    }
  }

  given(names: readonly string[]): readonly string[] {
    return names.filter(name => this.text(name) !== undefined);
  }

  wholeOrNothing(names: readonly string[], purpose: string): void {
    const present = this.given(names);
    if (present.length === 0 || present.length === names.length) return;
    this.problem(`${purpose}: ${names.filter(name => !present.includes(name)).join(', ')} missing`);
  }

  problem(text: string): void {
    if (!this.problems.includes(text)) this.problems.push(text);
  }
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** The settings of one organization; in TENANTS_FILE they have the same names, and secrets are files. */
const secrets = ['MicrosoftAppPassword', 'AZURE_CLIENT_SECRET'] as const;
const tenantNames = [
  ...['MicrosoftAppType', 'MicrosoftAppId', 'MicrosoftAppTenantId', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID'],
  ...['GRAPH_ENDPOINT', 'ALLOWED_TENANTS', 'ALLOW_USAGE_LOCATION', 'GRAPH_BETA', ...secrets],
] as const;

/** Reads the settings once (B10). Half a configuration is refused with everything that is missing or wrong, not the first thing. */
export function readConfig(
  env: Values,
  readFile: (path: string) => string = path => {
    throw new Error(`${path}: no files here`);
  },
): Result<Config, ConfigRefusal> {
  const settings = new Settings(env, readFile);
  const logLevel = settings.text('LOG_LEVEL') ?? 'info';
  const port = Number(settings.text('PORT') ?? '3978');
  const databaseUrl = settings.text('DATABASE_URL');
  const dataDir = settings.text('DATA_DIR') ?? './data';
  if (!Number.isInteger(port) || port < 0 || port > 65535) settings.problem('PORT: not a port number');
  if (databaseUrl !== undefined && !isPostgresUrl(databaseUrl))
    settings.problem('DATABASE_URL: postgres://user:password@host:port/database');
  if (!logLevels.includes(logLevel)) settings.problem(`LOG_LEVEL: one of ${logLevels.join(', ')}`);
  for (const later of ['SMTP_URL', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'])
    if (settings.text(later) !== undefined) settings.problem(`${later}: not supported by this version; leave it out`);

  const file = settings.text('TENANTS_FILE');
  const { tenants, broken } =
    file === undefined ? { tenants: [readTenant(settings)], broken: [] } : readTenants(settings, file, readFile);
  const [first, ...others] = tenants.filter(tenant => tenant !== undefined);
  const { problems } = settings;
  if (problems.length > 0 || first === undefined) {
    const ofTenants = broken.flatMap(({ name, problems: wrong }) => wrong.map(problem => `${name}: ${problem}`));
    return err({ kind: 'bad-settings', problems: [...problems, ...ofTenants] });
  }
  return ok({ port, dataDir, databaseUrl, logLevel, tenants: [first, ...others], broken });
}

const tenantsFile = z.object({ tenants: z.array(z.record(z.string(), z.string())).min(1).max(1000) });

/** Several organizations, each with its own bot and Graph. What is wrong with one of them does not stop the others. */
function readTenants(
  settings: Settings,
  file: string,
  readFile: (path: string) => string,
): { readonly tenants: readonly TenantConfig[]; readonly broken: Config['broken'] } {
  const beside = settings.given(tenantNames);
  if (beside.length > 0) settings.problem(`TENANTS_FILE: it has ${beside.join(', ')}; leave them out here`);
  const parsed = tenantsFile.safeParse(jsonOf(file, readFile));
  if (!parsed.success) {
    settings.problem(
      'TENANTS_FILE: the file that it names is not JSON of the form {"tenants": [{"AZURE_TENANT_ID": "…", …}]}',
    );
    return { tenants: [], broken: [] };
  }
  const tenants: TenantConfig[] = [];
  const broken: { readonly name: string; readonly problems: readonly string[] }[] = [];
  for (const [index, values] of parsed.data.tenants.entries()) {
    const own = new Settings(values, readFile);
    for (const name of secrets) if (values[name] !== undefined) own.problem(`${name}: give ${name}_FILE instead`);
    const known = new Set<string>([...tenantNames, ...tenantNames.map(name => `${name}_FILE`)]);
    for (const name of Object.keys(values))
      if (!known.has(name)) own.problem(`${name}: not a setting of an organization`);
    const tenant = readTenant(own);
    if (tenant !== undefined) checkBeside(own, tenant, tenants);
    if (tenant !== undefined && own.problems.length === 0) tenants.push(tenant);
    else broken.push({ name: tenant?.tenant ?? `organization ${index + 1}`, problems: own.problems });
  }
  // Whichever of them stood first would decide what all of the program is.
  if (new Set(tenants.map(isSandbox)).size > 1)
    settings.problem('TENANTS_FILE: sandboxes and real organizations cannot be served by one program');
  return { tenants, broken };
}

/** What an organization must not have in common with those before it in the file. */
function checkBeside(settings: Settings, own: TenantConfig, before: readonly TenantConfig[]): void {
  const has = (isShared: (other: TenantConfig) => boolean): boolean => before.some(isShared);
  if (has(({ tenant }) => tenant === own.tenant))
    settings.problem('another organization of the file has the same tenant id');
  // A token says which bot it is for, not which organization.
  if (own.bot !== undefined && has(({ bot }) => bot?.id.toLowerCase() === own.bot?.id.toLowerCase()))
    settings.problem('MicrosoftAppId: another organization of the file has the same');
  // Its tokens are always for the tenant that the identity is in, whatever the settings say.
  const isManaged = ({ graph }: TenantConfig): boolean => graph.credentials.kind === 'managed-identity';
  if (isManaged(own) && has(isManaged))
    settings.problem('Microsoft Graph: a managed identity serves one organization of the file');
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'unknown';

function jsonOf(file: string, readFile: (path: string) => string): unknown {
  try {
    return JSON.parse(readFile(file));
  } catch {
    return undefined;
  }
}

function readTenant(settings: Settings): TenantConfig | undefined {
  const text = (name: (typeof tenantNames)[number]): string | undefined => settings.text(name);
  const type = text('MicrosoftAppType') ?? 'SingleTenant';
  const isManaged = type === 'UserAssignedMSI';
  const botNames = isManaged
    ? ['MicrosoftAppId', 'MicrosoftAppTenantId']
    : ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'];
  if (!['SingleTenant', 'UserAssignedMSI'].includes(type))
    settings.problem('MicrosoftAppType: SingleTenant or UserAssignedMSI');
  settings.wholeOrNothing(botNames, 'Teams');
  if (!isManaged)
    settings.wholeOrNothing(['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'], 'Microsoft Graph');
  const isBot = settings.given(botNames).length > 0;
  const azureTenant = text('AZURE_TENANT_ID');
  const endpoint = text('GRAPH_ENDPOINT');
  if (endpoint !== undefined && !isHttpsOrLoopback(endpoint))
    settings.problem('GRAPH_ENDPOINT: an https address, or http on loopback');
  if (!isBot && endpoint !== undefined && !isLoopback(endpoint))
    settings.problem('GRAPH_ENDPOINT: the sandbox uses loopback only; set the Teams and Azure names too');
  if (isBot && azureTenant === undefined && !isLoopback(endpoint))
    settings.problem('Microsoft Graph: AZURE_TENANT_ID missing');
  if (!isBot && azureTenant !== undefined)
    settings.problem(`Teams: ${botNames.join(', ')} missing (with AZURE_TENANT_ID this is no sandbox)`);
  for (const name of ['ALLOW_USAGE_LOCATION', 'GRAPH_BETA'] as const)
    if (!['0', '1', undefined].includes(text(name))) settings.problem(`${name}: 1, or left out`);
  const [tenant, ...others] = (text('ALLOWED_TENANTS') ?? azureTenant ?? sandboxTenant)
    .split(/[\s,]+/)
    .filter(one => one !== '')
    // As Teams may write it otherwise than the settings do.
    .map(one => one.toLowerCase());
  if (tenant === undefined || others.length > 0)
    settings.problem('ALLOWED_TENANTS: exactly one tenant id; several organizations are in TENANTS_FILE');
  if (azureTenant !== undefined && tenant !== azureTenant.toLowerCase())
    settings.problem('ALLOWED_TENANTS: it must be AZURE_TENANT_ID');
  if (tenant === undefined) return undefined;
  if (!/^[a-z0-9-]{1,100}$/.test(tenant)) settings.problem('ALLOWED_TENANTS, AZURE_TENANT_ID: not a tenant id');
  return {
    tenant,
    bot: isBot
      ? {
          type,
          id: text('MicrosoftAppId') ?? '',
          password: text('MicrosoftAppPassword') ?? '',
          tenantId: text('MicrosoftAppTenantId') ?? '',
        }
      : undefined,
    graph: { endpoint, credentials: graphCredentials(isBot && !isLoopback(endpoint), isManaged, settings) },
    mayLocate: text('ALLOW_USAGE_LOCATION') === '1',
    isBeta: text('GRAPH_BETA') === '1',
  };
}

/** Whether a text is the address of a PostgreSQL. */
export const isPostgresUrl = (text: string): boolean =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);

function graphCredentials(isCloud: boolean, isManaged: boolean, settings: Settings): GraphCredentials {
  if (!isCloud) return { kind: 'sandbox' };
  const clientSecret = settings.text('AZURE_CLIENT_SECRET');
  const clientId = settings.text('AZURE_CLIENT_ID');
  if (isManaged || clientSecret === undefined || clientId === undefined) return { kind: 'managed-identity', clientId };
  return { kind: 'secret', tenantId: settings.text('AZURE_TENANT_ID') ?? '', clientId, clientSecret };
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}

const isHttpsOrLoopback = (address: string): boolean =>
  URL.canParse(address) && (new URL(address).protocol === 'https:' || isLoopback(address));
