import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readCard, type ReadCard } from './card.ts';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: { readonly attachments?: readonly { readonly content: unknown }[]; readonly [key: string]: unknown };
}

/** A failure of one request: a status, with a body and headers of its own, or a connection that is reset. */
export type Failure =
  | number
  | 'reset'
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

/** A fake of Teams' connector: accepts messages, returns ids, and fails where a test wants it. */
export class FakeConnector {
  readonly sent: Sent[] = [];
  /** What the next requests get; 201 when there are none. */
  readonly failures: Failure[] = [];
  /** The pages that the next requests for a roster get; nobody is in it when there are none. */
  readonly rosters: { readonly members: readonly object[]; readonly continuationToken?: string }[] = [];
  /** The code in the body of a failure. */
  code = 'Scripted';
  /** How many requests have arrived, failed ones too. */
  asked = 0;
  /** The tokens that requests came with. */
  readonly authorizations: (string | undefined)[] = [];
  /** How many connections were closed by the bot before it had an answer. */
  abandoned = 0;
  /** How many of the next requests get no response: each has not arrived when its connection closes. */
  holds = 0;
  /** Which are, by their path. */
  isHeld: (path: string) => boolean = () => true;
  readonly #held: (() => void)[] = [];
  readonly #server: Server;
  #count = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      void bodyOf(request).then(async body => {
        if (request.method !== 'GET') this.asked += 1;
        this.authorizations.push(request.headers.authorization);
        if (this.holds > 0 && this.isHeld(request.url ?? '')) {
          this.holds -= 1;
          await new Promise<void>(resolve => {
            this.#held.push(resolve);
            request.socket.once('close', () => resolve());
          });
          if (request.socket.destroyed) {
            this.abandoned += 1;
            return;
          }
        }
        if (request.method === 'GET' && request.url?.toLowerCase().includes('/pagedmembers') === true) {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify(this.rosters.shift() ?? { members: [] }));
          return;
        }
        const failure = this.failures.shift();
        if (failure === 'reset') {
          request.socket.resetAndDestroy();
          return;
        }
        if (failure !== undefined) {
          const { status, headers = {}, body: said } = typeof failure === 'number' ? { status: failure } : failure;
          response.writeHead(status, { 'content-type': 'application/json', ...headers });
          response.end(said ?? JSON.stringify({ error: { code: this.code, message: 'scripted' } }));
          return;
        }
        response.writeHead(201, { 'content-type': 'application/json' });
        this.sent.push({ method: request.method ?? '', path: request.url ?? '', body });
        this.#count += 1;
        response.end(
          JSON.stringify({
            id: request.url === '/v3/conversations' ? `channel;messageid=${this.#count}` : `m${this.#count}`,
          }),
        );
      });
    });
  }

  /** How many requests have been held so far. */
  get holding(): number {
    return this.#held.length;
  }

  /** The cards that were sent proactively, in order. */
  told(): readonly ReadCard[] {
    return this.sent.flatMap(({ body }) => {
      const activity = (body['activity'] ?? body) as { attachments?: readonly { content: unknown }[] };
      return activity.attachments?.[0] === undefined ? [] : [readCard(activity.attachments[0].content)];
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Sent['body']> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return parts.length === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString('utf8')) as Sent['body']);
}
