import { z } from 'zod';
import { isHttpsOrLoopback, isOtherCloud, isPlainAddress } from '../work/addresses.ts';
import { mailServerOf, senderOf } from '../work/mail-settings.ts';
import { isNetwork } from '../work/networks.ts';
import { certificatePem, entraId, flag, oneWordOf, secretValue, settingText } from './setting-shapes.ts';
import type { SettingsTable, SettingValues } from './settings-table.ts';

const otherClouds = 'government clouds and 21Vianet have no Communications Credits';
const identityForm = "a managed identity's client id, a GUID, or system";

/** The Playground's own tenant has a digit more than a GUID. */
const tenantId = z
  .string()
  .refine(value => !/[\s,]/.test(value), 'exactly one tenant id; several organizations are in TENANTS_FILE')
  .refine(value => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12,13}$/i.test(value), "the tenant's id, a GUID")
  .transform(value => value.toLowerCase());

/** The settings of one organization; in TENANTS_FILE they have the same names, and secrets are files. */
export const organizationSettings = {
  CREDITS_MODE: {
    meaning: '`mirror`: Microsoft holds the money; `operate`: a gateway of yours charges; `sandbox`: nothing is real',
    shape: oneWordOf(['mirror', 'operate', 'sandbox']),
    otherwise: '`sandbox`; `mirror` with credentials',
  },
  CREDITS_GATEWAY: {
    meaning: 'who takes the money: `admin-center` in mirror, `sandbox` in the sandbox; there is none for `operate` yet',
    shape: oneWordOf(['admin-center', 'sandbox']),
    otherwise: 'what the mode has',
  },
  TEAMS_STORE: {
    meaning: '`1`: the app is in the public Teams Store, where only `mirror` is served: no money is moved in chat',
    shape: flag,
    fallback: '0',
  },
  MicrosoftAppType: {
    meaning: 'Bot Framework credentials: `SingleTenant` or `UserAssignedMSI`',
    shape: oneWordOf(['SingleTenant', 'UserAssignedMSI']),
    fallback: 'SingleTenant',
  },
  MicrosoftAppId: { meaning: "the bot's app id", shape: entraId("the bot's app id, a GUID") },
  MicrosoftAppPassword: { meaning: 'its secret, where it has one', shape: secretValue, isSecret: true },
  MicrosoftAppCertificate: {
    meaning: 'instead of the secret: its certificate with the private key, PEM',
    shape: certificatePem,
    isSecret: true,
    hasLines: true,
  },
  MicrosoftAppTenantId: {
    meaning: 'the tenant that the app is in',
    shape: entraId('the id of the tenant that the app is in, a GUID'),
  },
  TEAMS_APP_ID: {
    meaning: "the app's id as the Teams admin center shows it, for the link on cards that adds it to a team",
    shape: z.guid('the App ID that the Teams admin center shows, a GUID'),
  },
  AZURE_TENANT_ID: {
    meaning: 'Microsoft Graph, application permissions: the tenant',
    shape: entraId("the tenant's id, a GUID, not its name"),
  },
  AZURE_CLIENT_ID: {
    meaning: 'the app, or the managed identity',
    shape: entraId('the client id of the app or of the managed identity, a GUID'),
  },
  AZURE_CLIENT_SECRET: { meaning: "the app's secret, where it has one", shape: secretValue, isSecret: true },
  AZURE_CLIENT_CERTIFICATE: {
    meaning: "instead of the secret: the app's certificate with the private key, PEM",
    shape: certificatePem,
    isSecret: true,
    hasLines: true,
  },
  MANAGED_IDENTITY_CLIENT_ID: {
    meaning: "a managed identity that stands for the apps, so that they need no secret; `system`: the machine's own",
    shape: z.literal('system', identityForm).or(entraId(identityForm)),
  },
  AZURE_FEDERATED_TOKEN_FILE: {
    meaning:
      'a file with a token of the platform that stands for the apps, so that they need no secret (workload identity)',
    shape: settingText,
  },
  AZURE_AUTHORITY_HOST: {
    meaning: 'another address of Entra, for stand-ins',
    shape: settingText
      .refine(isPlainAddress, 'an https address without a query')
      .refine(address => !isOtherCloud(address), otherClouds)
      .transform(address => address.replace(/\/+$/, '')),
  },
  CREDENTIALS_EXPIRE: {
    meaning:
      'the day on which the first of the secrets expires, such as `2027-05-01`: admins are told 30, 7 and 1 days before',
    shape: z.iso.date('a day, such as 2027-05-01'),
  },
  GRAPH_ENDPOINT: {
    meaning: 'another address of Graph, for stand-ins; one on loopback needs no Azure credentials',
    shape: settingText
      .refine(isPlainAddress, 'an https address, or http on loopback, without a query')
      .refine(address => !isOtherCloud(address), otherClouds)
      .refine(address => !/\/(v1\.0|beta)\/*$/.test(address), 'without the version at its end')
      .transform(address => address.replace(/\/+$/, '')),
  },
  ALLOWED_TENANTS: {
    meaning: 'the one tenant that may use the bot',
    shape: tenantId,
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
    shape: settingText
      .refine(
        url => mailServerOf(url) !== undefined,
        'smtps://user:password@host:465, or smtp://user:password@host:587; no query',
      )
      .transform(url => mailServerOf(url)),
    isSecret: true,
  },
  MAIL_FROM: {
    meaning: 'whom mails are from, an address or `Name <address>`: somebody reads what comes back to it',
    shape: settingText
      .refine(from => senderOf(from) !== undefined, 'an address, or Name <address>')
      .transform(from => senderOf(from)),
  },
  WEBHOOK_NETWORKS: {
    meaning: 'private networks that a webhook for alerts may be in, such as `10.1.2.0/24, fd00::5`',
    shape: settingText
      .transform(networks => networks.split(',').map(network => network.trim()))
      .refine(networks => networks.every(isNetwork), 'addresses and networks such as 10.1.2.0/24, with commas between')
      .refine(networks => !networks.some(network => network.endsWith('/0')), 'networks of yours, not all there are'),
    otherwise: 'none',
  },
  HEARTBEAT_URL: {
    meaning: "called after each complete round, for an outside monitor; with `head=1` the journal's head goes along",
    shape: settingText.refine(isHttpsOrLoopback, 'an https address, or http on loopback'),
    isSecret: true,
  },
  RATE_LIMITS: {
    meaning: '`0`: in the sandbox, anybody may ask as often as a test likes',
    shape: flag,
    fallback: '1',
  },
} as const satisfies SettingsTable;

export type OrganizationName = keyof typeof organizationSettings;
export type OrganizationValues = SettingValues<typeof organizationSettings>;
