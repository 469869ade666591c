import { add, creditsCostOf, dayMs, secondMs, type Currency, type Instant, type Micros } from '../../core/index.ts';
import type { Clock, Log, NamedCallLog } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { within } from '../work/within.ts';
import type { Draft, Drafts } from './drafts.ts';

export interface SpendBeforePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly drafts: Drafts;
  readonly callLogs: readonly NamedCallLog[];
  readonly background: Background;
}

type Spent = NonNullable<Draft['spent']>;

/** The log accepts ranges of 90 days at most. */
export const spentDays = 90;

/** A set-up that is taken up again later reads once more. */
const readAgainMs = dayMs;

/** A card does not wait longer for a suggestion. */
const waitedMs = secondMs;

/**
 * What calls cost before there is a wallet, for a suggestion: read from the log itself, once for each set-up, since a long log takes
 * minutes.
 */
export class SpendBefore {
  readonly #ports: SpendBeforePorts;
  #reading: { readonly id: string; readonly at: Instant; readonly spent: Promise<Spent | undefined> } | undefined;

  constructor(ports: SpendBeforePorts) {
    this.#ports = ports;
  }

  /** Begins to read, unless that has been done; a later call joins the same read. */
  begin({ id, spent }: Draft): Promise<Spent | undefined> {
    const now = this.#ports.clock.now();
    const isRecent = (at: Instant): boolean => at <= now && now - at < readAgainMs;
    if (spent !== null && isRecent(spent.at)) return Promise.resolve(spent);
    const before = this.#reading;
    if (before?.id === id && isRecent(before.at)) return before.spent;
    const reading = { id, at: now, spent: this.#read(id, now) };
    this.#reading = reading;
    // What was read stays; what could not be read is tried again.
    const ended = reading.spent.then(result => {
      if (result === undefined && this.#reading === reading) this.#reading = undefined;
    });
    this.#ports.background.start('usage before set-up', () => ended);
    return reading.spent;
  }

  /** What was spent in that currency; nothing while it is not known yet. */
  async in(currency: Currency, draft: Draft): Promise<Micros | undefined> {
    const spent = await within(this.#ports.clock, waitedMs, this.begin(draft));
    return spent === undefined ? undefined : (spent.byCurrency[currency] ?? 0);
  }

  async #read(id: string, to: Instant): Promise<Spent | undefined> {
    const { log, drafts } = this.#ports;
    try {
      const byCurrency = await this.#sums({ from: to - spentDays * dayMs, to });
      const spent = { days: spentDays, byCurrency, at: to };
      await drafts.noteSpent(id, spent);
      return spent;
    } catch (error) {
      // It is a hint and no more: the next card tries again.
      log.warn({ err: error }, 'the usage before set-up could not be read');
      return undefined;
    }
  }

  async #sums(range: { readonly from: number; readonly to: number }): Promise<Spent['byCurrency']> {
    const sums = new Map<Currency, Micros>();
    for (const { log } of this.#ports.callLogs)
      for await (const { rows } of log.pages(range))
        for (const row of rows) {
          const cost = creditsCostOf(row, { isFeeInCharge: false });
          if (cost > 0) sums.set(row.currency, add(sums.get(row.currency) ?? 0, cost));
        }
    return Object.fromEntries(sums);
  }
}
