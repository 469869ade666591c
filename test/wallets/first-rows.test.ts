import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { drawPages } from '../../bot/usage/draw-pages.ts';
import { aCall, at, money, someTerms } from '../support/builders.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { walletsOf } from '../support/wallets.ts';

describe('an import into a store that takes long to find its first rows', () => {
  const now = at('2026-01-10T12:00:00Z');
  const bought = { kind: 'buy', id: 'b', boughtAt: now, amount: money('$50'), reference: '' } as const;

  it('waits for them, and nobody who reads the wallet or buys does', async () => {
    const store = new MemoryStore();
    const known = store.known.bind(store);
    const found = Promise.withResolvers<undefined>();
    store.known = async asked => {
      await found.promise;
      return known(asked);
    };
    const ledger = walletsOf({ journal: store, rows: store }, { clock: { now: () => now } });
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    const pages = (function* () {
      yield { rows: [aCall({ id: 'a', start: now })], lines: [2], bad: [] };
    })();
    const drawing = drawPages({ ledger, file: 'log', by: null }, Readable.from(pages, { highWaterMark: 1 }));
    assert.ok((await ledger.read()).ok);
    const answer = await ledger.execute(bought, null);
    assert.ok(answer.ok && answer.value.wallet.seq === 2);
    found.resolve(undefined);
    const drawn = await drawing;
    assert.ok(drawn.ok && drawn.value.rows === 1);
    assert.ok((await ledger.audit()).ok);
  });
});
