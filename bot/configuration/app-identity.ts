import type { OrganizationName, OrganizationValues } from './organization-settings.ts';

/** What shows Entra that the program is the app that it says it is. */
export type AppProof =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly pem: string }
  /** A token of the platform, for which the app has a federated credential. The platform writes it anew. */
  | { readonly kind: 'token-file'; readonly file: string }
  /** A managed identity, for which the app has a federated credential; the machine's own where no id is named. */
  | { readonly kind: 'identity'; readonly clientId: string | undefined };

/** As whom tokens are asked for: as an app, or as a managed identity itself. */
export type AppIdentity =
  | {
      readonly kind: 'app';
      readonly tenantId: string;
      readonly clientId: string;
      readonly proof: AppProof;
      /** Where Entra is, if not where it is for everybody. */
      readonly authorityHost: string | undefined;
    }
  | { readonly kind: 'managed-identity'; readonly clientId: string | undefined };

/** The settings of one of the two apps, the bot's or Graph's. */
interface AppNames {
  readonly id: OrganizationName;
  readonly tenantId: OrganizationName;
  readonly secret: 'MicrosoftAppPassword' | 'AZURE_CLIENT_SECRET';
  readonly certificate: 'MicrosoftAppCertificate' | 'AZURE_CLIENT_CERTIFICATE';
}

const botApp = {
  id: 'MicrosoftAppId',
  tenantId: 'MicrosoftAppTenantId',
  secret: 'MicrosoftAppPassword',
  certificate: 'MicrosoftAppCertificate',
} as const satisfies AppNames;

const graphApp = {
  id: 'AZURE_CLIENT_ID',
  tenantId: 'AZURE_TENANT_ID',
  secret: 'AZURE_CLIENT_SECRET',
  certificate: 'AZURE_CLIENT_CERTIFICATE',
} as const satisfies AppNames;

/** The names of each: whoever gives one of the bot's wants a bot. */
export const botNames: readonly OrganizationName[] = Object.values(botApp);
export const graphNames: readonly OrganizationName[] = Object.values(graphApp);

/** The names that the bot needs as it is configured. */
export function namesOfBot(values: OrganizationValues): readonly OrganizationName[] {
  const { id, tenantId, secret } = botApp;
  const hasProof = isIdentityItself(values) || proofOf(botApp, values) !== undefined;
  if (values.MicrosoftAppPassword === undefined && hasProof) return [id, tenantId];
  return [id, secret, tenantId];
}

/** The names that Graph needs as it is configured: a managed identity may be the machine's own, and then needs no id. */
export function namesOfGraph(values: OrganizationValues): readonly OrganizationName[] {
  const { id, tenantId, secret } = graphApp;
  const proof = proofOf(graphApp, values);
  if (proof?.kind === 'identity' || (proof === undefined && isIdentityItself(values))) return [tenantId];
  return proof === undefined || proof.kind === 'secret' ? [tenantId, id, secret] : [tenantId, id];
}

/** The bot's identity; undefined where something of it is missing. */
export function identityOfBot(values: OrganizationValues): AppIdentity | undefined {
  const { MicrosoftAppId: clientId, AZURE_FEDERATED_TOKEN_FILE: file } = values;
  if (clientId === undefined) return undefined;
  // Where the platform gives tokens, an identity is shown by one of them like any app.
  if (isIdentityItself(values) && file === undefined) return { kind: 'managed-identity', clientId };
  const proof = proofOf(botApp, values);
  return proof === undefined ? undefined : asApp(values.MicrosoftAppTenantId, clientId, proof, values);
}

/** Graph's identity; undefined where something of it is missing. */
export function identityOfGraph(values: OrganizationValues): AppIdentity | undefined {
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId } = values;
  const proof = proofOf(graphApp, values);
  if (proof === undefined) return isIdentityItself(values) ? { kind: 'managed-identity', clientId } : undefined;
  if (clientId !== undefined) return asApp(tenantId, clientId, proof, values);
  return proof.kind === 'identity' ? { kind: 'managed-identity', clientId: proof.clientId } : undefined;
}

/** What is given twice, or for nothing. */
export function problemsOfProofs(values: OrganizationValues): readonly string[] {
  const { MANAGED_IDENTITY_CLIENT_ID: identity, AZURE_FEDERATED_TOKEN_FILE: file } = values;
  const own = [botApp, graphApp].map(({ secret, certificate }) =>
    [secret, certificate].filter(name => values[name] !== undefined),
  );
  const [ofBot = []] = own;
  const problems: readonly (readonly [isSo: boolean, problem: string])[] = [
    ...own.map(names => [names.length > 1, `${names.join(', ')}: one of them`] as const),
    [isIdentityItself(values) && ofBot.length > 0, `${ofBot.join(', ')}: none with MicrosoftAppType UserAssignedMSI`],
    [
      identity !== undefined && file !== undefined,
      'MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE: one of them',
    ],
    [
      identity !== undefined && own.every(names => names.length > 0),
      'MANAGED_IDENTITY_CLIENT_ID: the bot and Graph each have a secret of their own; leave it out, or one of those',
    ],
    ...[botApp, graphApp].map(
      ({ id, tenantId }) =>
        [
          values[id] !== undefined && values[id] === values[tenantId],
          `${id}: it is the tenant's id; the app's own is needed`,
        ] as const,
    ),
  ];
  return problems.flatMap(([isSo, problem]) => (isSo ? [problem] : []));
}

/** Whether the bot is a managed identity itself. */
const isIdentityItself = ({ MicrosoftAppType }: OrganizationValues): boolean => MicrosoftAppType === 'UserAssignedMSI';

/** Its own, or what stands for both apps. */
function proofOf({ secret, certificate }: AppNames, values: OrganizationValues): AppProof | undefined {
  const { MANAGED_IDENTITY_CLIENT_ID: identity, AZURE_FEDERATED_TOKEN_FILE: file } = values;
  const [ownSecret, pem] = [values[secret], values[certificate]];
  if (ownSecret !== undefined) return { kind: 'secret', secret: ownSecret };
  if (pem !== undefined) return { kind: 'certificate', pem };
  if (file !== undefined) return { kind: 'token-file', file };
  return identity === undefined
    ? undefined
    : { kind: 'identity', clientId: identity === 'system' ? undefined : identity };
}

function asApp(
  tenantId: string | undefined,
  clientId: string,
  proof: AppProof,
  { AZURE_AUTHORITY_HOST: authorityHost }: OrganizationValues,
): AppIdentity | undefined {
  // An identity that stands for itself needs nobody's trust.
  if (proof.kind === 'identity' && proof.clientId?.toLowerCase() === clientId.toLowerCase())
    return { kind: 'managed-identity', clientId };
  return tenantId === undefined ? undefined : { kind: 'app', tenantId, clientId, proof, authorityHost };
}
