import type { Entry, TimeZone } from '../../../core/index.ts';
import type { Columns } from '../stored/columns.ts';
import { LocalDays } from '../stored/local-days.ts';
import type { Postgres } from './database.ts';
import { rulesOf, type ZoneDays } from './usage-cells.ts';

/** How many rows are summed in one transaction, where they came before there were sums: others wait for their book meanwhile. */
const pageRows = 5000;

/** A book whose sums are kept, and the zone of its days. */
export interface SummedBook {
  readonly book: number;
  readonly timeZone: TimeZone;
}

const zones = new Map<TimeZone, ZoneDays>();

function zoneDays(timeZone: TimeZone): ZoneDays {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const days = new LocalDays(timeZone);
  const zone = { timeZone, days, rules: rulesOf(timeZone, days) };
  zones.set(timeZone, zone);
  return zone;
}

/**
 * The zones of wallets, as this process has last heard of them. One that has changed since costs time alone: the database works out itself what
 * it is sent for other rules.
 */
export class WalletZones {
  readonly #postgres: Postgres;
  readonly #known = new Map<string, ZoneDays | undefined>();

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  known(tenant: string): ZoneDays | undefined {
    return this.#known.get(tenant);
  }

  opened(tenant: string, timeZone: TimeZone): void {
    this.#known.set(tenant, zoneDays(timeZone));
  }

  async of(tenant: string): Promise<ZoneDays | undefined> {
    if (this.#known.has(tenant)) return this.#known.get(tenant);
    const found = await this.#postgres.row(
      `SELECT c.time_zone AS "timeZone" FROM credits.calendars c JOIN credits.books b ON b.tenant = c.tenant AND b.book = c.book
        WHERE c.tenant = $1 AND b.is_current`,
      [tenant],
      'wallet-zone',
    );
    const timeZone = found?.['timeZone'] as TimeZone | undefined;
    const zone = timeZone === undefined ? undefined : zoneDays(timeZone);
    // One that was opened meanwhile is newer than what was read.
    if (!this.#known.has(tenant)) this.#known.set(tenant, zone);
    return this.#known.get(tenant);
  }
}

/** Begins the sums of a book in its wallet's zone; anew, where they are of another, or the zone's rules have changed since. */
export async function openCalendar(
  postgres: Postgres,
  tenant: string,
  { book, timeZone }: { readonly book: number; readonly timeZone: TimeZone },
): Promise<void> {
  const { since, offsetMs } = zoneDays(timeZone).days.offsets;
  await postgres.called('open_calendar', [tenant, book, timeZone, since, offsetMs]);
}

/** The tenant's present book, after what its sums lack has been added to them; undefined while there is none. */
export async function summedBook(postgres: Postgres, tenant: string): Promise<SummedBook | undefined> {
  for (;;) {
    const found = await postgres.row(
      `SELECT b.book, c.time_zone AS "timeZone", c.since, c.offsets, c.summed_before = 9223372036854775807 AS "isSummed"
         FROM credits.books b LEFT JOIN credits.calendars c ON c.tenant = b.tenant AND c.book = b.book
        WHERE b.tenant = $1 AND b.is_current`,
      [tenant],
      'summed-book',
    );
    if (found === undefined) return undefined;
    const book = Number(found['book']);
    const timeZone = found['timeZone'];
    if (typeof timeZone !== 'string' || !isPresent(found, timeZone))
      await openCalendar(postgres, tenant, { book, timeZone: await zoneOf(postgres, tenant, found) });
    else if (found['isSummed'] === true) return { book, timeZone };
    else await postgres.called('sum_usage', [tenant, book, pageRows]);
  }
}

/** Adds to the sums what they lack, of every tenant: a database from before there were any is brought forward where it is opened. */
export async function catchUpUsage(postgres: Postgres): Promise<void> {
  const behind = await postgres.rows(
    `SELECT b.tenant FROM credits.books b LEFT JOIN credits.calendars c ON c.tenant = b.tenant AND c.book = b.book
      WHERE b.is_current AND b.arrivals > 0 AND c.summed_before IS DISTINCT FROM 9223372036854775807 ORDER BY b.tenant`,
  );
  for (const { tenant } of behind) await summedBook(postgres, String(tenant));
}

/** Whether the offsets that the rows were summed by are those that this program knows. */
function isPresent(found: Columns, timeZone: TimeZone): boolean {
  const { since, offsetMs } = zoneDays(timeZone).days.offsets;
  return String(found['since']) === String(since) && String(found['offsets']) === String(offsetMs);
}

async function zoneOf(postgres: Postgres, tenant: string, { book, timeZone }: Columns): Promise<TimeZone> {
  if (typeof timeZone === 'string') return timeZone;
  const rows = await postgres.rows(
    'SELECT entry FROM credits.entries WHERE tenant = $1 AND book = $2 AND seq <= 100 ORDER BY seq',
    [tenant, book],
  );
  const entries = rows.map(({ entry }) => JSON.parse(String(entry)) as Entry);
  return entries.find(entry => entry.kind === 'wallet-opened')?.facts.timeZone ?? 'UTC';
}
