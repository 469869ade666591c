import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import pLimit from 'p-limit';
import type { Clock } from '../../ports/index.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Cost } from './limits.ts';

/** What is noted of each request: never who it was about. */
export interface RequestLog {
  debug(about: object, message: string): void;
  warn(about: object, message: string): void;
}

/** What a request says of itself beside what the SDK knows. */
interface Asked {
  readonly costs?: readonly Cost[];
  /** With it nobody waits any longer for the request to begin. */
  readonly waitSignal?: AbortSignal;
}

/** Requests under way at the same time to one tenant; more would only be turned away sooner. */
const concurrency = 6;

/** After this many tries it is given up. */
export const mostTries = 8;

const timeoutMs = 60_000;

/** How long to wait before the next try: as long as Graph says, else ever longer, and never all at the same moment. */
export function retryDelayMs(
  tries: number,
  retryAfter: string | null | undefined,
  { now, random }: { readonly now: number; readonly random: () => number },
): number {
  const seconds = Number(retryAfter);
  if (retryAfter !== null && retryAfter !== undefined && retryAfter.trim() !== '') {
    if (Number.isFinite(seconds)) return Math.ceil(Math.max(0, seconds) * 1000);
    const date = Date.parse(retryAfter);
    if (Number.isFinite(date)) return Math.max(0, date - now);
  }
  return Math.ceil(Math.min(60_000, 1000 * 2 ** (tries - 1)) * (0.75 + random() / 2));
}

export const isRetryable = (status: number): boolean => status === 429 || status === 503 || status === 504;

/**
 * The SDK's own retry handler waits by the machine's clock, and for all requests alike. This one keeps within Graph's limits in the first
 * place, waits by the program's clock, tries again what may be tried again, and notes each request with its id.
 */
export class RetryHandler implements Middleware {
  readonly #clock: Clock;
  readonly #rateLimiter: RateLimiter;
  readonly #random: () => number;
  readonly #log: RequestLog | undefined;
  readonly #limit = pLimit(concurrency);
  #next: Middleware | undefined;

  constructor(given: {
    readonly clock: Clock;
    readonly rateLimiter: RateLimiter;
    readonly random: () => number;
    readonly log: RequestLog | undefined;
  }) {
    this.#clock = given.clock;
    this.#rateLimiter = given.rateLimiter;
    this.#random = given.random;
    this.#log = given.log;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  /** Whether requests are under way. */
  get isBusy(): boolean {
    return this.#limit.activeCount + this.#limit.pendingCount > 0;
  }

  async execute(context: Context): Promise<void> {
    const { costs = [], waitSignal } = (context.options ?? {}) as Asked;
    for (let tries = 1; ; tries += 1) {
      await this.#rateLimiter.take(costs, waitSignal);
      if (waitSignal?.aborted === true) throw new Error('nobody waits any longer');
      const outcome = await this.#limit(() => this.#try(context));
      const isLast = tries >= mostTries;
      if (outcome instanceof Response) {
        context.response = outcome;
        if (!isRetryable(outcome.status) || isLast) return;
        // What is left unread holds the connection.
        await outcome.body?.cancel();
      } else if (isLast || tries >= 3) throw outcome.error;
      const retryAfter = outcome instanceof Response ? outcome.headers.get('Retry-After') : null;
      const waitMs = retryDelayMs(tries, retryAfter, { now: this.#clock.now(), random: this.#random });
      await this.#clock.wait(waitMs, waitSignal);
    }
  }

  /** One try, with headers of its own: the handlers after this one add to them. */
  async #try(context: Context): Promise<Response | { readonly error: unknown }> {
    const id = randomUUID();
    const begun = this.#clock.now();
    const stop = new AbortController();
    const cancel = this.#clock.after(timeoutMs, () => stop.abort(new Error('no answer in time')));
    const { costs: _costs, waitSignal: _patience, ...options } = (context.options ?? {}) as Record<string, unknown>;
    const attempt: Context = {
      ...context,
      options: {
        ...options,
        signal: stop.signal,
        headers: { ...(options['headers'] as Record<string, string> | undefined), 'client-request-id': id },
      },
    };
    const note = { method: options['method'], clientRequestId: id };
    try {
      await this.#next?.execute(attempt);
      const { response } = attempt;
      if (response === undefined) throw new Error('no answer');
      const ms = this.#clock.now() - begun;
      const about = { ...note, status: response.status, ms, requestId: response.headers.get('request-id') };
      if (response.ok) this.#log?.debug(about, 'Graph answered');
      else this.#log?.warn(about, 'Graph refused');
      return response;
    } catch (error) {
      this.#log?.warn({ ...note, ms: this.#clock.now() - begun }, 'Graph did not answer');
      return { error };
    } finally {
      cancel();
    }
  }
}
