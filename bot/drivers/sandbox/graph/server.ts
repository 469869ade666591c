import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { DriverError, type Clock } from '../../../ports/index.ts';
import type { ContosoUser } from '../contoso.ts';
import { seeded } from '../random.ts';
import type { SandboxTenant } from '../tenant.ts';
import { noFaults, Throttle, type Faults } from './limits.ts';
import { Spoiler } from './misbehavior.ts';
import { badRequest, cutShort, failure, send, type GraphResponse, type Asked } from './odata.ts';
import { answer, type Service } from './routes.ts';

const bodyLimit = 1024 * 1024;
const mostInBatch = 20;

export interface GraphServerSettings {
  readonly tenant: SandboxTenant;
  readonly currency: () => Promise<string>;
  readonly clock: Clock;
  /** The faults to simulate, read for each request; none when left out. */
  readonly faults?: () => Faults;
  readonly seed?: number;
}

/**
 * A Graph-compatible server on loopback for the sandbox's tenant: the same wire format as the cloud, so that the same driver speaks to
 * both, and a wrong request of ours fails here first (G1–G18).
 */
export class SandboxGraphServer {
  readonly #server: Server;
  readonly #service: Service;
  readonly #clock: Clock;
  readonly #faults: () => Faults;
  readonly #random: () => number;
  readonly #throttle: Throttle;
  readonly #spoiler: Spoiler;
  /** Users as before a write, for reads during the replication lag. */
  readonly #stale = new Map<string, { readonly user: ContosoUser; readonly until: number }>();
  readonly #tenant: SandboxTenant;
  #underWay = 0;
  #answered = 0;
  #base = '';

