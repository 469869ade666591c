import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { AuthenticationHandler, Client, GraphError, HTTPMessageHandler } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { unreachable } from '../../../core/index.ts';
import type { GraphCredentials } from '../../config.ts';
import { DriverError, type Clock } from '../../ports/index.ts';
import { RateLimiter } from './rate-limit.ts';
import { unitsOf, type Cost } from './limits.ts';
import { RetryHandler, type RequestLog } from './retry.ts';
import { addressOf, requests, type GraphRequest } from './requests.ts';

export interface GraphSettings {
  /** The cloud: `https://graph.microsoft.com` when left out; national clouds, and servers on loopback, by their address. */
  readonly endpoint: string | undefined;
  readonly credentials: GraphCredentials;
  readonly clock: Clock;
  readonly log?: RequestLog;
  readonly random?: () => number;
}

type Values = Readonly<Record<string, string>>;

/** Microsoft Graph over the SDK: what is asked is one of `requests`, within Graph's limits, and tried again where that may help. */
export class Graph {
  readonly clock: Clock;
  readonly random: () => number;
  readonly #client: Client;
  readonly #endpoint: string;
  readonly #waitSignal: RetryHandler;

  constructor({ endpoint, credentials, clock, log, random = Math.random }: GraphSettings) {
    this.clock = clock;
    this.random = random;
    this.#endpoint = (endpoint ?? 'https://graph.microsoft.com').replace(/\/$/, '');
    this.#waitSignal = new RetryHandler({ clock, rateLimiter: new RateLimiter(clock), random, log });
    const authentication = new AuthenticationHandler(authProviderOf(credentials, this.#endpoint));
    this.#waitSignal.setNext(authentication);
    authentication.setNext(new HTTPMessageHandler());
    this.#client = Client.initWithMiddleware({
      baseUrl: this.#endpoint,
      middleware: this.#waitSignal,
      customHosts: new Set([new URL(this.#endpoint).hostname]),
    });
  }

  /** Whether requests are under way: whoever waits for a limit, or for a next try, is not. */
  get isBusy(): boolean {
    return this.#waitSignal.isBusy;
  }

  get(request: GraphRequest, values?: Values): Promise<unknown> {
    return this.#read(request, addressOf(request, values));
  }

  /** Every page's `value`, following `@odata.nextLink` as it is (G2). */
  async *pages(request: GraphRequest, values?: Values): AsyncIterable<readonly unknown[]> {
    let next: string | undefined = addressOf(request, values);
    while (next !== undefined) {
      const page = (await this.#read(request, next)) as { value?: unknown; '@odata.nextLink'?: unknown };
      if (!Array.isArray(page.value)) throw new DriverError('graph-answer', `${request.path}: no list in the answer`);
      yield page.value as readonly unknown[];
      next = this.#pathOf(request, page['@odata.nextLink']);
    }
  }

  /** One batch's body, sent as it is; its cost is that of what is in it. With the signal it is waited for no longer. */
  sendBatch(body: unknown, costs: readonly Cost[], waitSignal: AbortSignal): Promise<unknown> {
    const { path, version } = requests.batch;
    return wrapped(requests.batch, () =>
      this.#client.api(path).version(version).options({ costs, waitSignal }).post(body),
    );
  }

  #read(request: GraphRequest, address: string): Promise<unknown> {
    const url = new URL(address, 'http://graph');
    const costs = unitsOf(request.method, decodeURIComponent(url.pathname), url.searchParams);
    return wrapped(request, () =>
      this.#client
        .api(address)
        .version(request.version)
        .headers({ ...request.headers })
        .options({ costs })
        .get(),
    );
  }

  /** The SDK takes a whole address only with https; the sandbox's is http, so that the part after the version is used. */
  #pathOf({ version }: GraphRequest, nextLink: unknown): string | undefined {
    if (typeof nextLink !== 'string') return undefined;
    const base = `${this.#endpoint}/${version}`;
    if (!nextLink.startsWith(`${base}/`)) throw new DriverError('graph-answer', 'a nextLink leads to another host');
    return nextLink.slice(base.length);
  }
}

function authProviderOf(credentials: GraphCredentials, endpoint: string) {
  const scopes = [`${endpoint}/.default`];
  switch (credentials.kind) {
    case 'sandbox':
      return { getAccessToken: () => Promise.resolve('sandbox') };
    case 'secret':
      return new TokenCredentialAuthenticationProvider(
        new ClientSecretCredential(credentials.tenantId, credentials.clientId, credentials.clientSecret, {
          authorityHost: authorityOf(endpoint),
        }),
        { scopes },
      );
    case 'managed-identity':
      return new TokenCredentialAuthenticationProvider(
        new ManagedIdentityCredential(credentials.clientId === undefined ? {} : { clientId: credentials.clientId }),
        { scopes },
      );
    default:
      return unreachable(credentials);
  }
}

/** National clouds have sign-in addresses of their own. */
function authorityOf(endpoint: string): string {
  const { hostname } = new URL(endpoint);
  if (hostname.endsWith('.us')) return 'https://login.microsoftonline.us';
  return hostname.endsWith('.cn') ? 'https://login.partner.microsoftonline.cn' : 'https://login.microsoftonline.com';
}

/** A failure of Graph with its code, without the address's ids. A 4xx keeps its text, which tells why (G9). */
async function wrapped(request: GraphRequest, ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    const isAnswer = cause instanceof GraphError && cause.statusCode > 0;
    if (!isAnswer) throw new DriverError('graph-unreachable', `${request.path}: no answer`, cause);
    const permission = cause.statusCode === 403 ? request.permission : undefined;
    throw new DriverError(`graph-${cause.statusCode}`, cause.message, cause, permission);
  }
}
