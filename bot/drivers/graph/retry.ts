import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import pLimit from 'p-limit';
import { z } from 'zod';
import type { Clock } from '../../ports/index.ts';
import { clientRequestId } from '../../work/current-work.ts';
import { retryAfterMs } from '../../work/retry-after.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Cost } from './limits.ts';
import { triesOf, unansweredTries } from './passing.ts';

/** The log of requests: it gets no address, and no person's id. */
export interface RequestLog {
  debug(about: object, message: string): void;
  warn(about: object, message: string): void;
}

/** What was answered to a try of a request, or to one of a batch, and after how long. */
export interface GraphAnswer {
  readonly of: 'request' | 'part';
  /** Undefined where nothing was answered. */
  readonly status: number | undefined;
  readonly date: string | null;
  readonly ms: number;
}

/** A request's options beside the SDK's own. */
interface HandlerOptions {
  readonly costs?: readonly Cost[];
  /** An abort ends the request's waits before a try. */
  readonly waitSignal?: AbortSignal;
  /** Is told of each wait before a try. */
  readonly onWait?: (waitMs: number) => void;
}

/** Concurrent requests to one tenant; more would only be throttled sooner. */
const concurrency = 6;

const timeoutMs = 60_000;

/** The delay before the next try: Graph's Retry-After, else exponential backoff with jitter (G16). */
export function retryDelayMs(
  tries: number,
  retryAfter: string | null | undefined,
  { now, random }: { readonly now: number; readonly random: () => number },
): number {
  return retryAfterMs(retryAfter, now) ?? Math.ceil(Math.min(60_000, 1000 * 2 ** (tries - 1)) * (0.75 + random() / 2));
}

const errorBody = z.object({ error: z.object({ code: z.string().nullish(), message: z.string().nullish() }) });

/** What an error of Graph says (G18); '' where it says nothing. */
export function errorIn(body: unknown): { readonly code: string; readonly message: string } {
  const { error } = errorBody.safeParse(body).data ?? {};
  return { code: error?.code ?? '', message: error?.message ?? '' };
}

/**
 * Takes the place of the SDK's retry handler, which waits by the machine's clock and knows no rate limits. This one keeps within Graph's
 * limits first, waits by the program's clock, retries what may pass, and logs each request with the id of the work that it is made for.
 */
export class RetryHandler implements Middleware {
  readonly #clock: Clock;
  readonly #rateLimiter: RateLimiter;
  readonly #random: () => number;
  readonly #log: RequestLog | undefined;
  readonly #onAnswer: ((answer: GraphAnswer) => void) | undefined;
  readonly #stopping: AbortSignal | undefined;
  readonly #limit = pLimit(concurrency);
  #next: Middleware | undefined;

  constructor(given: {
    readonly clock: Clock;
    readonly rateLimiter: RateLimiter;
    readonly random: () => number;
    readonly log: RequestLog | undefined;
    readonly onAnswer: ((answer: GraphAnswer) => void) | undefined;
    readonly stopping: AbortSignal | undefined;
  }) {
    this.#clock = given.clock;
    this.#rateLimiter = given.rateLimiter;
    this.#random = given.random;
    this.#log = given.log;
    this.#onAnswer = given.onAnswer;
    this.#stopping = given.stopping;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  /** Whether requests are in flight, or wait for a free slot. */
  get isBusy(): boolean {
    return this.#limit.activeCount + this.#limit.pendingCount > 0;
  }

  async execute(context: Context): Promise<void> {
    const { costs = [], waitSignal = this.#stopping, onWait } = (context.options ?? {}) as HandlerOptions;
    let unanswered = 0;
    for (let tries = 1; ; tries += 1) {
      const answered = await this.#rateLimiter.take(costs, waitSignal, onWait);
      if (answered === undefined) throw new Error('nobody waits any longer');
      const outcome = await this.#limit(() => this.#try(context)).finally(answered);
      if (!(outcome instanceof Response)) unanswered += 1;
      const isFinal =
        outcome instanceof Response
          ? outcome.ok || tries >= triesOf(outcome.status, await codeOf(outcome))
          : unanswered >= unansweredTries;
      if (isFinal || !(await this.#waited(tries, outcome, { waitSignal, onWait }))) {
        if (!(outcome instanceof Response)) throw outcome.error;
        context.response = outcome;
        return;
      }
    }
  }

  /** Waits for the next try; false where nobody waits for it any longer. */
  async #waited(
    tries: number,
    outcome: Response | { readonly error: unknown },
    { waitSignal, onWait }: { readonly [Name in 'waitSignal' | 'onWait']: HandlerOptions[Name] | undefined },
  ): Promise<boolean> {
    if (isAborted(waitSignal)) return false;
    const retryAfter = outcome instanceof Response ? outcome.headers.get('Retry-After') : null;
    const waitMs = retryDelayMs(tries, retryAfter, { now: this.#clock.now(), random: this.#random });
    onWait?.(waitMs);
    await this.#clock.wait(waitMs, waitSignal);
    return !isAborted(waitSignal);
  }

  /** One try, with its own copy of the headers, since the handlers after this one add to them. */
  async #try(context: Context): Promise<Response | { readonly error: unknown }> {
    const id = clientRequestId();
    const begun = this.#clock.elapsed();
    const stop = new AbortController();
    const cancel = this.#clock.after(timeoutMs, () => stop.abort(new Error('no answer in time')));
    const {
      costs: _costs,
      waitSignal: _waitSignal,
      onWait: _onWait,
      ...options
    } = (context.options ?? {}) as Record<string, unknown>;
    const attempt: Context = {
      ...context,
      options: {
        ...options,
        signal: stop.signal,
        headers: { ...(options['headers'] as Record<string, string> | undefined), 'client-request-id': id },
      },
    };
    const request = { method: options['method'], clientRequestId: id };
    try {
      await this.#next?.execute(attempt);
      const response = attempt.response && (await wholeOf(attempt.response));
      if (response === undefined) throw new Error('no answer');
      const ms = this.#clock.elapsed() - begun;
      this.#onAnswer?.({ of: 'request', status: response.status, date: response.headers.get('date'), ms });
      const about = { ...request, status: response.status, ms, requestId: response.headers.get('request-id') };
      if (response.ok) this.#log?.debug(about, 'Graph answered');
      else this.#log?.warn(about, 'Graph refused');
      return response;
    } catch (error) {
      const ms = this.#clock.elapsed() - begun;
      this.#onAnswer?.({ of: 'request', status: undefined, date: null, ms });
      this.#log?.warn({ ...request, ms }, 'Graph did not answer');
      return { error };
    } finally {
      cancel();
    }
  }
}

/** The answer with all of its body: a connection that breaks within it is no answer, and is tried again. */
async function wholeOf(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const body = await response.arrayBuffer();
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** The code of a refusal, whose body is left to be read. */
async function codeOf(response: Response): Promise<string> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return errorIn(body).code;
}
