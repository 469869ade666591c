import { z } from 'zod';
import { err, ok, type Mode, type Result } from '../core/index.ts';
import { isHttpsOrLoopback, isLoopbackAddress, isOtherCloud, isPlainAddress } from './work/addresses.ts';
import { mailServerOf, senderOf, type MailServer, type Sender } from './work/mail-settings.ts';
import { isNetwork } from './work/networks.ts';
import { readSettings, type SettingsSource, type SettingsTable, type SettingValues } from './work/settings-table.ts';

/** The tenant of the sandbox: the default tenant of the Agents Playground. */
export const sandboxTenant = '00000000-0000-0000-0000-0000000000001';

/** What one organization is served with. */
export interface TenantConfig {
  /** In lower case. */
  readonly tenant: string;
  readonly mode: Mode;
  readonly gateway: 'admin-center' | 'sandbox';
  /** Bot Framework credentials; absent in the sandbox, where the bot listens on loopback only. */
  readonly bot:
    { readonly type: string; readonly id: string; readonly password: string; readonly tenantId: string } | undefined;
  /** The app's id in the organization's catalog, where it is known. */
  readonly teamsAppId: string | undefined;
  readonly graph: { readonly endpoint: string | undefined; readonly credentials: GraphCredentials };
  /** Whether the bot may set a missing usage location, which needs User.ReadWrite.All. */
  readonly mayLocate: boolean;
  /** Whether logs that Graph has in its beta only are read: messages, and people blocked from calling. */
  readonly isBeta: boolean;
  /** Whether people may ask only so often (B18); always outside the sandbox. */
  readonly isLimited: boolean;
  /** Where mails go out, and whom they are from; undefined where there is no mail. */
  readonly mail: { readonly server: MailServer; readonly from: Sender } | undefined;
  /** Private networks and addresses that a webhook may be in; none are otherwise. */
  readonly webhookNetworks: readonly string[];
  /** An outside monitor that is called after each complete round. */
  readonly heartbeatUrl: string | undefined;
}

export interface Config {
  readonly port: number;
  readonly dataDir: string;
  /** A PostgreSQL that several processes share, instead of the folder. */
  readonly databaseUrl: string | undefined;
  readonly logLevel: string;
  /** The bot's own https address, without a slash at its end. */
  readonly publicUrl: string | undefined;
  readonly tenants: readonly [TenantConfig, ...TenantConfig[]];
  /** Organizations of TENANTS_FILE whose settings are wrong: the others are served. */
  readonly broken: readonly { readonly name: string; readonly problems: readonly string[] }[];
}

export type GraphCredentials =
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'managed-identity'; readonly clientId: string | undefined };

export type ConfigRefusal = { readonly kind: 'bad-settings'; readonly problems: readonly string[] };

export const isSandbox = ({ mode }: Pick<TenantConfig, 'mode'>): boolean => mode === 'sandbox';

/** Whether a text is the address of a PostgreSQL. */
export const isPostgresUrl = (text: string): boolean =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);

const text = z.string();
const oneOf = <const Words extends readonly string[]>(words: Words) => z.enum(words, words.join(', '));
const flag = z.enum(['0', '1'], '1, or left out').transform(value => value === '1');
const port = z
  .string()
  .refine(value => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, 'not a port number')
  .transform(Number);
const postgresUrl = text.refine(isPostgresUrl, 'postgres://user:password@host:port/database');
const tenantId = z.string().transform(value => value.toLowerCase());

/** The program's own settings. */
export const programSettings = {
  PORT: { meaning: 'HTTP port', shape: port, fallback: '3978' },
  DATA_DIR: {
    meaning: 'where the store lives, private to its user; one bot at a time',
    shape: text,
    fallback: './data',
  },
  DATABASE_URL: {
    meaning: '`postgres://…`: any number of replicas share one PostgreSQL instead',
    shape: postgresUrl,
    isSecret: true,
  },
  LOG_LEVEL: {
    meaning: 'logs are JSON lines on standard error',
    shape: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    fallback: 'info',
  },
  PUBLIC_URL: {
    meaning: "the bot's own https address, for links that leave the chat; without it exports go by file only",
    shape: text
      .refine(isPlainAddress, 'an https address, or http on loopback, without a query')
      .transform(address => address.replace(/\/+$/, '')),
  },
  TENANTS_FILE: { meaning: 'several organizations in one program: the file below', shape: text },
} as const satisfies SettingsTable;

