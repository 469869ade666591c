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

describe('an import of many pages', () => {
  const now = at('2026-01-10T12:00:00Z');

  it('decides and writes in turns of their own, so that whoever waits for an answer has one in between', async () => {
    const store = new MemoryStore();
    let turn = 0;
    let isOver = false;
    const count = (): void => {
      turn += 1;
      if (!isOver) setImmediate(count);
    };
    const [deciding, writing] = [new Set<number>(), new Set<number>()];
    const [known, append] = [store.known.bind(store), store.append.bind(store)];
    store.known = asked => {
      if (asked.ids.length > 0) deciding.add(turn);
      return known(asked);
    };
    store.append = (after, batch) => {
      writing.add(turn);
      return append(after, batch);
    };
    const ledger = walletsOf({ journal: store, rows: store }, { clock: { now: () => now } });
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    writing.clear();
    setImmediate(count);
    const pages = Array.from({ length: 6 }, (_, page) => {
      const rows = Array.from({ length: 600 }, (_, row) => aCall({ id: `call-${page}-${row}`, start: now }));
      return { rows, lines: rows.map((_, row) => row + 2), bad: [] };
    });
    const drawn = await drawPages({ ledger, file: 'log', by: null }, Readable.from(pages, { highWaterMark: 1 }));
    isOver = true;
    assert.ok(drawn.ok && drawn.value.rows === 3600);
    assert.deepEqual([deciding.size, writing.size, deciding.intersection(writing).size], [6, 6, 0]);
  });
});
