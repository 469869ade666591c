import { isLoopbackAddress } from '../work/addresses.ts';
import { organizationSettings, type OrganizationName, type OrganizationValues } from './organization-settings.ts';
import { readSettings, type SettingsSource } from './settings-table.ts';
import { sandboxTenant, type GraphCredentials, type TenantConfig } from './tenant-config.ts';

/** One organization's settings; without a config where not even its tenant is known. */
export function readOrganization(source: SettingsSource): {
  readonly config: TenantConfig | undefined;
  readonly problems: readonly string[];
} {
  const { values, given, problems } = readSettings(organizationSettings, source);
  const botNames = botNamesOf(values);
  const isBot = botNames.some(name => given.includes(name));
  const mode = values.CREDITS_MODE ?? (isBot ? 'mirror' : 'sandbox');
  const tenant = values.ALLOWED_TENANTS ?? values.AZURE_TENANT_ID?.toLowerCase() ?? sandboxTenant;
  const all = [...problems, ...problemsOfMode(values, mode), ...problemsOfHalves({ values, given, mode })];
  if (!/^[a-z0-9-]{1,100}$/.test(tenant))
    return { config: undefined, problems: [...all, 'ALLOWED_TENANTS, AZURE_TENANT_ID: not a tenant id'] };
  const bot = {
    type: values.MicrosoftAppType,
    id: values.MicrosoftAppId ?? '',
    password: values.MicrosoftAppPassword ?? '',
    tenantId: values.MicrosoftAppTenantId ?? '',
  };
  const config: TenantConfig = {
    ...{ tenant, mode, bot: isBot ? bot : undefined, teamsAppId: values.TEAMS_APP_ID },
    gateway: mode === 'sandbox' ? 'sandbox' : 'admin-center',
    graph: { endpoint: values.GRAPH_ENDPOINT, credentials: graphCredentials(values, isBot) },
    mayLocate: values.ALLOW_USAGE_LOCATION,
    isBeta: values.GRAPH_BETA,
    isLimited: values.RATE_LIMITS,
    mail: mailOf(values),
    webhookNetworks: values.WEBHOOK_NETWORKS ?? [],
    heartbeatUrl: values.HEARTBEAT_URL,
  };
  return { config, problems: [...new Set(all)] };
}

const mailOf = ({ SMTP_URL: server, MAIL_FROM: from }: OrganizationValues): TenantConfig['mail'] =>
  server === undefined || from === undefined ? undefined : { server, from };

const botNamesOf = ({ MicrosoftAppType }: OrganizationValues): readonly OrganizationName[] =>
  MicrosoftAppType === 'UserAssignedMSI'
    ? ['MicrosoftAppId', 'MicrosoftAppTenantId']
    : ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'];

const mailNames = ['SMTP_URL', 'MAIL_FROM'] as const;

const graphNames = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'] as const;

/** The gateway that each mode has; there is none yet that could charge for real. */
const gateways = { mirror: 'admin-center', sandbox: 'sandbox', operate: undefined } as const;

function problemsOfMode(
  { CREDITS_GATEWAY, RATE_LIMITS, TEAMS_STORE }: OrganizationValues,
  mode: TenantConfig['mode'],
): readonly string[] {
  if (TEAMS_STORE && mode !== 'mirror')
    return [`CREDITS_MODE: an app of the public store (TEAMS_STORE) moves no money in chat: mirror, not ${mode}`];
  if (mode !== 'sandbox' && !RATE_LIMITS) return ['RATE_LIMITS: outside the sandbox they cannot be switched off'];
  const gateway = gateways[mode];
  if (gateway === undefined)
    return [
      `CREDITS_MODE: operate needs a gateway that charges, and this version has none (the sandbox's moves no money): mirror`,
    ];
  return CREDITS_GATEWAY === undefined || CREDITS_GATEWAY === gateway
    ? []
    : [`CREDITS_GATEWAY: with CREDITS_MODE ${mode} it is ${gateway}`];
}

/** What is missing beside what was given, or must not stand beside it. */
function problemsOfHalves({
  values,
  given,
  mode,
}: {
  readonly values: OrganizationValues;
  readonly given: readonly string[];
  readonly mode: TenantConfig['mode'];
}): readonly string[] {
  const { AZURE_TENANT_ID: azureTenant, GRAPH_ENDPOINT: endpoint, ALLOWED_TENANTS: allowed } = values;
  const botNames = botNamesOf(values);
  const missingOf = (names: readonly string[]): string => names.filter(name => !given.includes(name)).join(', ');
  const isHalf = (names: readonly string[]): boolean => ![names.join(', '), ''].includes(missingOf(names));
  const isBot = botNames.some(name => given.includes(name));
  const isManaged = values.MicrosoftAppType === 'UserAssignedMSI';
  const problems: readonly (readonly [isSo: boolean, problem: string])[] = [
    [isHalf(botNames), `Teams: ${missingOf(botNames)} missing`],
    [!isManaged && isHalf(graphNames), `Microsoft Graph: ${missingOf(graphNames)} missing`],
    [isHalf(mailNames), `mail: ${missingOf(mailNames)} missing`],
    [isBot && azureTenant === undefined && !isLoopbackAddress(endpoint), 'Microsoft Graph: AZURE_TENANT_ID missing'],
    [
      !isBot && azureTenant !== undefined,
      `Teams: ${botNames.join(', ')} missing (with AZURE_TENANT_ID this is no sandbox)`,
    ],
    [
      !isBot && mode === 'mirror',
      `Teams: ${botNames.join(', ')} missing (CREDITS_MODE mirror is for a real organization)`,
    ],
    [isBot && mode === 'sandbox', 'CREDITS_MODE: a sandbox has no credentials; leave them out, or use mirror'],
    [
      !isBot && endpoint !== undefined && !isLoopbackAddress(endpoint),
      'GRAPH_ENDPOINT: the sandbox uses loopback only; set the Teams and Azure names too',
    ],
    [
      azureTenant !== undefined && allowed !== undefined && allowed !== azureTenant.toLowerCase(),
      'ALLOWED_TENANTS: it must be AZURE_TENANT_ID',
    ],
  ];
  return problems.flatMap(([isSo, problem]) => (isSo ? [problem] : []));
}

function graphCredentials(values: OrganizationValues, isBot: boolean): GraphCredentials {
  if (!isBot || isLoopbackAddress(values.GRAPH_ENDPOINT)) return { kind: 'sandbox' };
  const { AZURE_TENANT_ID: tenant = '', AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret } = values;
  if (values.MicrosoftAppType === 'UserAssignedMSI' || clientSecret === undefined || clientId === undefined)
    return { kind: 'managed-identity', clientId };
  return { kind: 'secret', tenantId: tenant, clientId, clientSecret };
}
