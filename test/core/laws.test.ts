import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  allocateCallByCall,
  balanceOf,
  capacity,
  coverageOf,
  evolve,
  isExpired,
  monthOf,
  poolAt,
  poolNowAt,
  presentWindow,
  rest,
  startOfMonth,
  statementOf,
  verify,
  windowBefore,
  writtenOff,
  dayMs,
  disagreements,
  emptyWallet,
  type Entry,
  type Wallet,
} from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { balanceAt } from '../support/balance-at.ts';
import type { Bench } from '../support/builders.ts';
import { type Asked } from '../support/builders.ts';
import { aFreshBench, asked, epoch, step, steps, type Step } from '../support/steps.ts';

// Laws that hold after every step of any history (I1–I8 of the ledgers' common list, and the ledger's own). `LAWS_RUNS` sets how many
// histories are tried for each, `LAWS_SEED` which ones: npm run laws tries many with a seed of the day, and prints it.

const numRuns = Number(process.env['LAWS_RUNS'] ?? 40);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_122);
let commands = 0;

const check = (property: fc.IProperty<[readonly Step[]]>): void => {
  fc.assert(property, { numRuns, seed });
};

/** Plays a history; `after` sees the bench after each command, and the state before it. */
function played(
  history: readonly Step[],
  after: (bench: Bench, before: Wallet, was: Asked) => void = () => undefined,
): Bench {
  const bench = aFreshBench();
  for (const one of history) {
    const command = asked(bench, one);
    if (command === undefined) continue;
    const before = bench.wallet;
    bench.do(command);
    commands += 1;
    after(bench, before, command);
  }
  return bench;
}

const law = (name: string, each: (bench: Bench, before: Wallet, was: Asked) => void): void =>
  void it(`law: ${name}`, () => check(fc.property(steps, history => void played(history, each))));

const lawOfWhole = (name: string, whole: (bench: Bench, history: readonly Step[]) => void): void =>
  void it(`law: ${name}`, () => check(fc.property(steps, history => whole(played(history), history))));

const sum = (amounts: Iterable<number>): number => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
};

/** Balances of the accounts, and of the pool up to an instant, from the postings alone. */
const posted = (entries: readonly Entry[], isCounted: (account: string, at: number) => boolean): number =>
  sum(
    entries.flatMap(({ postings }) =>
      postings.filter(({ account, at }) => isCounted(account, at)).map(({ amount }) => amount),
    ),
  );

const isPool = (account: string): boolean => account === 'owed' || account.startsWith('lot:');

/** The standing rows, and what they cost. */
const standing = ({ rows }: Pick<Bench, 'rows'>) =>
  rows.standing().map(({ row, start, cost }) => ({ id: row.id, start, cost }));

