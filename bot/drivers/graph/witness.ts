import { minuteMs, secondMs, type Instant } from '../../../core/index.ts';
import type { Clock, ClockWitness } from '../../ports/index.ts';
import { cloudEndpoint } from './cloud-endpoint.ts';

/** How long an answer's date is carried on by the clock that nobody sets. */
const goodForMs = 10 * minuteMs;

const timeoutMs = 3 * secondMs;

/**
 * Graph's clock, by the `Date` of its answers (L13): of one that the client got a while ago, else of one that is asked for, without
 * credentials. A server on loopback is this machine's own, and no witness.
 */
export class GraphWitness implements ClockWitness {
  readonly name: string;
  readonly #endpoint: string;
  readonly #clock: Clock;
  #noted: { readonly at: Instant; readonly elapsed: number } | undefined;

  constructor({ endpoint = cloudEndpoint, clock }: { readonly endpoint: string | undefined; readonly clock: Clock }) {
    this.#endpoint = endpoint;
    this.name = new URL(endpoint).hostname;
    this.#clock = clock;
  }

  /** Takes the date of an answer that has just come. */
  note(date: string | null): void {
    const at = Date.parse(date ?? '');
    if (Number.isFinite(at)) this.#noted = { at, elapsed: this.#clock.elapsed() };
  }

  async time(): Promise<Instant | undefined> {
    if (['127.0.0.1', 'localhost', '[::1]'].includes(this.name)) return undefined;
    if (this.#age() > goodForMs) await this.#ask();
    return this.#noted === undefined || this.#age() > goodForMs ? undefined : this.#noted.at + Math.round(this.#age());
  }

  async #ask(): Promise<void> {
    const answer = await fetch(this.#endpoint, {
      method: 'HEAD',
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    this.note(answer.headers.get('date'));
  }

  #age(): number {
    return this.#noted === undefined ? Infinity : this.#clock.elapsed() - this.#noted.elapsed;
  }
}