/** The settings of one organization; in TENANTS_FILE they have the same names, and secrets are files. */
export const organizationSettings = {
  CREDITS_MODE: {
    meaning: '`mirror`: Microsoft holds the money; `operate`: a gateway of yours charges; `sandbox`: nothing is real',
    shape: oneOf(['mirror', 'operate', 'sandbox']),
    otherwise: '`sandbox`; `mirror` with credentials',
  },
  CREDITS_GATEWAY: {
    meaning: 'who takes the money: `admin-center` in mirror, `sandbox` in the sandbox; there is none for `operate` yet',
    shape: oneOf(['admin-center', 'sandbox']),
    otherwise: 'what the mode has',
  },
  TEAMS_STORE: {
    meaning: '`1`: the app is in the public Teams Store, where only `mirror` is served: no money is moved in chat',
    shape: flag,
    fallback: '0',
  },
  MicrosoftAppType: {
    meaning: 'Bot Framework credentials: `SingleTenant` or `UserAssignedMSI`',
    shape: oneOf(['SingleTenant', 'UserAssignedMSI']),
    fallback: 'SingleTenant',
  },
  MicrosoftAppId: { meaning: "the bot's app id", shape: text },
  MicrosoftAppPassword: { meaning: 'its secret; none with a managed identity', shape: text, isSecret: true },
  MicrosoftAppTenantId: { meaning: 'the tenant that the app is in', shape: text },
  TEAMS_APP_ID: {
    meaning: "the app's id as the Teams admin center shows it, for the link on cards that adds it to a team",
    shape: z.guid('the App ID that the Teams admin center shows, a GUID'),
  },
  AZURE_TENANT_ID: { meaning: 'Microsoft Graph, application permissions: the tenant', shape: text },
  AZURE_CLIENT_ID: { meaning: 'the app, or the managed identity', shape: text },
  AZURE_CLIENT_SECRET: { meaning: "the app's secret; none with a managed identity", shape: text, isSecret: true },
  GRAPH_ENDPOINT: {
    meaning: 'another address of Graph, for stand-ins; one on loopback needs no Azure credentials',
    shape: text
      .refine(isHttpsOrLoopback, 'an https address, or http on loopback')
      .refine(address => !isOtherCloud(address), 'government clouds and 21Vianet have no Communications Credits'),
  },
  ALLOWED_TENANTS: {
    meaning: 'the one tenant that may use the bot',
    shape: tenantId.pipe(
      text.refine(value => !/[\s,]/.test(value), 'exactly one tenant id; several organizations are in TENANTS_FILE'),
    ),
    otherwise: '`AZURE_TENANT_ID`',
  },
  ALLOW_USAGE_LOCATION: {
    meaning: '`1`: where an admin agrees, the bot sets a missing usage location',
    shape: flag,
    fallback: '0',
  },
  GRAPH_BETA: {
    meaning: '`1`: the SMS log and the people blocked from calling are read too, which Graph has in its beta only',
    shape: flag,
    fallback: '0',
  },
  SMTP_URL: {
    meaning: 'mail: `smtps://user:password@host:465`, or `smtp://…:587` with STARTTLS (without it on loopback only)',
    shape: text
      .refine(
        url => mailServerOf(url) !== undefined,
        'smtps://user:password@host:465, or smtp://user:password@host:587; no query',
      )
      .transform(url => mailServerOf(url)),
    isSecret: true,
  },
  MAIL_FROM: {
    meaning: 'whom mails are from, an address or `Name <address>`: somebody reads what comes back to it',
    shape: text
      .refine(from => senderOf(from) !== undefined, 'an address, or Name <address>')
      .transform(from => senderOf(from)),
  },
  WEBHOOK_NETWORKS: {
    meaning: 'private networks that a webhook for alerts may be in, such as `10.1.2.0/24, fd00::5`',
    shape: text
      .transform(networks => networks.split(',').map(network => network.trim()))
      .refine(networks => networks.every(isNetwork), 'addresses and networks such as 10.1.2.0/24, with commas between'),
    otherwise: 'none',
  },
  HEARTBEAT_URL: {
    meaning: "called after each complete round, for an outside monitor; with `head=1` the journal's head goes along",
    shape: text.refine(isHttpsOrLoopback, 'an https address, or http on loopback'),
    isSecret: true,
  },
  RATE_LIMITS: {
    meaning: '`0`: in the sandbox, anybody may ask as often as a test likes',
    shape: flag,
    fallback: '1',
  },
} as const satisfies SettingsTable;

