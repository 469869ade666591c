import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { clientRequestId } from '../../work/current-work.ts';
import { botFrameworkAudience, type BotApp } from '../teams/bot-app.ts';
import { isOfTeams } from '../teams/token-claims.ts';

type Authentication = ConfigurationBotFrameworkAuthentication;
type Authenticated = Awaited<ReturnType<Authentication['authenticateRequest']>>;
type ConnectorFactory = ReturnType<Authentication['createConnectorFactory']>;
type Client = ReturnType<ConnectorFactory['create']>;
type TokenClient = ReturnType<Authentication['createUserTokenClient']>;

/** More service addresses than Teams has; beyond it the cache of clients is cleared. */
const most = 100;

/**
 * botbuilder's own checks of who sent an activity, with the outgoing clients cached: it would create two for every turn, each with a
 * pipeline of its own, at a fifth of a turn's cost. They hold the bot's credentials, and no state of a turn.
 */
export class KeptClientsAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #clients = new Map<string, Client>();
  readonly #onceClients = new Map<string, Client>();
  /** Without an app id nobody's token is checked (B13). */
  readonly #isChecked: boolean;
  #tokenClient: TokenClient | undefined;

  constructor(bot: BotApp | undefined) {
    if (bot === undefined) super();
    else super({ MicrosoftAppId: bot.id, MicrosoftAppTenantId: bot.tenantId }, credentialsOf(bot));
    this.#isChecked = bot !== undefined;
  }

  override async authenticateRequest(
    ...request: Parameters<Authentication['authenticateRequest']>
  ): Promise<Authenticated> {
    const authenticated = await super.authenticateRequest(...request);
    const { claimsIdentity } = authenticated;
    if (this.#isChecked && !isOfTeams(name => claimsIdentity.getClaimValue(name), request[0].serviceUrl))
      throw new Error('the token is not one of Teams');
    const { connectorFactory } = authenticated;
    return connectorFactory === undefined
      ? authenticated
      : { ...authenticated, connectorFactory: this.#keeping(connectorFactory) };
  }

  override createConnectorFactory(...identity: Parameters<Authentication['createConnectorFactory']>): ConnectorFactory {
    return this.#keeping(super.createConnectorFactory(...identity));
  }

  /** A client that asks once: botbuilder's own posts again by itself, and goes on when nobody waits any longer (T3). */
  onceClient(identity: Parameters<Authentication['createConnectorFactory']>[0], serviceUrl: string): Client {
    return kept(this.#onceClients, serviceUrl, async () => {
      const client = await super.createConnectorFactory(identity).create(serviceUrl);
      withoutRetries(client);
      namingWork(client);
      return client;
    });
  }

  /** For sign-in, which this bot does not use; botbuilder still needs one in every turn. */
  override createUserTokenClient(...identity: Parameters<Authentication['createUserTokenClient']>): TokenClient {
    this.#tokenClient ??= super.createUserTokenClient(...identity);
    this.#tokenClient.catch(() => (this.#tokenClient = undefined));
    return this.#tokenClient;
  }

  #keeping(factory: ConnectorFactory): ConnectorFactory {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- an abstract class of one method: its shape is all of it
    return {
      create: (serviceUrl, audience) =>
        kept(this.#clients, `${serviceUrl} ${audience ?? ''}`, async () => {
          const client = await factory.create(serviceUrl, audience);
          namingWork(client);
          return client;
        }),
    };
  }
}

type CredentialsFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;

/** In place of botbuilder's own factories, whose tokens end for good, or are another app's (T23). */
function credentialsOf({ id, token }: BotApp): CredentialsFactory {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- an abstract class of three methods: its shape is all of it
  return {
    isValidAppId: appId => Promise.resolve(appId === id),
    isAuthenticationDisabled: () => Promise.resolve(false),
    createCredentials: (_appId, audience = botFrameworkAudience) =>
      Promise.resolve({
        signRequest: async request => {
          request.headers.set('authorization', `Bearer ${await token(`${audience}/.default`)}`);
          return request;
        },
      }),
  };
}

/** One client for each address; one that could not be made is not kept. */
function kept(clients: Map<string, Client>, key: string, make: () => Client): Client {
  const found = clients.get(key);
  if (found !== undefined) return found;
  if (clients.size >= most) clients.clear();
  const client = make();
  clients.set(key, client);
  client.catch(() => clients.delete(key));
  return client;
}

/** The policy's name in @azure/core-rest-pipeline; botbuilder has no setting for it, and keeps the pipeline to itself. */
function withoutRetries(client: object): void {
  const pipeline = pipelineOf(client);
  if (pipeline.removePolicy({ name: 'defaultRetryPolicy' }).length === 0)
    throw new Error('the connector has no policy of retries to take away');
}

/** Each request says which work of ours it is of, in the place of an id that only it has. */
const namingWork = (client: object): void =>
  pipelineOf(client).addPolicy({
    name: 'workId',
    sendRequest: (request, next) => {
      request.headers.set('x-ms-client-request-id', clientRequestId());
      return next(request);
    },
  });

const pipelineOf = (client: object): Pipeline =>
  (client as { readonly client: { readonly pipeline: Pipeline } }).client.pipeline;

interface Pipeline {
  addPolicy(policy: {
    readonly name: string;
    sendRequest<Request extends { readonly headers: { set(name: string, value: string): void } }, Answer>(
      request: Request,
      next: (request: Request) => Promise<Answer>,
    ): Promise<Answer>;
  }): void;
  removePolicy(options: { readonly name: string }): readonly unknown[];
}
