import { z } from 'zod';
import { dayMs, hourMs } from '../../../core/index.ts';
import type { Clock } from '../../ports/index.ts';

const published = z.object({
  keys: z.array(z.looseObject({ kid: z.string().optional(), endorsements: z.array(z.string()).optional() })),
});

/** By key, the channels that it is for; undefined is all. */
type Keys = ReadonlyMap<string, readonly string[] | undefined>;

const timeoutMs = 10_000;

/** Which channels Microsoft's keys are for (T14). They are read once a day; for a key that is new, once an hour at most, whoever names one. */
export class Endorsements {
  readonly #url: string;
  readonly #clock: Clock;
  #keys: Keys = new Map();
  #readAt: number | undefined;
  #reading: Promise<Keys> | undefined;

  constructor(url: string, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
  }

  /** Whether there is such a key, and it is for that channel. */
  async are(keyId: string, channelId: string): Promise<boolean> {
    const keys = await this.#keysFor(keyId);
    const channels = keys.get(keyId);
    return keys.has(keyId) && (channels === undefined || channels.includes(channelId));
  }

  #keysFor(keyId: string): Keys | Promise<Keys> {
    const longestMs = this.#keys.has(keyId) ? dayMs : hourMs;
    if (this.#readAt !== undefined && this.#clock.elapsed() - this.#readAt <= longestMs) return this.#keys;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<Keys> {
    const response = await fetch(this.#url, { signal: AbortSignal.timeout(timeoutMs) });
    const { keys } = published.parse(await response.json());
    this.#keys = new Map(keys.flatMap(({ kid, endorsements }) => (kid === undefined ? [] : [[kid, endorsements]])));
    this.#readAt = this.#clock.elapsed();
    return this.#keys;
  }
}
