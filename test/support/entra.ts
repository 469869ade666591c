import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loopbackTls } from './loopback-tls.ts';

/** A request for a token, as it came. */
export interface TokenRequest {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Stand-ins for Entra, with TLS, and for the machine's own address of managed identities. Both remember what they were asked. */
export class EntraStandIn {
  /** What Entra was asked for tokens. */
  readonly asked: TokenRequest[] = [];
  /** What the machine was asked for tokens. */
  readonly askedMachine: TokenRequest[] = [];
  /** What Entra answers instead of a token. */
  refusal: Answer | undefined;
  machineRefusal: Answer | undefined;
  /** How long tokens are good, in seconds. */
  lifetime = 3600;
  #count = 0;
  readonly #entra = createHttps(loopbackTls, (request, response) => void this.#answer(request, response));
  readonly #machine = createHttp((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://machine');
    this.askedMachine.push({ path, form: Object.fromEntries(searchParams), headers: request.headers });
    const expires_on = String(Math.floor(Date.now() / 1000) + this.lifetime);
    const token = { access_token: this.#next('machine'), token_type: 'Bearer', resource: 'x', client_id: 'x' };
    send(response, this.machineRefusal ?? { status: 200, body: { ...token, expires_on, expires_in: this.lifetime } });
  });

  async start(): Promise<this> {
    await Promise.all([this.#entra, this.#machine].map(listening));
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#entra, this.#machine].map(closed));
  }

  get address(): string {
    return `https://localhost:${portOf(this.#entra)}`;
  }

  get machineAddress(): string {
    return `http://127.0.0.1:${portOf(this.#machine)}`;
  }

  #next(of: string): string {
    this.#count += 1;
    return `${of} ${this.#count}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const tenant = path.split('/')[1] ?? '';
    if (path.includes('/.well-known/openid-configuration')) {
      const base = `${this.address}/${tenant}`;
      const body = {
        issuer: `${base}/v2.0`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      };
      send(response, { status: 200, body });
      return;
    }
    let text = '';
    for await (const chunk of request) text += String(chunk);
    this.asked.push({ path, form: Object.fromEntries(new URLSearchParams(text)), headers: request.headers });
    const token = { token_type: 'Bearer', expires_in: this.lifetime, access_token: this.#next('entra') };
    send(response, this.refusal ?? { status: 200, body: token });
  }
}

/** What Entra answers where it refuses, by its number. */
export const entraRefusal = (number: string): Answer => ({
  status: 401,
  body: {
    error: 'invalid_client',
    error_description: `AADSTS${number}: words of Entra. Trace ID: x Correlation ID: y Timestamp: 2026-11-26 18:00:00Z`,
    error_codes: [Number(number)],
  },
});

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const portOf = (server: { address: Server['address'] }): number => (server.address() as AddressInfo).port;

const listening = (server: { listen: Server['listen'] }): Promise<void> =>
  new Promise(resolve => void server.listen(0, '127.0.0.1', resolve));

const closed = (server: { close: Server['close']; closeAllConnections: () => void }): Promise<void> =>
  new Promise(resolve => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
