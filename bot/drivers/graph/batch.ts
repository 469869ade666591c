import { z } from 'zod';
import { DriverError } from '../../ports/index.ts';
import { unitsOf, type Cost, type Counted } from './limits.ts';
import { triesOf } from './passing.ts';
import { errorIn, retryDelayMs } from './retry.ts';
import { addressOf, type GraphRequest } from './requests.ts';
import type { Graph } from './client.ts';

/** One request of a batch; `key` identifies it to the caller. */
export interface BatchAsk {
  readonly key: string;
  readonly request: GraphRequest;
  readonly values: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Its outcome: Graph's status, and the error's code and message where there is one. */
export interface BatchAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The most requests that Graph takes in one batch (G14). */
const mostInBatch = 20;

/** Concurrent batches: fewer than the client's concurrent requests, so that reads for waiting users find a free slot. */
const concurrency = 4;

const batchResponse = z.object({
  id: z.string(),
  status: z.number(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown().optional(),
});
type BatchResponse = z.infer<typeof batchResponse>;
const batchBody = z.object({ responses: z.array(batchResponse) });

interface Attempt {
  readonly ask: BatchAsk;
  readonly tries: number;
  readonly dueAt: number;
}

/**
 * Sends requests in batches, several at a time, and reports each outcome. A request whose failure passes is retried in a later batch (G24);
 * the others of its batch are not. After an abort no more are begun; it rejects where the program stops before all is done. `onWait` is told of
 * each wait for a limit.
 */
export const sendInBatches = (
  graph: Graph,
  asks: Iterable<BatchAsk>,
  onResult: (ask: BatchAsk, answer: BatchAnswer) => void,
  more: Waits = {},
): Promise<void> => new BatchRun(graph, asks, onResult, more).run();

interface Waits {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((waitMs: number) => void) | undefined;
}

class BatchRun {
  readonly #graph: Graph;
  readonly #unsent: Iterator<BatchAsk, unknown>;
  readonly #onResult: (ask: BatchAsk, answer: BatchAnswer) => void;
  /** Aborted when no more are to be begun: by the caller, since the program stops, or because a batch failed. */
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #onWait: ((waitMs: number) => void) | undefined;
  #retries: readonly Attempt[] = [];

  constructor(
    graph: Graph,
    asks: Iterable<BatchAsk>,
    onResult: (ask: BatchAsk, answer: BatchAnswer) => void,
    { signal, onWait }: Waits,
  ) {
    this.#graph = graph;
    this.#unsent = asks[Symbol.iterator]();
    this.#onResult = onResult;
    this.#signal = signal;
    this.#onWait = onWait;
  }

  async run(): Promise<void> {
    const stop = (): void => this.#stopping.abort();
    const signals = [this.#signal, this.#graph.stopping];
    if (isAborted(this.#signal)) return;
    if (signals.some(isAborted)) stop();
    for (const signal of signals) signal?.addEventListener('abort', stop);
    const outcomes = await Promise.allSettled(Array.from({ length: concurrency }, () => this.#sendNext()));
    for (const signal of signals) signal?.removeEventListener('abort', stop);
    // After the caller's abort, failures are its consequences: they are not reported.
    if (isAborted(this.#signal)) return;
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    const isCut = isAborted(this.#graph.stopping) && (this.#retries.length > 0 || this.#unsent.next().done !== true);
    if (isCut) throw new DriverError('graph-unreachable', 'the program stopped before all was asked');
  }

  async #sendNext(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const batch = this.#next();
      if (batch.length > 0) {
        await this.#send(batch).catch((error: unknown) => {
          this.#stopping.abort();
          throw error;
        });
        continue;
      }
      const [first] = this.#retries.map(({ dueAt }) => dueAt).toSorted((one, other) => one - other);
      if (first === undefined) return;
      const waitMs = Math.max(1, first - this.#graph.clock.elapsed());
      this.#onWait?.(waitMs);
      await this.#graph.clock.wait(waitMs, signal);
    }
  }

  /** The next batch: retries that are due, then requests not sent yet. */
  #next(): readonly Attempt[] {
    const now = this.#graph.clock.elapsed();
    const due = this.#retries.filter(({ dueAt }) => dueAt <= now).slice(0, mostInBatch);
    this.#retries = this.#retries.filter(one => !due.includes(one));
    const batch = [...due];
    while (batch.length < mostInBatch) {
      const unsent = this.#unsent.next();
      if (unsent.done === true) break;
      batch.push({ ask: unsent.value, tries: 0, dueAt: now });
    }
    return batch;
  }

  async #send(batch: readonly Attempt[]): Promise<void> {
    const requests = batch.map(({ ask: { request, values, body } }, index) => ({
      id: String(index),
      method: request.method,
      url: addressOf(request, values),
      headers: { ...request.headers, 'Content-Type': 'application/json' },
      body,
    }));
    const waits = { waitSignal: this.#stopping.signal, onWait: this.#onWait };
    const parsed = batchBody.safeParse(await this.#graph.sendBatch({ requests }, costsOf(batch), waits));
    if (!parsed.success) throw new DriverError('graph-answer', 'a batch was answered in another form');
    const byId = onceEach(parsed.data.responses);
    for (const [index, { ask, tries }] of batch.entries()) {
      const response = byId.get(String(index));
      // A request without a response may have been carried out. Both writes are idempotent: it is retried.
      const status = response?.status ?? 503;
      this.#graph.onAnswer?.({ of: 'part', status: response?.status, date: null, ms: 0 });
      const error = errorIn(response?.body);
      if (tries + 1 < triesOf(status, error.code)) {
        const retryAfter = retryAfterOf(response);
        const { clock, random } = this.#graph;
        const waitMs = retryDelayMs(tries + 1, retryAfter, { now: clock.now(), random });
        this.#retries = [...this.#retries, { ask, tries: tries + 1, dueAt: clock.elapsed() + waitMs }];
      } else this.#onResult(ask, { status, ...error });
    }
  }
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** The sum of what a batch's requests cost. */
function costsOf(batch: readonly Attempt[]): readonly Cost[] {
  const sums = new Map<Counted, number>();
  for (const { ask } of batch)
    for (const { kind, amount } of unitsOf(ask.request.method, ask.request.path, new URLSearchParams()))
      sums.set(kind, (sums.get(kind) ?? 0) + amount);
  return [...sums].map(([kind, amount]) => ({ kind, amount }));
}

/** The answers by id. One that comes twice is one (G23): that counts which says how long to wait, else the first. */
function onceEach(responses: readonly BatchResponse[]): ReadonlyMap<string, BatchResponse> {
  const byId = new Map<string, BatchResponse>();
  for (const response of responses) {
    const known = byId.get(response.id);
    const saysMore = retryAfterOf(known) === undefined && retryAfterOf(response) !== undefined;
    if (known === undefined || saysMore) byId.set(response.id, response);
  }
  return byId;
}

function retryAfterOf(response: BatchResponse | undefined): string | undefined {
  const found = Object.entries(response?.headers ?? {}).find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
