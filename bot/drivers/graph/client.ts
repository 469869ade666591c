import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { Client, GraphError } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { unreachable } from '../../../core/index.ts';
import type { GraphCredentials } from '../../config.ts';
import { DriverError } from '../../ports.ts';

/** Microsoft Graph over the SDK, which obeys Retry-After on 429, 503 and 504. */
export class Graph {
  readonly #client: Client;
  readonly #endpoint: string;

  constructor(settings: { readonly endpoint: string | undefined; readonly credentials: GraphCredentials }) {
    this.#endpoint = (settings.endpoint ?? 'https://graph.microsoft.com').replace(/\/$/, '');
    this.#client = Client.initWithMiddleware({
      baseUrl: this.#endpoint,
      defaultVersion: 'v1.0',
      authProvider: authProviderOf(settings.credentials, this.#endpoint),
      customHosts: new Set([new URL(this.#endpoint).hostname]),
    });
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return wrapped(path, () =>
      this.#client
        .api(path)
        .headers({ ...headers })
        .get(),
    );
  }

  async post(path: string, body: unknown): Promise<unknown> {
    return wrapped(path, () => this.#client.api(path).post(body));
  }

  /** Every page's `value`, following `@odata.nextLink` as it is (FACTS §4.1). */
  async *pages(path: string, headers: Readonly<Record<string, string>> = {}): AsyncIterable<readonly unknown[]> {
    let next: string | undefined = path;
    while (next !== undefined) {
      const page = (await this.get(next, headers)) as { value?: unknown; '@odata.nextLink'?: unknown };
      if (!Array.isArray(page.value)) throw new DriverError('graph-answer', `${pathOnly(path)}: no list in the answer`);
      yield page.value as readonly unknown[];
      next = this.#pathOf(page['@odata.nextLink']);
    }
  }

  /** The SDK takes a whole address only with https; the sandbox's is http, so that the part after the version is used. */
  #pathOf(nextLink: unknown): string | undefined {
    if (typeof nextLink !== 'string') return undefined;
    const base = `${this.#endpoint}/v1.0`;
    if (!nextLink.startsWith(base)) throw new DriverError('graph-answer', 'a nextLink leads to another host');
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
        new ClientSecretCredential(credentials.tenantId, credentials.clientId, credentials.clientSecret),
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

/** A failure of Graph with its code, without the address's ids. A 4xx keeps its text, which tells why (FACTS §4.4). */
async function wrapped(path: string, ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof GraphError) throw new DriverError(`graph-${cause.statusCode}`, cause.message, cause);
    throw new DriverError('graph-unreachable', `${pathOnly(path)}: no answer`, cause);
  }
}

const pathOnly = (path: string): string => path.split('?')[0]?.replaceAll(/[0-9a-f-]{32,}/gi, '{id}') ?? '';
