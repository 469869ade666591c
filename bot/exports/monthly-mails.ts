import { z } from 'zod';
import { dayMs, hourMs, minuteMs, type Instant, type Month } from '../../core/index.ts';
import { languages } from '../../cards/words.ts';
import type { Documents } from '../ports/index.ts';
import type { DocumentAddress } from '../tenant/document-addresses.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { askedExport } from './asked-export.ts';

const states = ['intended', 'sending', 'sent', 'refused', 'given-up'] as const;

const fields = {
  address: z.string(),
  /** Since when it is in that state. */
  since: z.int(),
  /** When it is tried again: of one that is being sent, when whoever sends it counts as gone. */
  next: z.int(),
  failures: z.int(),
};
const monthly = z.object({ month: z.string(), state: z.enum(states), ...fields });

/** A document that somebody asked to be mailed, under the id of what asked. */
const request = z.object({
  id: z.string(),
  asked: askedExport,
  name: z.string(),
  language: z.enum(languages as readonly [(typeof languages)[number]]),
  /** Whose right counts: an Entra object id. */
  person: z.string(),
  at: z.int(),
});
/** `withdrawn` where the right or the address was gone when it was to be sent. */
const ofRequest = z.object({ request, state: z.enum([...states, 'withdrawn']), ...fields });
const mailed = z.union([monthly, ofRequest]);

/** A month's documents on their way to an address, written down before anything is sent. */
export type MonthlyMail = z.infer<typeof monthly>;
export type MailRequest = z.infer<typeof request>;
/** A document that was asked for on its way to an address. */
export type RequestedMail = z.infer<typeof ofRequest>;

type Mailed = MonthlyMail | RequestedMail;
type Outcome = 'delivered' | 'refused' | 'failed' | 'not-yet' | 'withdrawn';
type Kept = Records<Mailed>;

/** Longer than any attempt takes, the documents' making included. */
const leaseMs = 15 * minuteMs;

/** A server that fails is tried again after ten minutes, twice as long each time, six hours at most. */
const firstWaitMs = 10 * minuteMs;
const longestWaitMs = 6 * hourMs;

/** Somebody else looks into it by then. */
const mostFailures = 30;

/** What became of a document that was asked for is told for so long. */
const rememberedMs = 30 * dayMs;

/** Which documents went to whom, shared by replicas and kept over restarts. */
export class MonthlyMails {
  readonly #kept: TypedDocument<Kept, Kept>;

  constructor(documents: Documents) {
    this.#kept = new TypedDocument(documents, 'monthly-mails', recordsOf(mailed), new Records());
  }

  /** The latest of each address, by the address. */
  async latest(): Promise<ReadonlyMap<string, MonthlyMail>> {
    const all = (await this.#kept.read())
      .values()
      .filter(isMonthly)
      .toSorted((one, other) => (one.month < other.month ? -1 : 1));
    return new Map(all.map(one => [one.address, one]));
  }

  /** Of each address that has gone without a month's documents since it was named, the last such mail: nothing has gone out to it since. */
  async unreached(named: readonly DocumentAddress[]): Promise<readonly MonthlyMail[]> {
    const all = (await this.#kept.read()).values();
    return named.flatMap(({ address, since }) => {
      const own = all.filter(mail => mail.address === address && mail.since >= since);
      const failed = own.filter(isMonthly).filter(({ state }) => state === 'refused' || state === 'given-up');
      const last = failed.toSorted((one, other) => other.since - one.since)[0];
      return last === undefined || own.some(mail => mail.state === 'sent' && mail.since > last.since) ? [] : [last];
    });
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
      const isKept = (mail: Mailed): boolean =>
        isMonthly(mail) ? mail.state === 'sent' && months.includes(mail.month) : isRemembered(mail, now);
      const staying = before.without(({ id, item }) => !ids.has(id) && !isKept(item));
      if (added.length === 0) return staying;
      return staying.withAll(
        added.map(one => [idOf(one), { ...one, state: 'intended', since: now, next: now, failures: 0 }]),
      );
    });
  }

  /** Writes down that a document is to be sent to these addresses; of what was asked for before, nothing changes. */
  async request(request: MailRequest, addresses: readonly string[]): Promise<void> {
    const { id, at } = request;
    await this.#kept.change(before =>
      before.values().some(mail => isOf(mail, id))
        ? before
        : before
            .without(({ item }) => !isMonthly(item) && !isRemembered(item, at))
            .withAll(
              addresses
                .map((address): RequestedMail => ({
                  ...{ request, address, state: 'intended', since: at, next: at, failures: 0 },
                }))
                .map(mail => [idOf(mail), mail]),
            ),
    );
  }

  /** What became of a document that was asked for, by address; none where nobody knows it any more. */
  async requested(id: string): Promise<readonly RequestedMail[]> {
    return (await this.#kept.read()).values().filter(mail => isOf(mail, id));
  }

  /** Takes up one month's that is due, so that nobody else sends it meanwhile. */
  take(now: Instant): Promise<MonthlyMail | undefined> {
    return this.#take(isMonthly, now);
  }

  /** The same of what was asked for: of one request, or of any. */
  takeRequested(now: Instant, id: string | undefined): Promise<RequestedMail | undefined> {
    return this.#take((mail): mail is RequestedMail => isOf(mail, id), now);
  }

  async #take<One extends Mailed>(isMeant: (mail: Mailed) => mail is One, now: Instant): Promise<One | undefined> {
    let taken: One | undefined;
    await this.#kept.change(before => {
      const due = before
        .values()
        .filter(isMeant)
        .find(({ state, next }) => (state === 'intended' || state === 'sending') && next <= now);
      taken = due && { ...due, state: 'sending', since: now, next: now + leaseMs };
      return taken === undefined ? before : before.with(idOf(taken), taken);
    });
    return taken;
  }

  /** What became of one that was taken up; nothing where another has taken it up since. */
  async settle(taken: Mailed, outcome: Outcome, now: Instant): Promise<void> {
    await this.#kept.change(before => {
      const found = before.get(idOf(taken));
      return found?.state !== 'sending' || found.since !== taken.since
        ? before
        : before.with(idOf(taken), settled(found, outcome, now));
    });
  }
}

function settled<One extends Mailed>(mail: One, outcome: Outcome, now: Instant): One {
  if (outcome === 'delivered') return { ...mail, state: 'sent', since: now };
  if (outcome === 'refused' || outcome === 'withdrawn') return { ...mail, state: outcome, since: now };
  if (outcome === 'not-yet') return { ...mail, state: 'intended', since: now, next: now + firstWaitMs };
  const failures = mail.failures + 1;
  if (failures >= mostFailures) return { ...mail, state: 'given-up', since: now, failures };
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
  return { ...mail, state: 'intended', since: now, next: now + wait, failures };
}

const isMonthly = (mail: Mailed): mail is MonthlyMail => 'month' in mail;

/** Whether it is of that request; of any where none is named. */
const isOf = (mail: Mailed, id: string | undefined): mail is RequestedMail =>
  !isMonthly(mail) && (id === undefined || mail.request.id === id);

const isRemembered = ({ request }: RequestedMail, now: Instant): boolean => now < request.at + rememberedMs;

const idOf = (
  mail: { readonly address: string } & ({ readonly month: string } | { readonly request: { readonly id: string } }),
): string => `${'month' in mail ? mail.month : `request ${mail.request.id}`} ${mail.address}`;
