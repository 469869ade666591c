import { z } from 'zod';
import { hourMs, minuteMs, type Instant, type Month } from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const states = ['intended', 'sending', 'sent', 'refused', 'given-up'] as const;

const mailed = z.object({
  month: z.string(),
  address: z.string(),
  state: z.enum(states),
  /** Since when it is in that state. */
  since: z.int(),
  /** When it is tried again: of one that is being sent, when whoever sends it counts as gone. */
  next: z.int(),
  failures: z.int(),
});

/** A month's documents on their way to an address, written down before anything is sent. */
export type MonthlyMail = z.infer<typeof mailed>;

type Kept = Records<MonthlyMail>;

/** Longer than any attempt takes, the documents' making included. */
const leaseMs = 15 * minuteMs;

/** A server that fails is tried again after ten minutes, twice as long each time, six hours at most. */
const firstWaitMs = 10 * minuteMs;
const longestWaitMs = 6 * hourMs;

/** Somebody else looks into it by then. */
const mostFailures = 30;

/** Which months' documents went to whom, shared by replicas and kept over restarts. */
export class MonthlyMails {
  readonly #kept: TypedDocument<Kept, Kept>;

  constructor(documents: Documents) {
    this.#kept = new TypedDocument(documents, 'monthly-mails', recordsOf(mailed), new Records());
  }

  /** The latest of each address, by the address. */
  async latest(): Promise<ReadonlyMap<string, MonthlyMail>> {
    const all = (await this.#kept.read()).values().toSorted((one, other) => (one.month < other.month ? -1 : 1));
    return new Map(all.map(one => [one.address, one]));
  }

  /**
   * Writes down what is to be sent of these months; what is known of it already stays. What is not asked for any more is not sent, and what had been sent
   * is remembered as long as its month is one of them: an address that is taken back gets nothing twice.
   */
  async intend(
    months: readonly Month[],
    wanted: readonly { readonly month: Month; readonly address: string }[],
    now: Instant,
  ): Promise<void> {
    const ids = new Set(wanted.map(idOf));
    await this.#kept.change(before => {
      const added = wanted.filter(one => before.get(idOf(one)) === undefined);
      const isKept = ({ month, state }: MonthlyMail): boolean => state === 'sent' && months.includes(month);
      const staying = before.without(({ id, item }) => !ids.has(id) && !isKept(item));
      if (added.length === 0) return staying;
      return staying.withAll(
        added.map(one => [idOf(one), { ...one, state: 'intended', since: now, next: now, failures: 0 }]),
      );
    });
  }

  /** Takes up one that is due, so that nobody else sends it meanwhile. */
  async take(now: Instant): Promise<MonthlyMail | undefined> {
    let taken: MonthlyMail | undefined;
    await this.#kept.change(before => {
      const due = before
        .values()
        .find(({ state, next }) => (state === 'intended' || state === 'sending') && next <= now);
      taken = due && { ...due, state: 'sending', since: now, next: now + leaseMs };
      return taken === undefined ? before : before.with(idOf(taken), taken);
    });
    return taken;
  }

  /** What became of one that was taken up; nothing where another has taken it up since. */
  async settle(
    taken: MonthlyMail,
    outcome: 'delivered' | 'refused' | 'failed' | 'not-yet',
    now: Instant,
  ): Promise<void> {
    await this.#kept.change(before => {
      const found = before.get(idOf(taken));
      return found?.state !== 'sending' || found.since !== taken.since
        ? before
        : before.with(idOf(taken), settled(found, outcome, now));
    });
  }
}

function settled(
  mail: MonthlyMail,
  outcome: 'delivered' | 'refused' | 'failed' | 'not-yet',
  now: Instant,
): MonthlyMail {
  if (outcome === 'delivered') return { ...mail, state: 'sent', since: now };
  if (outcome === 'refused') return { ...mail, state: 'refused', since: now };
  if (outcome === 'not-yet') return { ...mail, state: 'intended', since: now, next: now + firstWaitMs };
  const failures = mail.failures + 1;
  if (failures >= mostFailures) return { ...mail, state: 'given-up', since: now, failures };
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
  return { ...mail, state: 'intended', since: now, next: now + wait, failures };
}

const idOf = ({ month, address }: { readonly month: string; readonly address: string }): string =>
  `${month} ${address}`;
