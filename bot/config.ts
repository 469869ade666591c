import { err, ok, type Result } from '../core/index.ts';

/** The tenant of the sandbox: the default tenant of the Agents Playground. */
export const sandboxTenant = '00000000-0000-0000-0000-0000000000001';

export interface Config {
  readonly port: number;
  readonly dataDir: string;
  /** A PostgreSQL that several processes share, instead of the folder. */
  readonly databaseUrl: string | undefined;
  readonly tenants: readonly [string, ...string[]];
  /** Bot Framework credentials; absent in the sandbox, where the bot listens on loopback only. */
  readonly bot:
    { readonly type: string; readonly id: string; readonly password: string; readonly tenantId: string } | undefined;
  readonly graph: { readonly endpoint: string | undefined; readonly credentials: GraphCredentials };
  /** Whether the bot may set a missing usage location, which needs User.ReadWrite.All. */
  readonly mayLocate: boolean;
  /** Whether logs that Graph has in its beta only are read: messages, and people blocked from calling. */
  readonly isBeta: boolean;
  readonly logLevel: string;
}

export type GraphCredentials =
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'managed-identity'; readonly clientId: string | undefined };

export type ConfigRefusal = { readonly kind: 'bad-settings'; readonly problems: readonly string[] };

export const isSandbox = (config: Config): boolean => config.bot === undefined;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Reads the settings once (B10). Half a configuration is refused with everything that is missing or wrong, not the first thing. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Result<Config, ConfigRefusal> {
  const problems: string[] = [];
  const text = (name: string): string | undefined => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  };
  const given = (names: readonly string[]): readonly string[] => names.filter(name => text(name) !== undefined);
  const wholeOrNothing = (names: readonly string[], purpose: string): void => {
    const present = given(names);
    if (present.length === 0 || present.length === names.length) return;
    problems.push(`${purpose}: ${names.filter(name => !present.includes(name)).join(', ')} missing`);
  };

  const logLevel = text('LOG_LEVEL') ?? 'info';
  const port = Number(text('PORT') ?? '3978');
  if (!Number.isInteger(port) || port < 0 || port > 65535) problems.push('PORT: not a port number');

  const type = text('MicrosoftAppType') ?? 'SingleTenant';
  const isManaged = type === 'UserAssignedMSI';
  const botNames = isManaged
    ? ['MicrosoftAppId', 'MicrosoftAppTenantId']
    : ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'];
  if (!['SingleTenant', 'UserAssignedMSI'].includes(type))
    problems.push('MicrosoftAppType: SingleTenant or UserAssignedMSI');
  wholeOrNothing(botNames, 'Teams');
  if (!isManaged) wholeOrNothing(['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'], 'Microsoft Graph');
  const isBot = given(botNames).length > 0;
  const azureTenant = text('AZURE_TENANT_ID');
  const endpoint = text('GRAPH_ENDPOINT');
  if (endpoint !== undefined && !isHttpsOrLoopback(endpoint))
    problems.push('GRAPH_ENDPOINT: an https address, or http on loopback');
  if (!isBot && endpoint !== undefined && !isLoopback(endpoint)) {
    problems.push('GRAPH_ENDPOINT: the sandbox uses loopback only; set the Teams and Azure names too');
  }
  if (isBot && azureTenant === undefined && !isLoopback(endpoint)) {
    problems.push('Microsoft Graph: AZURE_TENANT_ID missing');
  }
  if (!isBot && azureTenant !== undefined) {
    problems.push(`Teams: ${botNames.join(', ')} missing (with AZURE_TENANT_ID this is no sandbox)`);
  }
  for (const later of ['SMTP_URL', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) {
    if (text(later) !== undefined) problems.push(`${later}: not supported by this version; leave it out`);
  }
  for (const name of ['ALLOW_USAGE_LOCATION', 'GRAPH_BETA'])
    if (!['0', '1', undefined].includes(text(name))) problems.push(`${name}: 1, or left out`);
  const databaseUrl = text('DATABASE_URL');
  if (databaseUrl !== undefined && !isPostgresUrl(databaseUrl))
    problems.push('DATABASE_URL: postgres://user:password@host:port/database');
  const tenants = (text('ALLOWED_TENANTS') ?? azureTenant ?? sandboxTenant)
    .split(/[\s,]+/)
    .filter(tenant => tenant !== '')
    // As Teams may write it otherwise than the settings do.
    .map(tenant => tenant.toLowerCase());
  const [first, ...others] = tenants;
  if (first === undefined || others.length > 0) problems.push('ALLOWED_TENANTS: exactly one tenant id');
  if (azureTenant !== undefined && first !== azureTenant.toLowerCase())
    problems.push('ALLOWED_TENANTS: it must be AZURE_TENANT_ID');
  if (!logLevels.includes(logLevel)) problems.push(`LOG_LEVEL: one of ${logLevels.join(', ')}`);
  if (problems.length > 0 || first === undefined) return err({ kind: 'bad-settings', problems });

  return ok({
    port,
    dataDir: text('DATA_DIR') ?? './data',
    databaseUrl,
    tenants: [first],
    bot: isBot
      ? {
          type,
          id: text('MicrosoftAppId') ?? '',
          password: text('MicrosoftAppPassword') ?? '',
          tenantId: text('MicrosoftAppTenantId') ?? '',
        }
      : undefined,
    graph: { endpoint, credentials: graphCredentials(isBot && !isLoopback(endpoint), isManaged, text) },
    mayLocate: text('ALLOW_USAGE_LOCATION') === '1',
    isBeta: text('GRAPH_BETA') === '1',
    logLevel,
  });
}

/** Whether a text is the address of a PostgreSQL. */
export const isPostgresUrl = (text: string): boolean =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);

function graphCredentials(
  isCloud: boolean,
  isManaged: boolean,
  text: (name: string) => string | undefined,
): GraphCredentials {
  if (!isCloud) return { kind: 'sandbox' };
  const clientSecret = text('AZURE_CLIENT_SECRET');
  const clientId = text('AZURE_CLIENT_ID');
  if (isManaged || clientSecret === undefined || clientId === undefined) return { kind: 'managed-identity', clientId };
  return { kind: 'secret', tenantId: text('AZURE_TENANT_ID') ?? '', clientId, clientSecret };
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}

const isHttpsOrLoopback = (address: string): boolean =>
  URL.canParse(address) && (new URL(address).protocol === 'https:' || isLoopback(address));
