import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { balanceOf, dayMs, type CallRow } from '../../core/index.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { noFaults, type Faults } from '../../bot/drivers/sandbox/graph/limits.ts';
import { drawPages } from '../../bot/usage/draw-pages.ts';
import { aCall, at, someTerms } from '../support/builders.ts';
import { aTenant } from '../support/graph.ts';
import { inMemory } from '../support/stores.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { walletsOf } from '../support/wallets.ts';

const now = at('2026-11-22T12:00:00Z');

// `LOG_ROWS` says how many: npm run laws reads a hundred thousand.
const count = Number(process.env['LOG_ROWS'] ?? 5000);

describe(`a log of ${count} rows from a Graph that misbehaves`, () => {
  let contoso: Awaited<ReturnType<typeof aTenant>>;
  const clock = new VirtualClock(now);
  before(async () => {
    contoso = await aTenant({ clock });
    await contoso.tenant.makeCalls({ count, from: now - dayMs, to: now });
    const all = contoso.tenant.calls(now - 2 * dayMs, now);
    contoso.tenant.calls = () => all;
    // Its document has all the calls: reading it for each request would take most of the time.
    contoso.tenant.refresh = () => Promise.resolve();
  });
  after(() => contoso.stop());

  const imported = async (faults: Partial<Faults>) => {
    Object.assign(contoso.faults, noFaults, faults);
    const store = inMemory();
    const ledger = walletsOf(store);
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    const pages = new GraphCallLog(contoso.graph).pages({ from: now - 2 * dayMs, to: now });
    const reading = drawPages({ ledger, file: 'log', by: null }, pages).catch((error: unknown) => ({
      ok: false as const,
      refusal: (error as { code?: unknown }).code,
    }));
    const answer = await clock.carryOut(reading, () => contoso.graph.isBusy);
    return {
      answer: answer.ok ? answer.value.rows : answer.refusal,
      rejected: answer.ok ? answer.value.rejectedCount : 0,
      totals: await store.rows.totals(),
    };
  };

  it('comes to the totals that it would have come to, and counts each row once', async function () {
    this.timeout(300_000);
    const due = await imported({});
    assert.ok(due.totals.rowsKnown >= count);
    const twice = await imported({ twins: true });
    assert.deepEqual(twice, due);
    const spoiled = await imported({ twins: true, cut: 0.1, failing: 0.1, unsaid: 0.1, throttled: 0.1 });
    assert.deepEqual(spoiled, due);
    const anew = await imported({ pages: 'expired' });
    assert.deepEqual(anew.totals.rowsKnown, due.totals.rowsKnown);
    assert.deepEqual(anew.totals.drawn, due.totals.drawn);
  });

  it('keeps what was read of one that does not end, and says so', async function () {
    this.timeout(300_000);
    const due = await imported({});
    for (const pages of ['repeated', 'endless'] as const) {
      const { answer, totals } = await imported({ pages });
      assert.deepEqual([answer, totals.rowsKnown], ['graph-pages', due.totals.rowsKnown]);
    }
  });
});

describe('pages of a log', () => {
  it('are drawn in their order, however long it takes to take one apart', async () => {
    const ledger = walletsOf(inMemory());
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    const versions = [1, 2].map(dollars => aCall({ id: 'a', charge: dollars * 1_000_000 }));
    const waits = [20, 0];
    async function* parts(page: readonly CallRow[]) {
      for (let turns = waits.shift() ?? 0; turns > 0; turns -= 1) await new Promise(setImmediate);
      yield { places: [...page.keys()] };
    }
    const awaitedCalls = { takeApart: () => Promise.resolve(parts) };
    const pages = Readable.from(versions.map(row => ({ rows: [row], lines: [2], bad: [] })));
    await drawPages({ ledger, file: 'log', by: null, awaitedCalls }, pages);
    const read = await ledger.read();
    assert.ok(read.ok);
    assert.equal(balanceOf(read.value.wallet.pool, now), -2_000_000);
  });
});
