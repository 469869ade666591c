import { add, creditsCostOf, dayMs, secondMs, type Currency, type Micros } from '../../core/index.ts';
import type { Clock, Log, NamedCallLog } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { within } from '../work/within.ts';
import type { Draft, Drafts } from './drafts.ts';

export interface SpendBeforePorts {
  readonly tenant: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly drafts: Drafts;
  readonly callLogs: readonly NamedCallLog[];
  readonly background: Background;
}

type Spent = NonNullable<Draft['spent']>;

/** The log accepts ranges of 90 days at most. */
export const spentDays = 90;

/** A card does not wait longer for a suggestion. */
const waitedMs = secondMs;

/**
 * What calls cost before there is a wallet, for a suggestion: read from the log itself, once for each set-up, since a long log takes
 * minutes.
 */
export class SpendBefore {
  readonly #ports: SpendBeforePorts;
  readonly #reading = new Map<string, Promise<Spent | undefined>>();

  constructor(ports: SpendBeforePorts) {
    this.#ports = ports;
  }

  /** Begins to read, unless that has been done; a later call joins the same read. */
  begin({ id, spent }: Draft): Promise<Spent | undefined> {
    if (spent !== null) return Promise.resolve(spent);
    const reading = this.#reading.get(id) ?? this.#read(id).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    this.#ports.background.start('usage before set-up', () => reading);
    return reading;
  }

  /** What was spent in that currency; nothing while it is not known yet. */
  async in(currency: Currency, draft: Draft): Promise<Micros | undefined> {
    const spent = await within(this.#ports.clock, waitedMs, this.begin(draft));
    return spent === undefined ? undefined : (spent.byCurrency[currency] ?? 0);
  }

  async #read(id: string): Promise<Spent | undefined> {
    const { tenant, clock, log, drafts } = this.#ports;
    const to = clock.now();
    try {
      const spent = { days: spentDays, byCurrency: await this.#sums({ from: to - spentDays * dayMs, to }) };
      await drafts.noteSpent(tenant, id, spent);
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
