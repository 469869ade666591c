import type { BeatHead, Clock, Heartbeat, Log, Observation } from '../../ports/index.ts';
import { checkHeartbeat } from './check-heartbeat.ts';

const timeoutMs = 10_000;

/** Calls an outside monitor by GET. Its address is a secret of its own: whoever has it can say that we are alive. */
export class HttpHeartbeat implements Heartbeat {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'info' | 'warn'>;
  #isFailing = false;

  constructor({
    url,
    clock,
    log,
  }: {
    readonly url: string;
    readonly clock: Clock;
    readonly log: Pick<Log, 'info' | 'warn'>;
  }) {
    this.#url = url;
    this.#clock = clock;
    this.#log = log;
  }

  async beat(head: () => Promise<BeatHead | undefined>): Promise<void> {
    const url = new URL(this.#url);
    const shown = url.searchParams.get('head') === '1' ? await head() : undefined;
    if (shown !== undefined) {
      url.searchParams.append('seq', String(shown.seq));
      url.searchParams.append('hash', shown.hash);
    }
    const problem = await this.#problemOf(url);
    if (problem !== undefined && !this.#isFailing) this.#log.warn({ problem }, 'the heartbeat monitor does not answer');
    if (problem === undefined && this.#isFailing) this.#log.info({}, 'the heartbeat monitor answers again');
    this.#isFailing = problem !== undefined;
  }

  check(signal: AbortSignal): Promise<readonly Observation[]> {
    return checkHeartbeat(this.#url, signal);
  }

  async #problemOf(url: URL): Promise<string | undefined> {
    const stop = new AbortController();
    const cancel = this.#clock.after(timeoutMs, () => stop.abort());
    try {
      const answer = await fetch(url, { signal: stop.signal });
      await answer.body?.cancel();
      return answer.ok ? undefined : `http-${answer.status}`;
    } catch (error) {
      if (stop.signal.aborted) return 'no-answer-in-time';
      return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? 'no-answer';
    } finally {
      cancel();
    }
  }
}
