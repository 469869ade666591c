import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classify, dayMs, hourMs, identify, type CallRow, type Entry, type RowChange } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { CallPlace, ListedCall, PersonUsage, Rows, RowVersion, TenantStores } from '../../bot/ports/index.ts';
import { aCall, at, someTerms } from '../support/builders.ts';
import { allowedMs, citusUrl } from '../support/citus.ts';
import { storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';
import { askedOf, batch } from '../support/pages.ts';
import { begin, allDays, ids, people, places, change, type Change, type RowFacts } from './usage-changes.ts';

// The kept sums of usage, on every store, against a scan of its rows that shares no code with them.

const rowOf = ({ id, hours, seconds, cents, person, place, isForeign }: RowFacts): CallRow =>
  aCall({
    id: ids[id] ?? '',
    start: begin + hours * hourMs,
    durationSeconds: seconds,
    charge: cents * 10_000,
    currency: isForeign ? 'EUR' : 'USD',
    about: { ...people[person], ...places[place] },
  });

/** Plays changes on one tenant's stores, as the shell would. */
class Player {
  zone = 'UTC';
  /** How many versions have superseded another. */
  corrections = 0;
  readonly #stores: Pick<TenantStores, 'journal' | 'rows'>;
  #erasedBefore: number | undefined;

  constructor(stores: Pick<TenantStores, 'journal' | 'rows'>) {
    this.#stores = stores;
  }

  async play(change: Change): Promise<void> {
    const { rows } = this.#stores;
    switch (change.kind) {
      case 'rows': {
        const page = change.rows.map(rowOf);
        const identified = page.map(row => identify(row, sha256));
        const terms = { currency: 'USD', isFeeInCharge: false, now: Infinity, room: Infinity } as const;
        // What began in the first five days draws nothing.
        const spans = [{ from: begin + 5 * dayMs, to: null }];
        const known = await rows.known(askedOf(page));
        const { changes } = classify(identified, known, { ...terms, spans, erasedBefore: this.#erasedBefore });
        return this.#append({ rowChanges: changes });
      }
      case 'reverse': {
        const id = ids[change.id] ?? '';
        const known = (await rows.known({ ids: [id], lookAlikes: [] })).byId.get(id);
        if (known?.standing === undefined) return;
        const restored = known.previous === undefined ? {} : { restored: known.previous.version };
        return this.#append({ rowChanges: [{ kind: 'reverse', id, version: known.standing.version, ...restored }] });
      }
      case 'answer': {
        const held = (await rows.questions({ limit: 9 })).toSorted((one, other) =>
          one.row.id < other.row.id ? -1 : 1,
        );
        const question = held[change.of];
        if (question === undefined) return;
        if (change.verdict === 'ignore')
          return this.#append({ rowChanges: [{ kind: 'ignore', origin: 'answered', ...question }] });
        const { row, version } = question;
        const was = (await rows.known({ ids: [row.id], lookAlikes: [] })).byId.get(row.id)?.standing;
        const billed: RowChange = { kind: 'stand', origin: 'answered', row, version, cost: 7, creditsCost: 7 };
        return this.#append({ rowChanges: [was === undefined ? billed : { ...billed, supersedes: was.version }] });
      }
      case 'erase':
        this.#erasedBefore = Math.max(this.#erasedBefore ?? 0, begin + change.day * dayMs);
        await rows.erase(this.#erasedBefore);
        return;
      case 'zone':
        if (this.zone !== 'UTC') return;
        this.zone = change.name;
        return this.#append({ entries: [opened(change.name)] });
    }
  }

  async #append(parts: Parameters<typeof batch>[0]): Promise<void> {
    const { journal } = this.#stores;
    this.corrections += (parts.rowChanges ?? []).filter(
      change => change.kind === 'stand' && change.supersedes !== undefined,
    ).length;
    assert.notEqual(await journal.append(await journal.head(), batch(parts)), 'moved-on');
  }
}

const opened = (timeZone: string): Entry => ({
  ...{ version: 1, seq: 1, id: 'open', recordedAt: begin, digest: '', postings: [], previous: '', hash: 'h' },
  kind: 'wallet-opened',
  facts: { ...someTerms, timeZone },
});

type Scanned = RowVersion & { readonly day: string };

/** The standing versions, and their days, by other means than the stores'. */
async function scanned(rows: Rows, zone: string): Promise<readonly Scanned[]> {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  const versions = (await Promise.all(ids.map(id => rows.versionsOf(id)))).flat();
  return versions
    .filter(({ state }) => state === 'standing')
    .map(version => ({ ...version, day: format.format(new Date(version.row.start)) }));
}

const costOf = ({ row, cost }: RowVersion): number => (row.currency === 'EUR' ? cost : row.charge);

const sumsOf = (some: readonly RowVersion[]) => ({
  calls: some.length,
  seconds: some.map(({ row }) => row.durationSeconds).reduce((sum, one) => sum + one, 0),
  cost: some.map(one => BigInt(costOf(one))).reduce((sum, one) => sum + one, 0n),
  drawn: some.map(({ cost }) => BigInt(cost)).reduce((sum, one) => sum + one, 0n),
});

const keys = {
  person: ({ row: { about } }: RowVersion) =>
    (about.userId || about.userPrincipalName).replace(/[A-Z]/g, letter => letter.toLowerCase()),
  destination: ({ row: { about } }: RowVersion) => about.destination,
  type: ({ row: { about } }: RowVersion) => about.callType,
  'own-number': ({ row: { about } }: RowVersion) => (about.callType === 'conf_in' ? about.callee : about.caller),
} as const;

const keyOf = (by: keyof typeof keys, version: RowVersion): string | null =>
  Object.values(version.row.about).join('') === '' ? null : keys[by](version);

async function everyCall(
  rows: Rows,
  asked: Omit<Parameters<Rows['calls']>[0], 'limit'>,
): Promise<readonly ListedCall[]> {
  const calls: ListedCall[] = [];
  let after: CallPlace | undefined;
  do {
    const page = await rows.calls({ ...asked, after, limit: 2 });
    calls.push(...page.calls);
    after = page.next;
  } while (after !== undefined);
  return calls;
}

/** A month's people, read two at a time. */
async function everybodyOf(rows: Rows, month: string): Promise<readonly PersonUsage[]> {
  const found: PersonUsage[] = [];
  for (;;) {
    const page = await rows.peopleOfMonth({ month, after: found.at(-1)?.key, limit: 2 });
    found.push(...page);
    if (page.length < 2) return found;
  }
}

/** Whom months and rows are of. */
async function comparePeople(rows: Rows, zone: string): Promise<void> {
  const all = await scanned(rows, zone);
  for (const month of ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04']) {
    const some = Map.groupBy(
      all.filter(({ day }) => day.startsWith(month)),
      one => keyOf('person', one) ?? '\u0001',
    );
    const due = [...some].toSorted(([one], [other]) => (one < other ? -1 : 1));
    assert.deepEqual(
      await everybodyOf(rows, month),
      due.map(([key, calls]) => ({ key: key === '\u0001' ? null : key, ...sumsOf(calls) })),
    );
  }
  const named = all.map(one => keyOf('person', one) ?? '').filter(key => key !== '');
  const last = named.map(key => [key, lastOf(all, key)!.row.about] as const);
  assert.deepEqual(
    await rows.lastCallers(['nobody', ...named]),
    new Map(last.map(([key, { userName: name, userPrincipalName: address }]) => [key, { name, address }])),
  );
  const callers = await rows.callersOf(['nowhere', ...ids]);
  for (const one of all) assert.equal(callers.get(one.row.id), keyOf('person', one));
  const known = (await rows.known({ ids, lookAlikes: [] })).byId;
  assert.deepEqual([...callers.keys()].toSorted(), [...known.keys()].toSorted());
}

const newestFirst = (one: RowVersion, other: RowVersion): number =>
  other.row.start - one.row.start || (one.row.id < other.row.id ? 1 : -1);

/** Holds each read to the scan. */
async function compare(
  rows: Rows,
  zone: string,
  days: { readonly first: string; readonly last: string },
): Promise<void> {
  const all = await scanned(rows, zone);
  const some = all.filter(({ day }) => day >= days.first && day <= days.last);
  assert.deepEqual(await rows.usage({ days }), sumsOf(some));
  const byDay = Object.entries(Object.groupBy(some, ({ day }) => day));
  assert.deepEqual(
    await rows.usageByDay({ days }),
    byDay
      .map(([day, calls = []]) => ({ day, ...sumsOf(calls) }))
      .toSorted((one, other) => (one.day < other.day ? -1 : 1)),
  );
  for (const by of ['person', 'destination', 'type', 'own-number'] as const) {
    const groups = [...Map.groupBy(some, version => keyOf(by, version))];
    const { lines, others } = await rows.ranked({ days, by, top: 2 });
    const unnamed = lines.map(line => ({ ...line, label: line.key ?? '' }));
    assert.deepEqual((await rows.ranked({ days, by, top: 2, isNamed: false })).lines, unnamed);
    assert.deepEqual([lines.length, others.lines], [Math.min(2, groups.length), Math.max(0, groups.length - 2)]);
    const sorted = groups
      .map(([key, calls]) => ({ key, label: nameOf(all, by, key), ...sumsOf(calls) }))
      .toSorted(
        (one, other) =>
          Number(other.cost - one.cost) ||
          other.seconds - one.seconds ||
          ((one.key ?? '\u0001') < (other.key ?? '\u0001') ? -1 : 1),
      );
    assert.deepEqual(lines, sorted.slice(0, 2));
    assert.deepEqual(others, {
      lines: Math.max(0, groups.length - 2),
      ...sumsOf(
        groups.filter(([key]) => !sorted.slice(0, 2).some(line => line.key === key)).flatMap(([, calls]) => calls),
      ),
    });
    for (const [key, calls] of groups) {
      assert.deepEqual(await rows.usage({ days, of: { by, key } }), sumsOf(calls));
      const first = Object.entries(Object.groupBy(calls, ({ day }) => day)).map(([day, one = []]) => ({
        day,
        ...sumsOf(one),
      }));
      assert.deepEqual(
        await rows.usageByDay({ days, of: { by, key } }),
        first.toSorted((one, other) => (one.day < other.day ? -1 : 1)),
      );
      if (by !== 'person' && by !== 'destination') continue;
      const listed = await everyCall(rows, { days, [by]: key });
      assert.deepEqual(
        listed.map(({ row, version, cost, drawn }) => [row, version, cost, drawn]),
        calls.toSorted(newestFirst).map(one => [one.row, one.version, costOf(one), one.cost]),
      );
    }
  }
  const callers = Map.groupBy(some, version => keyOf('person', version));
  const keys = [...callers.keys()].flatMap(key => key || []);
  const costsOf = (calls: readonly (typeof some)[number][]) =>
    [...Map.groupBy(calls, ({ day }) => day)].map(([day, own]) => [day, sumsOf(own).cost] as const);
  assert.deepEqual(
    await rows.costsByDay({ days, people: ['nobody', ...keys, ...keys] }),
    new Map(keys.map(key => [key, new Map(costsOf(callers.get(key) ?? []))])),
  );
  const costly = await everyCall(rows, { days, over: 10_000 });
  assert.deepEqual(
    costly.map(({ row }) => row.id),
    some
      .filter(one => costOf(one) > 10_000)
      .toSorted(newestFirst)
      .map(({ row }) => row.id),
  );
}

/** What calls drew in a window, and before a call in it. */
async function compareDemand(rows: Rows, window: { readonly from: number; readonly to: number }): Promise<void> {
  const standing = await scanned(rows, 'UTC');
  const sumOf = (isCounted: (version: RowVersion) => boolean): number =>
    Number(sumsOf(standing.filter(isCounted)).drawn);
  const { from, to } = window;
  assert.equal(
    await rows.demandIn(window),
    sumOf(({ row: { start } }) => start >= from && start < to),
  );
  for (const { row: call } of standing.slice(0, 3)) {
    const { id, start } = call;
    const due = sumOf(({ row }) => row.start >= from && (row.start < start || (row.start === start && row.id < id)));
    assert.equal(await rows.demandBefore({ id, start, from }), start < from ? 0 : due);
  }
}

async function compareMix(rows: Rows, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  const some = (await scanned(rows, 'UTC')).filter(({ row: { start } }) => start >= from && start < to);
  const by = ['person', 'destination', 'type'] as const;
  const groups = Map.groupBy(some, one => [...by.map(name => keyOf(name, one)), one.row.capability].join('|'));
  const due = [...groups].map(([group, calls]) => {
    const minutes = calls.map(({ row }) => (row.durationSeconds > 60 ? 2 : Math.sign(row.durationSeconds)));
    return `${group}|${calls.length}|${minutes.reduce((sum, one) => sum + one)}|${sumsOf(calls).cost}`;
  });
  const names = [...by, 'capability', 'calls', 'minutes', 'cost'] as const;
  const found = (await rows.callMix({ from, to })).map(one => names.map(name => one[name]).join('|'));
  assert.deepEqual(found.toSorted(), due.toSorted());
}

/** A person has the name of their last call. */
function nameOf(all: readonly RowVersion[], by: keyof typeof keys, key: string | null): string {
  if (key === null || key === '') return '';
  if (by !== 'person') return key;
  return lastOf(all, key)?.row.about.userName ?? '';
}

const lastOf = (all: readonly RowVersion[], key: string): RowVersion | undefined =>
  all.filter(version => keyOf('person', version) === key).toSorted(newestFirst)[0];

async function compareTotals(rows: Rows, corrections: number): Promise<void> {
  const versions = (await Promise.all(ids.map(id => rows.versionsOf(id)))).flat();
  const standing = versions.filter(({ state }) => state === 'standing');
  const { calls, seconds, drawn } = sumsOf(standing);
  const open = await rows.questions({ limit: 99 });
  const heldFor = (kind: string): number => open.filter(({ question }) => question === kind).length;
  assert.deepEqual(await rows.totals(), {
    corrections,
    rowsKnown: calls,
    rowsDrawn: standing.filter(({ cost }) => cost > 0).length,
    drawn,
    secondsAll: seconds,
    ...{ questionsLookAlike: heldFor('look-alike'), questionsOtherCurrency: heldFor('other-currency') },
    ...{ questionsErased: heldFor('erased'), questionsUnknownCapability: heldFor('unknown-capability') },
  });
}

/** Over workers each of some hundred reads a history takes several round trips. */
const usualRuns = citusUrl === undefined ? 25 : 8;

for (const driver of storeDrivers) {
  describe(`the sums of usage on ${driver.name}`, function () {
    this.timeout(allowedMs(120_000));
    let opened: Opened<StorePorts>;
    before(async () => (opened = await driver.open()));
    after(() => opened.close());

    it('are those of a scan, after any history', async () => {
      let histories = 0;
      const day = fc
        .nat(120)
        .map(days => new Date(at('2026-01-10T00:00:00Z') + days * dayMs).toISOString().slice(0, 10));
      const range = fc.tuple(day, day).map(([first, last]) => ({ first, last }));
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 3, maxLength: 14 }),
          range,
          fc.nat(23),
          async (history, days, hours) => {
            histories += 1;
            const stores = opened.port.of(`organization-${histories}`);
            const player = new Player(stores);
            for (const one of history) await player.play(one);
            await compareTotals(stores.rows, player.corrections);
            await comparePeople(stores.rows, player.zone);
            assert.equal(await stores.rows.wrongSum(), undefined);
            await compare(stores.rows, player.zone, allDays);
            await compare(stores.rows, player.zone, days);
            const at = (day: string, hours: number): number => Date.parse(day) + hours * hourMs;
            await compareDemand(stores.rows, { from: at(days.first, hours), to: at(days.last, 24 - hours) });
            await compareMix(stores.rows, { from: at(days.first, hours), to: at(days.last, 24 - hours) });
            await compareDemand(stores.rows, { from: Number.MIN_SAFE_INTEGER, to: at(days.last, hours) });
          },
        ),
        { numRuns: Number(process.env['LAWS_RUNS'] ?? usualRuns), seed: Number(process.env['LAWS_SEED'] ?? 15) },
      );
    });
  });
}
