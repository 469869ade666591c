import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dayMs, parseInstant } from '../../../core/index.ts';
import { contosoSkus, type ContosoUser } from './contoso.ts';
import { pstnCallLogRow, type SandboxTenant } from './tenant.ts';

/** What the server answers: a status, and a body in Graph's own form. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const failure = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message, innerError: { 'request-id': 'sandbox' } } },
});
const list = (value: readonly unknown[], nextLink?: string): Answer => ({
  status: 200,
  body: { value, ...(nextLink !== undefined && { '@odata.nextLink': nextLink }) },
});

const callPage = 1000;
const bodyLimit = 256 * 1024;

/**
 * A Graph-compatible server on loopback for the sandbox's tenant: the same wire format as the cloud, so that the same driver speaks to
 * both, and a wrong request of ours fails here first (FACTS §4).
 */
export class SandboxGraphServer {
  readonly #tenant: SandboxTenant;
  /** In the currency in which the sandbox's pool is kept: Microsoft bills a tenant in its own. */
  readonly #currency: () => Promise<string>;
  readonly #server: Server;

  constructor(tenant: SandboxTenant, currency: () => Promise<string>) {
    this.#tenant = tenant;
    this.#currency = currency;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        ({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(body));
        },
        () => {
          response.writeHead(500);
          response.end();
        },
      );
    });
  }

  /** Starts on a free port of loopback; gives the address that GRAPH_ENDPOINT would have. */
  async start(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    this.#server.unref();
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    const path = decodeURIComponent(url.pathname).replace(/^\/v1\.0/, '');
    await this.#tenant.refresh();
    if (request.method === 'POST') {
      const user = /^\/users\/([^/]+)\/assignLicense$/.exec(path)?.[1];
      return user === undefined ? notFound(path) : this.#assign(user, await bodyOf(request));
    }
    if (request.method !== 'GET') return failure(405, 'Request_BadRequest', 'The method is not allowed.');
    if (path === '/subscribedSkus') return this.#skus(url);
    if (path === '/users') return list(this.#tenant.users().map(user => selected(userOf(user), url)));
    const roles = /^\/users\/([^/]+)\/transitiveMemberOf\/microsoft\.graph\.directoryRole$/.exec(path)?.[1];
    if (roles !== undefined) return this.#roles(roles, url, request);
    const user = /^\/users\/([^/]+)$/.exec(path)?.[1];
    if (user !== undefined) return this.#user(user, url);
    const range = /^\/communications\/callRecords\/getPstnCalls\(fromDateTime=([^,]+),toDateTime=([^)]+)\)$/.exec(path);
    if (range !== null) return this.#calls({ from: range[1] ?? '', to: range[2] ?? '' }, url);
    return notFound(path);
  }

  #skus(url: URL): Answer {
    if (url.searchParams.has('$filter')) return failure(400, 'Request_UnsupportedQuery', 'Filter is not supported.');
    return list(
      contosoSkus.map(sku => ({
        skuId: sku.skuId,
        skuPartNumber: sku.skuPartNumber,
        appliesTo: 'User',
        capabilityStatus: 'Enabled',
        consumedUnits: this.#tenant.consumed(sku.skuId),
        prepaidUnits: { enabled: sku.enabled, lockedOut: 0, suspended: 0, warning: 0 },
        servicePlans: sku.servicePlans.map(plan => ({ ...plan, provisioningStatus: 'Success', appliesTo: 'User' })),
      })),
    );
  }

  #user(id: string, url: URL): Answer {
    const user = this.#tenant.user(id);
    return user === undefined ? noUser(id) : { status: 200, body: selected(userOf(user), url) };
  }

  #roles(id: string, url: URL, request: IncomingMessage): Answer {
    if (request.headers['consistencylevel'] !== 'eventual' || url.searchParams.get('$count') !== 'true') {
      return failure(
        400,
        'Request_UnsupportedQuery',
        'The OData cast needs ConsistencyLevel: eventual and $count=true.',
      );
    }
    const user = this.#tenant.user(id);
    if (user === undefined) return noUser(id);
    return list(
      user.roles.map(roleTemplateId => ({
        '@odata.type': '#microsoft.graph.directoryRole',
        id: roleTemplateId,
        roleTemplateId,
      })),
    );
  }

  async #assign(id: string, body: unknown): Promise<Answer> {
    const user = this.#tenant.user(id);
    if (user === undefined) return noUser(id);
    const { addLicenses, removeLicenses } = (body ?? {}) as { addLicenses?: unknown; removeLicenses?: unknown };
    if (!Array.isArray(addLicenses) || !Array.isArray(removeLicenses)) {
      return failure(400, 'Request_BadRequest', 'addLicenses and removeLicenses are both required.');
    }
    const skuIds = addLicenses.map(one => String((one as { skuId?: unknown } | null)?.skuId));
    if (user.usageLocation === null) {
      return failure(
        400,
        'Request_BadRequest',
        'License assignment cannot be done for user with invalid usage location.',
      );
    }
    const full = skuIds.find(skuId => !user.skus.includes(skuId) && this.#tenant.seatsLeft(skuId) <= 0);
    if (full !== undefined)
      return failure(400, 'Request_BadRequest', `Subscription with SKU ${full} does not have any available licenses.`);
    await this.#tenant.give(id, skuIds);
    return { status: 200, body: userOf(this.#tenant.user(id) ?? user) };
  }

  async #calls(range: { readonly from: string; readonly to: string }, url: URL): Promise<Answer> {
    const from = instantOf(range.from);
    const to = instantOf(range.to);
    if (from === undefined || to === undefined || from > to)
      return failure(400, 'BadRequest', 'fromDateTime and toDateTime must be a range.');
    if (to - from > 90 * dayMs) return failure(400, 'BadRequest', 'The date range cannot be longer than 90 days.');
    const currency = await this.#currency();
    const skip = Number(url.searchParams.get('$skip') ?? 0);
    const found = this.#tenant.calls(from, to);
    const page = found.slice(skip, skip + callPage);
    const rows = page.map(one =>
      pstnCallLogRow(one, currency, one.user === null ? undefined : this.#tenant.user(one.user)),
    );
    const isLast = skip + callPage >= found.length;
    return list(rows, isLast ? undefined : `${url.origin}${url.pathname}?$skip=${skip + callPage}`);
  }
}

const notFound = (path: string): Answer => failure(404, 'Request_ResourceNotFound', `Resource not found for ${path}.`);
const noUser = (id: string): Answer => failure(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);

const instantOf = (text: string): number | undefined =>
  parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);

const userOf = (user: ContosoUser): Record<string, unknown> => ({
  id: user.id,
  displayName: user.displayName,
  userPrincipalName: user.userPrincipalName,
  userType: user.userType,
  accountEnabled: true,
  usageLocation: user.usageLocation,
  assignedLicenses: user.skus.map(skuId => ({ skuId, disabledPlans: [] })),
});

/** Graph leaves out what `$select` does not name, and without it all but a few (FACTS §4.5). */
function selected(user: Record<string, unknown>, url: URL): Record<string, unknown> {
  const names = url.searchParams.get('$select')?.split(',') ?? ['id', 'displayName', 'userPrincipalName'];
  return Object.fromEntries(Object.entries(user).filter(([name]) => names.includes(name)));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimit) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
