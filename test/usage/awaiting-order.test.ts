import assert from 'node:assert/strict';
import { dayMs, hourMs, neverOpens } from '../../core/index.ts';
import type { CallLog } from '../../bot/ports/index.ts';
import { LogCursors } from '../../bot/tenant/log-cursors.ts';
import { importLog } from '../../bot/usage/import-log.ts';
import { Imports } from '../../bot/usage/import-progress.ts';
import { aCall, at, card, someTerms } from '../support/builders.ts';
import { inMemory } from '../support/stores.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { walletsOf } from '../support/wallets.ts';

const now = at('2026-11-22T12:00:00Z');

describe('the import of usage while an order may end paying after use', () => {
  it('takes calls that waited for an order once it has settled, however far the log had been read meanwhile', async () => {
    const stores = inMemory();
    const clock = new VirtualClock(now);
    const ledger = walletsOf(stores, { clock });
    const must = async (request: Parameters<typeof ledger.execute>[0]) => {
      const done = await ledger.execute(request, null);
      assert.ok(done.ok, JSON.stringify(done));
    };
    await must({ kind: 'open-wallet', id: 'open', terms: { ...someTerms, opensAt: neverOpens } });
    clock.advance(dayMs);
    await must({ kind: 'order', id: 'one', amount: 50_000_000, method: card, isBesideOpen: false });
    const calls = [aCall({ id: 'waits', start: now + dayMs + hourMs, charge: 7_000_000 })];
    const log: CallLog = {
      async *pages({ from, to }) {
        const rows = calls.filter(({ start }) => start >= from && start <= to);
        yield await Promise.resolve({ rows, lines: rows.map((_row, at) => at + 1), bad: [] });
      },
    };
    const needs = {
      ...{ clock, ledger, callLogs: [{ name: 'log', log }] },
      ...{ imports: new Imports(stores.documents, clock), logCursors: new LogCursors(stores.documents) },
      awaitedCalls: { from: () => ({ takeApart: () => Promise.resolve(undefined) }) },
    };
    const imports = async () => {
      const imported = await importLog(needs, null);
      assert.ok(imported.ok);
      return [imported.value.rejected.map(({ problem }) => problem), (await stores.rows.totals()).drawn];
    };
    clock.advance(2 * hourMs);
    assert.deepEqual(await imports(), [['awaits-order'], 0n]);
    clock.advance(9 * dayMs);
    assert.deepEqual(await imports(), [['awaits-order'], 0n]);
    clock.advance(9 * dayMs);
    assert.deepEqual(await imports(), [[], 0n]);
    await must({ kind: 'settle', id: 's', key: 'one', reference: 'r', reportedBy: 'gateway' });
    assert.deepEqual(await imports(), [[], 7_000_000n]);
    assert.equal((await needs.logCursors.read())['log']?.reread, now + dayMs);
  });
});
