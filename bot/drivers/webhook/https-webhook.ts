import { createHmac, hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Clock, Webhook, WebhookCall, WebhookOutcome, WebhookUrlProblem } from '../../ports/index.ts';
import { retryAfterMs } from '../../work/retry-after.ts';
import { alertmanagerBody } from './alertmanager.ts';
import { AllowedAddresses, ForbiddenAddress, type LookupAll } from './allowed-addresses.ts';

/** How long a receiver may take, from its name to its answer's headers. */
const timeoutMs = 15_000;

const mostHeaderBytes = 8 * 1024;

/** A receiver that says "in a year" is asked again tomorrow. */
const mostRetryMs = 24 * 3_600_000;

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** Calls webhooks over https, each over a connection of its own, follows no redirect and reads nothing of what they answer. */
export class HttpsWebhook implements Webhook {
  readonly #tenant: string;
  readonly #clock: Clock;
  readonly #isSandbox: boolean;
  readonly #addresses: AllowedAddresses;

  constructor(given: {
    readonly tenant: string;
    readonly clock: Clock;
    /** Private networks that may be called. */
    readonly networks: readonly string[];
    /** In the sandbox this machine may be called too, and by http. */
    readonly isSandbox: boolean;
    readonly lookupAll?: LookupAll;
  }) {
    this.#tenant = given.tenant;
    this.#clock = given.clock;
    this.#isSandbox = given.isSandbox;
    const networks = given.isSandbox ? ['127.0.0.0/8', '::1', ...given.networks] : given.networks;
    this.#addresses = new AllowedAddresses(networks, given.lookupAll);
  }

  newSecret(): string {
    return `whsec_${randomBytes(32).toString('base64')}`;
  }

  problemOf(url: string): WebhookUrlProblem | undefined {
    if (!URL.canParse(url)) return 'not-an-address';
    const { protocol, hostname, username, password } = new URL(url);
    const isOwn = this.#isSandbox && protocol === 'http:' && loopback.includes(hostname);
    if (protocol !== 'https:' && !isOwn) return 'not-https';
    if (username !== '' || password !== '') return 'has-credentials';
    return this.#addresses.isAllowed(hostname) ? undefined : 'private-address';
  }

  async call(call: WebhookCall): Promise<WebhookOutcome> {
    const problem = this.problemOf(call.url);
    if (problem !== undefined) return { kind: 'refused', reason: problem };
    const body = JSON.stringify(alertmanagerBody(call.group));
    const stop = new AbortController();
    const cancel = this.#clock.after(timeoutMs, () => stop.abort());
    try {
      const { statusCode = 0, headers } = await this.#post(call, body, stop.signal);
      return this.#outcomeOf(statusCode, headers['retry-after']);
    } catch (error) {
      if (error instanceof ForbiddenAddress) return { kind: 'refused', reason: 'private-address' };
      const reason = stop.signal.aborted ? 'no-answer-in-time' : codeOf(error);
      return { kind: 'failed', retryAfterMs: undefined, reason };
    } finally {
      cancel();
    }
  }

  /** Posts, and gives what stands at the head of the answer. */
  async #post(call: WebhookCall, body: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { request } = new URL(call.url).protocol === 'https:' ? https : http;
    const sent = request(call.url, {
      ...{ method: 'POST', agent: false, lookup: this.#addresses.lookup, maxHeaderSize: mostHeaderBytes, signal },
      headers: {
        ...this.#signatureOf(call, body),
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'communications-credits-bot',
      },
    });
    try {
      const answered = once(sent, 'response');
      sent.end(body);
      const [answer] = (await answered) as [IncomingMessage];
      return answer;
    } finally {
      // What a connection that is thrown away still says is of no interest.
      sent.on('error', () => undefined).destroy();
    }
  }

  /** As Standard Webhooks sign: the id is the same for every attempt, the instant is that of this one, by wall-clock time. */
  #signatureOf({ id, secret }: WebhookCall, body: string): Readonly<Record<string, string>> {
    const name = `msg_${hash('sha256', JSON.stringify([this.#tenant, id])).slice(0, 40)}`;
    const seconds = String(Math.floor(this.#wallTime() / 1000));
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const signature = createHmac('sha256', key).update(`${name}.${seconds}.${body}`).digest('base64');
    return { 'webhook-id': name, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
  }

  #outcomeOf(status: number, retryAfter: string | undefined): WebhookOutcome {
    if (status >= 200 && status < 300) return { kind: 'delivered', status };
    const reason = `http-${status}`;
    if (status < 500 && !passing.has(status)) return { kind: 'refused', reason };
    const waitMs = retryAfterMs(retryAfter, this.#wallTime());
    return { kind: 'failed', retryAfterMs: waitMs === undefined ? undefined : Math.min(waitMs, mostRetryMs), reason };
  }

  #wallTime(): number {
    return this.#clock.now() - this.#clock.offsetMs;
  }
}

/** Statuses below 500 that may be another the next time: timeout, too early, too many. */
const passing = new Set([408, 425, 429]);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'no-answer';