describe('the ledger', function () {
  this.timeout(600_000);
  before(() => console.log(`      ${numRuns} histories a law, seed ${seed}`));
  after(() => console.log(`      ${commands} commands`));

  law('every entry’s postings sum to zero (I1)', (bench, before) => {
    for (const { postings } of bench.entries.slice(before.seq))
      assert.equal(sum(postings.map(({ amount }) => amount)), 0);
  });

  law('the balance is what the postings sum to, and what the lots hold minus what is owed (I2)', (bench, before) => {
    // Between two commands an expired lot is not written off yet: the read leaves it out all the same.
    const { pool } = bench.wallet;
    const unposted = pool.lots.filter(lot => !lot.isWrittenOff && isExpired(lot, bench.now));
    const balance = posted(bench.entries, isPool) - sum(unposted.map(rest));
    assert.equal(balanceOf(pool, bench.now), balance);
    assert.ok(bench.wallet.seq >= before.seq);
  });

  law('no lot is below zero, or holds more than was bought (I3)', bench => {
    for (const lot of bench.wallet.pool.lots) {
      assert.ok(rest(lot) >= 0 && rest(lot) <= capacity(lot), `lot ${lot.id}: ${rest(lot)} of ${capacity(lot)}`);
      assert.ok(lot.drawn >= 0 && writtenOff(lot) >= 0 && lot.reduced >= 0);
    }
    assert.ok(bench.wallet.pool.owed >= 0);
  });

  law('of each lot: bought = left + used + expired + given back, by its own account (I4)', bench => {
    for (const lot of bench.wallet.pool.lots) {
      assert.equal(lot.amount, rest(lot) + lot.drawn + writtenOff(lot) + lot.reduced);
      assert.equal(
        posted(bench.entries, account => account === `lot:${lot.id}`),
        rest(lot),
      );
    }
  });

  lawOfWhole('every charge is covered in full, and the lots’ covers are what was drawn (I5)', bench => {
    const { pool } = bench.wallet;
    const drawn = new Map<string, number>();
    let owed = 0;
    for (const { id, start, cost } of standing(bench)) {
      const before = bench.rows.demandBefore({ id, start, from: windowBefore(pool, start).from });
      const coverage = coverageOf(pool, { start, cost, before });
      assert.equal(sum(coverage.lots.map(({ amount }) => amount)) + coverage.owed, cost, id);
      for (const { lotId, amount } of coverage.lots) drawn.set(lotId, (drawn.get(lotId) ?? 0) + amount);
      owed += coverage.owed;
    }
    const unseen = sum(pool.reconciliations.map(({ difference }) => Math.max(0, difference)));
    const uncovered = sum(pool.lots.map(lot => lot.drawn - (drawn.get(lot.id) ?? 0))) + pool.owed - owed;
    assert.equal(uncovered, unseen);
  });

  law('entries follow each other without a gap, each naming the hash of the one before (I6)', (bench, before) => {
    let head = before.head;
    for (const [index, entry] of bench.entries.slice(before.seq).entries()) {
      assert.equal(entry.seq, before.seq + 1 + index);
      assert.equal(entry.previous, head);
      head = entry.hash;
    }
    assert.equal(bench.wallet.head, head);
  });

  it('law: a refused command leaves the state byte-identical, and its id free (I7)', () => {
    let refused = 0;
    check(
      fc.property(steps, history => {
        const bench = aFreshBench();
        for (const one of history) {
          const command = asked(bench, one);
          if (command === undefined) continue;
          const before = JSON.stringify([bench.wallet, bench.entries, bench.rows.known().byId.size]);
          const decision = bench.do(command);
          if (decision.ok) continue;
          refused += 1;
          assert.equal(JSON.stringify([bench.wallet, bench.entries, bench.rows.known().byId.size]), before);
        }
      }),
    );
    assert.ok(refused > numRuns / 4, `only ${refused} refusals`);
  });

  law('folding the entries as they are read back from a disk gives the live state (I8)', (bench, before) => {
    const read = bench.entries.slice(before.seq).map(entry => JSON.parse(JSON.stringify(entry)) as Entry);
    assert.deepEqual(read.reduce(evolve, before), bench.wallet);
  });

  lawOfWhole('replaying the whole journal gives the live state, and verifies (I8)', bench => {
    assert.deepEqual(bench.entries.reduce(evolve, emptyWallet), bench.wallet);
    const verified = verify(bench.entries, sha256);
    assert.ok(verified.ok, JSON.stringify(verified));
    assert.deepEqual(verified.value, bench.wallet);
  });

  law('a naive ledger that allocates call by call from the beginning agrees on every lot and on owed', bench => {
    const world = allocateCallByCall(bench.entries, bench.rows.drawing(), bench.now);
    const { pool } = bench.wallet;
    assert.equal(pool.owed, world.owed);
    for (const lot of pool.lots) {
      const left = isExpired(lot, bench.now) ? 0 : rest(lot);
      assert.equal(left, world.rests.get(lot.id) ?? 0, `lot ${lot.id}`);
      assert.equal(lot.drawn, world.paid.get(lot.id) ?? 0, `lot ${lot.id}`);
    }
    assert.deepEqual(disagreements(pool, world), []);
  });

  it('law: the balance at any instant, past or future, is the naive ledger’s', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -500, max: 900 }), (history, day) => {
        const bench = played(history);
        const instant = epoch + day * dayMs;
        const world = allocateCallByCall(bench.entries, bench.rows.drawing(), instant);
        assert.equal(balanceAt(bench.entries, { at: instant }), world.balance);
        const pool = poolAt(bench.entries, { at: instant });
        assert.equal(pool.owed, world.owed);
        // By all that is known now it is the wallet's own, but for the calls since the last instant that matters.
        const begun = bench.rows.demandIn(presentWindow(bench.wallet.pool, instant));
        const now = poolNowAt(bench.wallet.pool, instant, begun);
        assert.deepEqual([now.lots, now.owed, now.reconciliations], [pool.lots, pool.owed, pool.reconciliations]);
      }),
      { numRuns, seed },
    );
  });

  it('law: and what the postings dated by then sum to', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -500, max: 900 }), (history, day) => {
        const bench = played(history);
        const instant = epoch + day * dayMs;
        const unposted = bench.wallet.pool.lots.filter(lot => !lot.isWrittenOff && isExpired(lot, instant));
        assert.equal(
          balanceAt(bench.entries, { at: instant }),
          posted(bench.entries, (account, at) => isPool(account) && at <= instant) - sum(unposted.map(rest)),
        );
      }),
      { numRuns, seed },
    );
  });

  law('a balance that was reconciled stays what was stated, whatever arrives later', bench => {
    for (const { at, stated } of bench.wallet.pool.reconciliations.filter(({ at }) => at <= bench.now))
      assert.equal(balanceAt(bench.entries, { at }), stated);
  });

  law('what was known at an earlier time does not change', (bench, before) => {
    if (before.recordedAt === bench.wallet.recordedAt) return;
    const known = { at: before.recordedAt, knownAt: before.recordedAt };
    assert.equal(
      balanceAt(bench.entries, known),
      balanceAt(bench.entries.slice(0, before.seq), { at: before.recordedAt }),
    );
  });

  it('law: however rows are cut into pages, lots, owed and the standing rows are the same (split run)', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(
          step.filter(({ kind }) => kind === 'rows'),
          { minLength: 1, maxLength: 6 },
        ),
        (history, pages) => {
          const commandsOf = (bench: Bench) => pages.map(page => asked(bench, page)).filter(page => page !== undefined);
          const rowsOf = (bench: Bench) => commandsOf(bench).flatMap(page => (page.kind === 'draw' ? page.rows : []));
          const whole = played(history);
          whole.draw(...rowsOf(whole));
          const cut = played(history);
          for (const row of rowsOf(cut)) cut.draw(row);
          const shape = ({ wallet, rows }: Bench) => [
            wallet.pool.owed,
            wallet.pool.lots
              .filter(({ payment }) => !payment?.startsWith('recharge'))
              .map(lot => [lot.id, lot.drawn, rest(lot)]),
            standing({ rows }),
          ];
          assert.deepEqual(shape(cut), shape(whole));
        },
      ),
      { numRuns, seed },
    );
  });

  law('the same id and the same request: the original answer, nothing new', bench => {
    const last = bench.entries.findLast(({ kind }) => kind === 'credits-bought');
    if (last?.kind !== 'credits-bought') return;
    const { lot, invoice } = last.facts;
    const before = bench.entries.length;
    const again = bench.do({
      kind: 'buy',
      id: last.id,
      amount: lot.amount,
      boughtAt: lot.boughtAt,
      reference: invoice.reference,
    });
    assert.equal(again.ok && again.value.kind, 'repeated');
    const other = bench.do({ kind: 'buy', id: last.id, amount: lot.amount + 1, boughtAt: lot.boughtAt, reference: '' });
    assert.equal(!other.ok && other.refusal.kind, 'conflict');
    assert.equal(bench.entries.length, before);
  });

  law('invoices are numbered without a gap, each names the lot that it opened', bench => {
    const invoices = bench.entries.flatMap(({ facts }) => ('invoice' in facts ? [facts.invoice] : []));
    assert.deepEqual(
      invoices.map(({ number }) => number),
      invoices.map((_, index) => index + 1),
    );
    for (const { lotId, number } of invoices)
      assert.equal(bench.wallet.pool.lots.find(({ id }) => id === lotId)?.invoice, number);
  });

  law(
    'one automatic charge is open at the most, beside what was opened again, and a month’s stay under the cap',
    bench => {
      const { openPayments, rule, memory } = bench.wallet;
      assert.ok(
        openPayments.filter(({ payment, reopened }) => payment.purpose === 'recharge' && !reopened).length <= 1,
      );
      const cap = rule?.monthlyCap ?? null;
      const last = bench.entries.findLast(({ kind }) => kind === 'payment-requested');
      const set = bench.entries.findLast(({ kind }) => kind === 'rule-set');
      if (
        cap !== null &&
        (last?.seq ?? 0) > (set?.seq ?? 0) &&
        last?.kind === 'payment-requested' &&
        last.facts.purpose === 'recharge'
      )
        assert.ok(memory.requestedInMonth <= cap || memory.requestedInMonth > last.facts.amount);
    },
  );

  lawOfWhole(
    'statements follow each other: each opens with what the one before closed with, the last with the balance',
    bench => {
      const terms = bench.wallet.terms!;
      bench.do({ kind: 'catch-up' });
      const now = bench.now;
      const first = startOfMonth(monthOf(epoch, terms.timeZone), terms.timeZone, -20);
      let closing = 0n;
      for (let month = monthOf(first, terms.timeZone); month <= monthOf(now, terms.timeZone);) {
        const found = statementOf(bench.entries, { terms, month, now });
        assert.equal(found.total.opening, closing, month);
        for (const line of [...found.lots, found.owed, found.total])
          assert.equal(line.opening + line.bought + line.used + line.expired + line.adjusted, line.closing);
        assert.equal(
          found.lots.reduce((sum, lot) => sum + lot.closing, found.owed.closing),
          found.total.closing,
        );
        closing = found.total.closing;
        // A statement that has closed is worked out from what was recorded by then: nothing later changes it.
        if (found.isClosed)
          assert.deepEqual(statementOf(bench.entries.slice(0, found.entries), { terms, month, now }), found);
        month = monthOf(startOfMonth(month, terms.timeZone, 1), terms.timeZone);
      }
      if (bench.wallet.pool.lots.every(lot => lot.isWrittenOff || !isExpired(lot, now)))
        assert.equal(closing, BigInt(balanceOf(bench.wallet.pool, now)));
    },
  );
});
