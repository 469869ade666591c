import { z } from 'zod';
import { DriverError } from '../../ports/index.ts';
import { unitsOf, type Cost, type Counted } from './limits.ts';
import { retryDelayMs, isRetryable, mostTries } from './retry.ts';
import { addressOf, type GraphRequest } from './requests.ts';
import type { Graph } from './client.ts';

/** One request among others of a batch; `key` names it to whoever asked. */
export interface BatchAsk {
  readonly key: string;
  readonly request: GraphRequest;
  readonly values: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What became of it: Graph's status, and its error where there is one. */
export interface BatchAnswer {
  readonly status: number;
  readonly message: string;
}

/** The most requests that Graph takes at once (G14). */
const mostInBatch = 20;

/** Batches under way at the same time: fewer than requests may be, so that whoever waits for an answer is not held up. */
const concurrency = 4;

const answered = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.unknown()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});
const failed = z.object({ error: z.object({ message: z.string().nullish() }) });

interface Again {
  readonly ask: BatchAsk;
  readonly tries: number;
  readonly dueAt: number;
}

/**
 * Sends requests in batches, several at a time, and tells of each what became of it. Those that Graph turns away go into a later batch,
 * alone: the others do not wait. With the signal no more are begun.
 */
export const sendInBatches = (
  graph: Graph,
  asks: Iterable<BatchAsk>,
  onResult: (ask: BatchAsk, answer: BatchAnswer) => void,
  signal?: AbortSignal,
): Promise<void> => new BatchRun(graph, asks, onResult, signal).run();

class BatchRun {
  readonly #graph: Graph;
  readonly #fresh: Iterator<BatchAsk, unknown>;
  readonly #onResult: (ask: BatchAsk, answer: BatchAnswer) => void;
  /** Given when no more are to be begun: by whoever asked, or because one batch failed. */
  readonly #over = new AbortController();
  readonly #signal: AbortSignal | undefined;
  #again: readonly Again[] = [];

  constructor(
    graph: Graph,
    asks: Iterable<BatchAsk>,
    onResult: (ask: BatchAsk, answer: BatchAnswer) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#graph = graph;
    this.#fresh = asks[Symbol.iterator]();
    this.#onResult = onResult;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    const stop = (): void => this.#over.abort();
    if (isGiven(this.#signal)) return;
    this.#signal?.addEventListener('abort', stop);
    const outcomes = await Promise.allSettled(Array.from({ length: concurrency }, () => this.#sendNext()));
    this.#signal?.removeEventListener('abort', stop);
    // Whoever stopped it wants no failure reported that came of that.
    if (isGiven(this.#signal)) return;
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #sendNext(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const batch = this.#next();
      if (batch.length > 0) {
        await this.#send(batch).catch((error: unknown) => {
          this.#over.abort();
          throw error;
        });
        continue;
      }
      const [first] = this.#again.map(({ dueAt }) => dueAt).toSorted((one, other) => one - other);
      if (first === undefined) return;
      await this.#graph.clock.wait(Math.max(1, first - this.#graph.clock.now()), signal);
    }
  }

  /** What is due again, and then what was never sent. */
  #next(): readonly Again[] {
    const now = this.#graph.clock.now();
    const due = this.#again.filter(({ dueAt }) => dueAt <= now).slice(0, mostInBatch);
    this.#again = this.#again.filter(one => !due.includes(one));
    const batch = [...due];
    while (batch.length < mostInBatch) {
      const fresh = this.#fresh.next();
      if (fresh.done === true) break;
      batch.push({ ask: fresh.value, tries: 0, dueAt: now });
    }
    return batch;
  }

  async #send(batch: readonly Again[]): Promise<void> {
    const requests = batch.map(({ ask: { request, values, body } }, index) => ({
      id: String(index),
      method: request.method,
      url: addressOf(request, values),
      headers: { ...request.headers, 'Content-Type': 'application/json' },
      body,
    }));
    const parsed = answered.safeParse(await this.#graph.sendBatch({ requests }, costsOf(batch), this.#over.signal));
    if (!parsed.success) throw new DriverError('graph-answer', 'a batch was answered in another form');
    const byId = new Map(parsed.data.responses.map(response => [response.id, response]));
    for (const [index, { ask, tries }] of batch.entries()) {
      const response = byId.get(String(index));
      // What was not answered may have been done: it is asked again, which changes nothing then.
      const status = response?.status ?? 503;
      if (isRetryable(status) && tries + 1 < mostTries) {
        const retryAfter = header(response?.headers ?? {}, 'retry-after');
        const { clock, random } = this.#graph;
        const waitMs = retryDelayMs(tries + 1, retryAfter, { now: clock.now(), random });
        this.#again = [...this.#again, { ask, tries: tries + 1, dueAt: clock.now() + waitMs }];
      } else this.#onResult(ask, { status, message: messageOf(response?.body) });
    }
  }
}

const isGiven = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** The sum of what a batch's requests cost. */
function costsOf(batch: readonly Again[]): readonly Cost[] {
  const sums = new Map<Counted, number>();
  for (const { ask } of batch)
    for (const { kind, amount } of unitsOf(ask.request.method, ask.request.path, new URLSearchParams()))
      sums.set(kind, (sums.get(kind) ?? 0) + amount);
  return [...sums].map(([kind, amount]) => ({ kind, amount }));
}

function header(headers: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const found = Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

function messageOf(body: unknown): string {
  const parsed = failed.safeParse(body);
  return parsed.success ? (parsed.data.error.message ?? '') : '';
}