type OrganizationName = keyof typeof organizationSettings;
type OrganizationValues = SettingValues<typeof organizationSettings>;

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
  const { PORT, DATA_DIR, DATABASE_URL, LOG_LEVEL, PUBLIC_URL, TENANTS_FILE } = program.values;
  const read = TENANTS_FILE === undefined ? readAlone(source) : readTenantsFile(TENANTS_FILE, source);
  const [first, ...others] = read.tenants;
  const later = unsupported.filter(name => (values[name] ?? '').trim() !== '');
  const problems = [
    ...program.problems,
    ...later.map(name => `${name}: not supported by this version; leave it out`),
    ...read.problems,
  ];
  if (problems.length > 0 || first === undefined) {
    const ofTenants = read.broken.flatMap(({ name, problems: wrong }) => wrong.map(problem => `${name}: ${problem}`));
    return err({ kind: 'bad-settings', problems: [...problems, ...ofTenants] });
  }
  return ok({
    ...{ port: PORT, dataDir: DATA_DIR, databaseUrl: DATABASE_URL, logLevel: LOG_LEVEL },
    publicUrl: PUBLIC_URL,
    ...{ tenants: [first, ...others], broken: read.broken },
  });
}

interface ReadTenants extends Pick<Config, 'broken'> {
  readonly tenants: readonly TenantConfig[];
  /** What is wrong with all of it. */
  readonly problems: readonly string[];
}

function readAlone(source: SettingsSource): ReadTenants {
  const { config, problems } = readTenant(source);
  return { tenants: config === undefined ? [] : [config], broken: [], problems };
}

const tenantsFile = z.object({ tenants: z.array(z.record(z.string(), z.string())).min(1).max(1000) });

/** Several organizations, each with its own bot, Graph, mode and gateway. What is wrong with one of them does not stop the others. */
function readTenantsFile(file: string, { values, readFile }: SettingsSource): ReadTenants {
  const beside = readSettings(organizationSettings, { values, readFile }).given;
  const parsed = tenantsFile.safeParse(jsonOf(file, readFile));
  if (!parsed.success)
    return {
      ...{ tenants: [], broken: [] },
      problems: [
        'TENANTS_FILE: the file that it names is not JSON of the form {"tenants": [{"AZURE_TENANT_ID": "…", …}]}',
      ],
    };
  const tenants: TenantConfig[] = [];
  const broken: Config['broken'][number][] = [];
  for (const [index, own] of parsed.data.tenants.entries()) {
    const { config, problems } = readTenant({ values: own, readFile });
    const all = [...problemsOfNames(own), ...problems, ...(config === undefined ? [] : sharedWith(tenants, config))];
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

function jsonOf(file: string, readFile: SettingsSource['readFile']): unknown {
  try {
    return JSON.parse(readFile(file));
  } catch {
    return undefined;
  }
}

/** In the file a secret is the name of another file, and nothing is the program's. */
function problemsOfNames(own: Readonly<Record<string, string>>): readonly string[] {
  const settings: SettingsTable = organizationSettings;
  const known = Object.keys(settings).flatMap(name => [name, `${name}_FILE`]);
  const given = Object.keys(own);
  return [
    ...given
      .filter(name => Object.hasOwn(settings, name) && settings[name]?.isSecret === true)
      .map(name => `${name}: give ${name}_FILE instead`),
    ...given.filter(name => !known.includes(name)).map(name => `${name}: not a setting of an organization`),
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

/** One organization's settings; without a config where not even its tenant is known. */
function readTenant(source: SettingsSource): {
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
