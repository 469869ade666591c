import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as askOver, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import path from 'node:path';
import { z } from 'zod';
import { noFaults } from '../../bot/drivers/sandbox/graph/limits.ts';
import { SandboxGraphServer } from '../../bot/drivers/sandbox/graph/server.ts';
import { SandboxTenant } from '../../bot/drivers/sandbox/tenant.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { FakeConnector } from '../support/connector.ts';
import { entraRefusal } from '../support/entra.ts';
import { token, type Claims, type Key } from '../support/key-server.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { hosts, type Network } from './private-network.ts';

const botFramework = 'https://api.botframework.com';
export const serviceUrl = `https://${hosts.connector}/emea/`;

/** The permission that Microsoft's reference names for each path of Graph. */
const permissions: readonly (readonly [path: RegExp, permission: string])[] = [
  [/\/assignLicense$/, 'LicenseAssignment.ReadWrite.All'],
  [/\/(checkMemberGroups$|groups)/, 'GroupMember.Read.All'],
  [/\/users/, 'User.Read.All'],
  [/\/(subscribedSkus|directory\/subscriptions)/, 'Organization.Read.All'],
  [/\/communications\/callRecords\//, 'CallRecord-PstnCalls.Read.All'],
];

/** An app that Entra knows. */
interface App {
  /** `expired`: one that has ended. */
  secret: string;
  readonly roles: Set<string>;
}

/** What is registered in Entra, by the ids of the guide's settings. */
export interface Registered {
  readonly tenant: string;
  readonly bot: string;
  readonly graph: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Stand-ins for Entra, the Bot Framework, Teams' connector and Graph under their own names over TLS, with tokens that are signed and checked,
 * and the proxy before the bot. What goes wrong in them is set from outside.
 */
export class Cloud {
  readonly connector = new FakeConnector();
  readonly apps: ReadonlyMap<string, App>;
  /** Hosts that do not answer. */
  readonly down = new Set<string>();
  /** How far Graph's clock is from this machine's. */
  aheadMs = 0;
  /** Requests that were refused for want of a good token, by host. */
  readonly refused: string[] = [];
  readonly #clock = { ...systemClock, now: () => systemClock.now() + this.aheadMs };
  readonly tenant = new SandboxTenant(new MemoryDocuments(), this.#clock);
  readonly #registered: Registered;
  readonly #passed: readonly RegExp[];
  readonly #keys: Readonly<Record<'entra' | 'teams' | 'stranger', Key>> = {
    entra: aKey('entra'),
    teams: aKey('teams'),
    stranger: aKey('teams'),
  };
  readonly #graph: SandboxGraphServer;
  readonly #server: Server;
  #graphAddress = '';
  #connectorAddress = '';

  /** `paths` are those that the proxy before the bot passes on. */
  constructor(network: Network, registered: Registered, paths: readonly string[]) {
    this.#registered = registered;
    this.#passed = paths.map(one => new RegExp(`^${RegExp.escape(one).replace('\\*', '.*')}$`));
    const needed = permissions.map(([, permission]) => permission).filter(one => one !== 'GroupMember.Read.All');
    this.apps = new Map<string, App>([
      [registered.bot, { secret: 'the secret of the bot', roles: new Set<string>() }],
      [registered.graph, { secret: 'the secret of Graph', roles: new Set(needed) }],
    ]);
    this.#graph = new SandboxGraphServer({
      tenant: this.tenant,
      currency: () => Promise.resolve('USD'),
      clock: this.#clock,
      faults: () => noFaults,
    });
    const read = (name: string): string => readFileSync(path.join(network.folder, name), 'utf8');
    this.#server = createServer({ key: read('hosts.key'), cert: read('hosts.pem') }, (request, response) => {
      void this.#answer(request, response).catch((error: unknown) => {
        process.stderr.write(`a stand-in failed: ${(error as Error).stack}\n`);
        response.destroy();
      });
    });
  }

  async start(): Promise<this> {
    await this.tenant.open();
    this.#graphAddress = await this.#graph.start();
    this.#connectorAddress = await this.connector.start();
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(443, '127.0.0.1', resolve);
    });
    return this;
  }

  /** Has what the bot sends to the connector shown elsewhere than in `connector`. */
  connectsTo(address: string): void {
    this.#connectorAddress = `${address}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
    await Promise.all([this.#graph.stop(), this.connector.stop()]);
  }

  app(id: string): App {
    const found = this.apps.get(id);
    if (found === undefined) throw new Error(`no app ${id}`);
    return found;
  }

  /** A token as Teams sends it to the bot, but for what is said; `by` a stranger it is not to be believed. */
  teamsToken(claims: Claims = {}, by: 'teams' | 'stranger' = 'teams'): string {
    const now = Math.floor(Date.now() / 1000);
    const good = {
      iss: botFramework,
      aud: this.#registered.bot,
      serviceurl: serviceUrl,
      nbf: now - 300,
      exp: now + 3600,
    };
    return token({ ...good, ...claims }, { key: this.#keys[by] });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? '';
    if (this.down.has(host)) {
      request.socket.destroy();
      return;
    }
    const body = await bodyOf(request);
    switch (host) {
      case hosts.entra: {
        send(response, this.#entra(request.url ?? '', body.toString()));
        return;
      }
      case hosts.botFramework: {
        send(response, this.#openId(request.url ?? ''));
        return;
      }
      case hosts.connector:
        if (this.#claimsOf(request, { appid: this.#registered.bot, aud: botFramework }) === undefined) {
          send(response, this.#refusal(host));
          return;
        }
        return pass(
          request,
          body,
          response,
          `${this.#connectorAddress}${(request.url ?? '').replace(/^\/emea\//, '')}`,
        );
      case hosts.graph:
        return this.#askGraph(request, body, response);
      case hosts.bot:
        if (!this.#passed.some(one => one.test(new URL(request.url ?? '', 'https://bot').pathname))) {
          send(response, { status: 404, body: '' });
          return;
        }
        return pass(request, body, response, `http://127.0.0.1:3978${request.url}`);
      default: {
        send(response, { status: 421, body: '' });
        return;
      }
    }
  }

  #refusal(host: string): Answer {
    this.refused.push(host);
    return {
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: 'Access token is missing or invalid.' } },
    };
  }

  #entra(url: string, body: string): Answer {
    const [, tenant = ''] = url.split('/');
    const base = `https://${hosts.entra}/${tenant}`;
    if (url.startsWith('/common/discovery/instance'))
      return {
        status: 200,
        body: {
          tenant_discovery_endpoint: `https://${hosts.entra}/${this.#registered.tenant}/v2.0/.well-known/openid-configuration`,
          metadata: [{ preferred_network: hosts.entra, preferred_cache: hosts.entra, aliases: [hosts.entra] }],
        },
      };
    if (url.includes('/.well-known/openid-configuration'))
      return {
        status: 200,
        body: {
          issuer: `${base}/v2.0`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        },
      };
    const form = new URLSearchParams(body);
    const app = this.apps.get(form.get('client_id') ?? '');
    if (tenant !== this.#registered.tenant) return entraRefusal('90002');
    if (app === undefined) return entraRefusal('700016');
    if (app.secret === 'expired') return entraRefusal('7000222');
    if (form.get('client_secret') !== app.secret) return entraRefusal('7000215');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{ iss: `https://sts.windows.net/${tenant}/`, aud: (form.get('scope') ?? '').replace(/\/\.default$/, '') },
      ...{ appid: form.get('client_id'), tid: tenant, roles: [...app.roles], nbf: now - 300, exp: now + 3600 },
    };
    const access_token = token(claims, { key: this.#keys.entra });
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token } };
  }

  #openId(url: string): Answer {
    const { teams } = this.#keys;
    const jwk = { ...teams.publicKey.export({ format: 'jwk' }), kid: teams.id, use: 'sig', endorsements: ['msteams'] };
    return {
      status: 200,
      body: url.endsWith('/keys')
        ? { keys: [jwk] }
        : { issuer: botFramework, jwks_uri: `https://${hosts.botFramework}/v1/.well-known/keys` },
    };
  }

  /** What a token of ours says, if it is one of ours and says at least that. */
  #claimsOf(request: IncomingMessage, needed: Claims): z.infer<typeof claimsShape> | undefined {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const [, text = ''] = bearer.split('.');
    if (text === '') return undefined;
    const said = JSON.parse(Buffer.from(text, 'base64url').toString()) as Claims;
    // PKCS #1 signatures of the same words are the same.
    if (token(said, { key: this.#keys.entra }) !== bearer) return undefined;
    const claims = claimsShape.parse(said);
    if (claims.exp * 1000 < Date.now()) return undefined;
    return Object.entries(needed).every(([name, value]) => claims[name] === value) ? claims : undefined;
  }

  /** Whoever asks when it is asks without a token; all else needs one with the path's permission. */
  async #askGraph(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    response.setHeader('date', new Date(this.#clock.now()).toUTCString());
    if (request.method === 'HEAD' && url === '/') {
      send(response, { status: 200, body: undefined });
      return;
    }
    const claims = this.#claimsOf(request, { aud: `https://${hosts.graph}` });
    if (claims === undefined) {
      send(response, this.#refusal(hosts.graph));
      return;
    }
    const isBatch = url.endsWith('/$batch');
    const asked = isBatch ? batchShape.parse(JSON.parse(body.toString())).requests.map(one => one.url) : [url];
    const missing = asked.map(neededFor).find(one => !claims.roles.includes(one));
    const denied = {
      error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' },
    };
    if (missing !== undefined && !isBatch) {
      send(response, { status: 403, body: denied });
      return;
    }
    if (missing !== undefined) {
      send(response, {
        status: 200,
        body: {
          responses: batchShape
            .parse(JSON.parse(body.toString()))
            .requests.map(({ id }) => ({ id, status: 403, headers: {}, body: denied })),
        },
      });
      return;
    }
    return pass(request, body, response, `${this.#graphAddress}${url}`, text =>
      text.replaceAll(this.#graphAddress, `https://${hosts.graph}`),
    );
  }
}

const claimsShape = z.looseObject({ exp: z.number(), roles: z.array(z.string()) });
const batchShape = z.object({ requests: z.array(z.object({ id: z.string(), url: z.string() })) });

const neededFor = (url: string): string =>
  permissions.find(([pattern]) => pattern.test(url.split('?')[0] ?? ''))?.[1] ?? 'Directory.Read.All';

const aKey = (id: string): Key => ({ id, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) });

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
}

/** Asks another address the same, and gives its answer, changed where that is said. */
function pass(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  address: string,
  change: (text: string) => string = text => text,
): Promise<void> {
  return new Promise(resolve => {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const asked = askOver(address, { method: request.method ?? 'GET', headers }, answer => {
      void bodyOf(answer)
        .then(whole => {
          const text = change(whole.toString());
          const { 'content-length': _length, 'transfer-encoding': _encoding, date: _date, ...kept } = answer.headers;
          response.writeHead(answer.statusCode ?? 502, kept);
          response.end(request.method === 'HEAD' ? undefined : text);
        })
        .catch(() => response.destroy())
        .finally(resolve);
    });
    asked.once('error', () => {
      send(response, { status: 502, body: '' });
      resolve();
    });
    asked.end(body);
  });
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
