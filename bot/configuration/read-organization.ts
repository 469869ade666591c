import { X509Certificate } from 'node:crypto';
import type { Instant } from '../../core/index.ts';
import { isLoopbackAddress } from '../work/addresses.ts';
import {
  botNames,
  graphNames,
  identityOfBot,
  identityOfGraph,
  namesOfBot,
  namesOfGraph,
  problemsOfProofs,
} from './app-identity.ts';
import { organizationSettings, type OrganizationValues } from './organization-settings.ts';
import { readSettings, readTextFile, type SettingsSource } from './settings-table.ts';
import { settingsSeen } from './settings-seen.ts';
import { sandboxTenant, type GraphCredentials, type TenantConfig } from './tenant-config.ts';

/** One organization's settings; without a config where not even its tenant is known. */
export function readOrganization(source: SettingsSource): {
  readonly config: TenantConfig | undefined;
  readonly problems: readonly string[];
} {
  const { values, given, problems } = readSettings(organizationSettings, source);
  const isBot = botNames.some(name => given.includes(name));
  const mode = values.CREDITS_MODE ?? (isBot ? 'mirror' : 'sandbox');
  const tenant = values.ALLOWED_TENANTS ?? values.AZURE_TENANT_ID?.toLowerCase() ?? sandboxTenant;
  const all = [
    ...problems,
    ...problemsOfMode(values, mode),
    ...problemsOfHalves({ values, given, mode }),
    ...problemsOfProofs(values),
    ...problemsOfTokenFile(values, source),
  ];
  // One whose id cannot be read has no name.
  if (
    (['ALLOWED_TENANTS', 'AZURE_TENANT_ID'] as const).some(name => given.includes(name) && values[name] === undefined)
  )
    return { config: undefined, problems: [...new Set(all)] };
  const config: TenantConfig = {
    ...{ tenant, mode, bot: isBot ? botOf(values) : undefined, teamsAppId: values.TEAMS_APP_ID },
    gateway: mode === 'sandbox' ? 'sandbox' : 'admin-center',
    graph: { endpoint: values.GRAPH_ENDPOINT, credentials: graphCredentials(values, isBot) },
    mayLocate: values.ALLOW_USAGE_LOCATION,
    isBeta: values.GRAPH_BETA,
    isLimited: values.RATE_LIMITS,
    mail: mailOf(values),
    webhookNetworks: values.WEBHOOK_NETWORKS ?? [],
    heartbeatUrl: values.HEARTBEAT_URL,
    credentialsExpire: expiryOf(values),
    seen: settingsSeen(organizationSettings, source),
  };
  return { config, problems: [...new Set(all)] };
}

const mailOf = ({ SMTP_URL: server, MAIL_FROM: from }: OrganizationValues): TenantConfig['mail'] =>
  server === undefined || from === undefined ? undefined : { server, from };

const mailNames = ['SMTP_URL', 'MAIL_FROM'] as const;

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
  const [needsOfBot, needsOfGraph] = [namesOfBot(values), namesOfGraph(values)];
  const hasGraphs = graphNames.some(name => given.includes(name));
  const missingOf = (names: readonly string[]): string => names.filter(name => !given.includes(name)).join(', ');
  const isHalf = (names: readonly string[]): boolean => ![names.join(', '), ''].includes(missingOf(names));
  const isBot = botNames.some(name => given.includes(name));
  const problems: readonly (readonly [isSo: boolean, problem: string])[] = [
    [isBot && missingOf(needsOfBot) !== '', `Teams: ${missingOf(needsOfBot)} missing`],
    [hasGraphs && missingOf(needsOfGraph) !== '', `Microsoft Graph: ${missingOf(needsOfGraph)} missing`],
    [isHalf(mailNames), `mail: ${missingOf(mailNames)} missing`],
    [isBot && !hasGraphs && !isLoopbackAddress(endpoint), `Microsoft Graph: ${missingOf(needsOfGraph)} missing`],
    [
      !isBot && azureTenant !== undefined,
      `Teams: ${needsOfBot.join(', ')} missing (with AZURE_TENANT_ID this is no sandbox)`,
    ],
    [
      !isBot && mode === 'mirror',
      `Teams: ${needsOfBot.join(', ')} missing (CREDITS_MODE mirror is for a real organization)`,
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

const botOf = (values: OrganizationValues): TenantConfig['bot'] => {
  const identity = identityOfBot(values);
  return identity && { id: values.MicrosoftAppId ?? '', tenantId: values.MicrosoftAppTenantId ?? '', identity };
};

function graphCredentials(values: OrganizationValues, isBot: boolean): GraphCredentials {
  const { GRAPH_ENDPOINT: endpoint, AZURE_AUTHORITY_HOST: entra } = values;
  if (!isBot || (isLoopbackAddress(endpoint) && entra === undefined)) return { kind: 'sandbox' };
  return identityOfGraph(values) ?? { kind: 'sandbox' };
}

/** The platform writes it before it starts a program. */
function problemsOfTokenFile(
  { AZURE_FEDERATED_TOKEN_FILE: file }: OrganizationValues,
  source: SettingsSource,
): readonly string[] {
  if (file === undefined) return [];
  const read = readTextFile(file, source.readFile);
  return 'problem' in read ? [`AZURE_FEDERATED_TOKEN_FILE: ${read.problem}`] : [];
}

/** When the first of the secrets expires, as far as is known: what the operator says, and what certificates say themselves. */
function expiryOf(values: OrganizationValues): Instant | undefined {
  const { CREDENTIALS_EXPIRE: day, MicrosoftAppCertificate: ofBot, AZURE_CLIENT_CERTIFICATE: ofGraph } = values;
  const all = [
    // At noon, so that it is that day almost everywhere.
    ...(day === undefined ? [] : [Date.parse(`${day}T12:00Z`)]),
    ...[ofBot, ofGraph].flatMap(pem => (pem === undefined ? [] : [new X509Certificate(pem).validToDate.getTime()])),
  ];
  return all.length === 0 ? undefined : Math.min(...all);
}