  constructor({ tenant, currency, clock, faults = () => noFaults, seed = 1 }: GraphServerSettings) {
    this.#tenant = tenant;
    this.#clock = clock;
    this.#faults = faults;
    this.#random = seeded(seed);
    this.#throttle = new Throttle(clock, faults, this.#random);
    this.#spoiler = new Spoiler(faults, seeded(seed + 1));
    this.#service = {
      tenant,
      currency,
      base: () => this.#base,
      seen: user => this.#seen(user),
      written: before => this.#written(before),
    };
    this.#server = createServer((request, response) => {
      this.#underWay += 1;
      void this.#answer(request)
        .catch(() => failure(500, 'InternalServerError', 'An error has occurred.'))
        .then(answered => (this.#spoiler.isCut() ? cutShort(response, answered) : send(response, answered)))
        .finally(() => {
          this.#underWay -= 1;
          this.#answered += 1;
        });
    });
  }

  /** Starts on a free loopback port; returns the address for GRAPH_ENDPOINT. */
  async start(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    this.#server.unref();
    this.#base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.#base;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  /** Requests received and not answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Requests that failed with nothing wrong with them, those within a batch too. */
  get failed(): number {
    return this.#spoiler.failed;
  }

  /** Requests, those within a batch too. */
  get asked(): number {
    return this.#throttle.checked;
  }

  /** Requests that by chance were throttled, failed, were carried out and not said to be, or whose answer was cut. */
  get disturbed(): number {
    return this.#throttle.throttled + this.#spoiler.disturbed;
  }

  /** Requests answered, those within a batch not counted. */
  get answered(): number {
    return this.#answered;
  }

  /** Requests throttled because they exceeded a limit of G15. */
  get beyondLimits(): number {
    return this.#throttle.beyondLimits;
  }

  async #answer(request: IncomingMessage): Promise<GraphResponse> {
    const { latencyMs } = this.#faults();
    if (latencyMs > 0) await this.#clock.wait(latencyMs);
    const body = await bodyOf(request);
    // Over plain http the SDK sends no token, and none is required here.
    const asked = askedOf(request.method ?? 'GET', request.url ?? '/', request.headers as Asked['headers'], body);
    if (asked === undefined) return badRequest('Invalid version.');
    await this.#tenant.refresh().catch(goOn);
    if (this.#tenant.seeToGroups()) await this.#tenant.save();
    if (asked.path === '/$batch')
      return asked.method === 'POST' ? this.#batch(asked) : failure(405, 'Request_BadRequest', 'Use POST.');
    return this.#throttle.check(asked) ?? this.#spoiler.instead(asked) ?? this.#carriedOut(asked);
  }

  async #carriedOut(asked: Asked): Promise<GraphResponse> {
    const answered = await answer(asked, this.#service);
    if (asked.method !== 'GET' && answered.status < 300) await this.#tenant.save();
    return this.#spoiler.spoiled(asked, answered, this.#base);
  }

  /** Each request of a batch is throttled and answered alone, and the answers come in any order (G14). */
  async #batch(outer: Asked): Promise<GraphResponse> {
    const parsed = batch.safeParse(outer.body);
    if (!parsed.success) return failure(400, 'BadRequest', 'Invalid batch payload format.');
    const { requests } = parsed.data;
    if (requests.length > mostInBatch)
      return failure(400, 'BadRequest', `Number of batch request steps exceeds the maximum value of ${mostInBatch}.`);
    if (new Set(requests.map(({ id }) => id.toLowerCase())).size < requests.length)
      return failure(400, 'BadRequest', 'Each request in a batch must have an id of its own.');
    const instead = this.#spoiler.instead(outer);
    if (instead !== undefined) return instead;
    const responses: Readonly<Record<string, unknown>>[] = [];
    for (const { id, method, url, headers = {}, body } of requests) {
      const {
        status,
        body: inner,
        headers: more = {},
      } = await this.#inner(outer.version, { method, url, headers, body });
      const typed = inner === undefined ? more : { 'Content-Type': 'application/json', ...more };
      responses.splice(Math.floor(this.#random() * (responses.length + 1)), 0, {
        id,
        status,
        headers: typed,
        body: inner,
      });
    }
    if (requests.some(({ method }) => method !== 'GET')) await this.#tenant.save();
    return { status: 200, body: { responses: this.#spoiler.answers(responses) } };
  }

  async #inner(
    version: Asked['version'],
    one: {
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: unknown;
    },
  ): Promise<GraphResponse> {
    const headers = Object.fromEntries(Object.entries(one.headers).map(([name, value]) => [name.toLowerCase(), value]));
    if (!one.url.startsWith('/')) return badRequest('The url of a request in a batch must be relative.');
    if (one.body !== undefined && headers['content-type'] === undefined)
      return badRequest('A request with a body in a batch needs a Content-Type header.');
    const asked = askedOf(one.method, `/${version}${one.url}`, headers, one.body);
    if (asked === undefined || asked.path === '/$batch')
      return badRequest('The url of a request in a batch is not valid.');
    const refused = this.#throttle.check(asked) ?? this.#spoiler.instead(asked);
    return refused ?? this.#spoiler.spoiled(asked, await answer(asked, this.#service), this.#base);
  }

  #seen(user: ContosoUser): ContosoUser {
    const stale = this.#stale.get(user.id);
    if (stale === undefined) return user;
    if (stale.until > this.#clock.now()) return stale.user;
    this.#stale.delete(user.id);
    return user;
  }

  #written(before: ContosoUser): void {
    const { lagMs } = this.#faults();
    if (lagMs > 0) this.#stale.set(before.id, { user: this.#seen(before), until: this.#clock.now() + lagMs });
  }
}

const batch = z.object({
  requests: z.array(
    z.object({
      id: z.string().min(1),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
    }),
  ),
});

function askedOf(method: string, address: string, headers: Asked['headers'], body: unknown): Asked | undefined {
  const url = new URL(address, 'http://graph');
  const match = /^\/(v1\.0|beta)(\/.*)$/.exec(url.pathname);
  if (match === null) return undefined;
  const version = match[1] === 'beta' ? 'beta' : 'v1.0';
  return { method, version, path: match[2] ?? '', query: url.searchParams, headers, body };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= bodyLimit) parts.push(part);
  }
  if (size > bodyLimit) return undefined;
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Graph is another machine: while the bot's store cannot be reached, it goes on with what it knows. */
function goOn(error: unknown): void {
  if (!(error instanceof DriverError) || error.code !== 'store-unreachable') throw error;
}
