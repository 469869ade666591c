import assert from 'node:assert/strict';
import { aCall, at, money, someTerms } from '../support/builders.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { walletsOf } from '../support/wallets.ts';

describe('a purchase', () => {
  it('is decided again where another process drew a call between the reading of the wallet and that of the rows', async () => {
    const store = new MemoryStore();
    const now = at('2026-01-10T12:00:00Z');
    const clock = { now: () => now };
    const other = walletsOf({ journal: store, rows: store }, { clock });
    await other.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    const rows = Object.create(store) as MemoryStore;
    let meanwhile = true;
    rows.demandIn = async window => {
      if (meanwhile) await other.execute({ kind: 'draw', id: 'page', rows: [aCall({ id: 'a', start: now })] }, null);
      meanwhile = false;
      return store.demandIn(window);
    };
    const one = walletsOf({ journal: store, rows }, { clock });
    const bought = { kind: 'buy', id: 'b', boughtAt: now, amount: money('$50'), reference: '' } as const;
    const answer = await one.execute(bought, null);
    assert.ok(answer.ok);
    assert.deepEqual(answer.value.entry?.kind === 'credits-bought' && answer.value.entry.facts.lot.demand, money('$1'));
    assert.ok((await one.audit()).ok);
  });
});
