import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DepartmentSums,
  departmentName,
  graceMs,
  LateCharges,
  monthOf,
  startOfMonth,
  statementOf,
  usageKeysOf,
  type CallRow,
  type Month,
  type Terms,
} from '../../core/index.ts';
import { aCall, at, money, type Bench } from '../support/builders.ts';
import { after, bought, called, given } from '../support/given.ts';
import { aFreshBench, asked, epoch, steps } from '../support/steps.ts';

const numRuns = Number(process.env['LAWS_RUNS'] ?? 250);

/** What the departments of a month's statement bear: what its calls draw now, and what was recorded late. */
function departmentsOf(bench: Bench, month: Month, departmentOf: (key: string) => string | undefined): DepartmentSums {
  const terms: Terms = bench.wallet.terms!;
  const late = new LateCharges({ terms, month, now: bench.now });
  for (const entry of bench.entries) if (entry.recordedAt >= late.readFrom) late.add(entry);
  const sums = new DepartmentSums(departmentOf);
  for (const { row, start, cost } of bench.rows.standing())
    if (monthOf(start, terms.timeZone) === month)
      sums.add({ key: usageKeysOf(row.about).person, calls: 1, cost: BigInt(cost) });
  for (const [id, amount] of late.byRow) {
    const versions = bench.rows.versionsOf(id);
    const about = (versions.find(({ state }) => state === 'standing') ?? versions.at(-1))?.row.about;
    sums.add({ key: about === undefined ? null : usageKeysOf(about).person, calls: 0, cost: BigInt(amount) });
  }
  return sums;
}

const callers = ['', 'ann-1', 'bob-1', 'cid-2', 'lee'];

const ofSomebody = (row: CallRow): CallRow => ({
  ...row,
  about: { ...row.about, userId: callers[Number(row.id.slice(-1)) % callers.length] ?? '' },
});

const byName = (key: string): string | undefined => (key === 'lee' ? undefined : `Department ${key.slice(-1)}`);

describe('costs by department', () => {
  it('law: add up to the statement of any month, after any history: late rows, corrections, reversals, reconciliations, erasures', () => {
    fc.assert(
      fc.property(steps, fc.option(fc.nat(500)), (history, erased) => {
        const bench = aFreshBench();
        for (const one of history) {
          const command = asked(bench, one);
          if (command !== undefined)
            bench.do(command.kind === 'draw' ? { ...command, rows: command.rows.map(ofSomebody) } : command);
        }
        if (erased !== null) {
          const before = bench.now - erased * 86_400_000;
          bench.do({ kind: 'erase-rows', before });
          bench.rows.erase(before);
        }
        const terms = bench.wallet.terms!;
        const first = startOfMonth(monthOf(epoch, terms.timeZone), terms.timeZone, -20);
        for (let month = monthOf(first, terms.timeZone); month <= monthOf(bench.now, terms.timeZone);) {
          const { used } = statementOf(bench.entries, { terms, month, now: bench.now }).total;
          const sums = departmentsOf(bench, month, byName);
          assert.equal(sums.cost, -used, month);
          assert.equal(
            sums.departments().reduce((sum, { cost }) => sum + cost, 0n),
            sums.cost,
          );
          for (const { group, cost } of sums.departments())
            assert.equal(
              sums.peopleOf(group).reduce((sum, one) => sum + one.cost, 0n),
              cost,
            );
          month = monthOf(startOfMonth(month, terms.timeZone, 1), terms.timeZone);
        }
      }),
      { numRuns, seed: 20_261_126 },
    );
  });

  // January: $30 used; $5 of January are reported on 10 February.
  const { bench } = given(bought('$100'), after(10), called('$30'), after(30), called('$5', 'late', 20));
  const costOf = (month: Month): bigint => departmentsOf(bench, month, byName).cost;

  it('leaves what was reported late to the month that was open then', () => {
    assert.deepEqual([costOf('2026-01'), costOf('2026-02')], [30_000_000n, 5_000_000n]);
    const [entry] = bench.entries.filter(({ id }) => id.startsWith('late#'));
    assert.ok(entry !== undefined && entry.recordedAt >= at('2026-02-01T00:00:00Z') + graceMs);
  });

  it('sorts departments by cost, and last those that are none', () => {
    const sums = new DepartmentSums(key => ({ ann: ' Sales ', bob: 'Sales', cid: 'Legal' })[key]);
    for (const [key, cost] of [
      ...([
        ['cid', 5n],
        ['lee', 90n],
        ['ann', 3n],
        ['', 70n],
      ] as const),
      ...([
        [null, 80n],
        ['bob', 4n],
        ['ann', 1n],
      ] as const),
    ])
      sums.add({ key, calls: 1, cost });
    assert.deepEqual(
      sums
        .departments()
        .map(({ group, calls, cost, people }) => [
          group.kind === 'department' ? group.name : group.kind,
          ...[calls, cost, people],
        ]),
      [
        ['Sales', 3, 8n, 2],
        ['Legal', 1, 5n, 1],
        ['none', 1, 90n, 1],
        ['unknown', 1, 70n, 1],
        ['erased', 1, 80n, 1],
      ],
    );
    assert.deepEqual(
      sums.peopleOf({ kind: 'department', name: 'Sales' }).map(({ key, cost }) => [key, cost]),
      [
        ['ann', 4n],
        ['bob', 4n],
      ],
    );
    assert.deepEqual(sums.peopleOf({ kind: 'department', name: 'HR' }), []);
  });

  it('takes names for the same that differ in blanks alone', () => {
    assert.equal(departmentName('  Sales \u00a0 EMEA\n'), 'Sales EMEA');
    assert.equal(departmentName(' '), '');
    assert.equal(departmentName('x'.repeat(2000)).length, 100);
  });

  it('counts a call that the clock has not come to yet for no statement, as the statement does', () => {
    const ahead = given(bought('$100'), after(10), called('$30')).bench;
    ahead.now += 3_600_000;
    ahead.draw(aCall({ id: 'ahead', start: ahead.now, charge: money('$7') }));
    const terms = ahead.wallet.terms!;
    const asOf = { terms, month: '2026-01', now: ahead.now - 1000 };
    const late = new LateCharges(asOf);
    for (const entry of ahead.entries) late.add(entry);
    assert.equal(statementOf(ahead.entries, asOf).total.used, -30_000_000n);
    assert.deepEqual([...late.byRow.values()], [-7_000_000]);
    assert.equal(late.latest, ahead.now);
  });
});
