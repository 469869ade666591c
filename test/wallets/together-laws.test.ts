import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayMs, type CallRow } from '../../core/index.ts';
import type { Ledger, Request } from '../../bot/wallets/ledger.ts';
import { aCall, at, money, someTerms } from '../support/builders.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { walletsOf } from '../support/wallets.ts';

// Requests that wait together are written together: the book is the one that they would have left one after the other.
// `LAWS_RUNS` and `LAWS_SEED` as in test/core/laws.test.ts.

const numRuns = Number(process.env['LAWS_RUNS'] ?? 60);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_127);

type Asked =
  | { readonly kind: 'draw'; readonly rows: readonly CallRow[] }
  | { readonly kind: 'reverse'; readonly row: number }
  | { readonly kind: 'answer'; readonly verdict: 'bill' | 'ignore'; readonly which: number }
  | { readonly kind: 'buy'; readonly daysAgo: number };

const begun = at('2026-01-10T10:00:00Z');
const ids = Array.from({ length: 5 }, (_, index) => `row-${index}`);

/** Few ids, numbers and days, so that calls are corrected and look like each other; one in a foreign currency is asked about. */
const call: fc.Arbitrary<CallRow> = fc
  .record({ id: fc.constantFrom(...ids), day: fc.nat(1), dollars: fc.nat(2), number: fc.nat(2), place: fc.nat(5) })
  .map(({ id, day, dollars, number, place }) =>
    aCall({
      ...{ id, start: begun + day * dayMs, charge: money(`$${dollars}`), currency: place === 0 ? 'EUR' : 'USD' },
      about: number === 0 ? { callId: 'a call' } : { caller: '+1', callee: `+${number}` },
    }),
  );

const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('draw'), rows: fc.array(call, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reverse'), row: fc.nat(ids.length - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('answer'), verdict: fc.constantFrom('bill', 'ignore'), which: fc.nat(9) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buy'), daysAgo: fc.nat(90) }) },
);

/** A book, and who asks for something of it. */
class Book {
  readonly store = new MemoryStore();
  readonly clock = new VirtualClock(at('2026-03-01T00:00:00Z'));
  readonly ledger: Ledger = walletsOf({ journal: this.store, rows: this.store }, { clock: this.clock });

  async begins(): Promise<this> {
    assert.ok((await this.ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null)).ok);
    return this;
  }

  /** What is asked as a request, by what is held now; nothing where nothing is held. */
  async requestOf(one: Asked, id: string): Promise<readonly Request[]> {
    switch (one.kind) {
      case 'draw':
        return [{ ...one, id }];
      case 'reverse':
        return [{ kind: 'reverse', id, what: { kind: 'row', id: ids[one.row] ?? '' } }];
      case 'buy':
        return [
          { kind: 'buy', id, amount: money('$5'), boughtAt: this.clock.now() - one.daysAgo * dayMs, reference: id },
        ];
      case 'answer': {
        const held = await this.store.questions({ limit: 100 });
        const question = held[one.which % held.length];
        if (question === undefined) return [];
        const { row, version } = question;
        const amount = one.verdict === 'bill' && row.currency !== 'USD' ? money('$3') : null;
        return [{ kind: 'answer', id, verdict: one.verdict, questions: [{ id: row.id, version }], amount }];
      }
    }
  }

  async state(): Promise<unknown> {
    const rows = await Promise.all(ids.map(id => this.store.versionsOf(id)));
    return { entries: await this.store.entriesAfter(0), rows };
  }
}

describe('requests that wait together', () => {
  it('law: leave the book that they would have left one after the other', async () => {
    const history = fc.array(fc.array(asked, { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 10 });
    const law = fc.asyncProperty(history, async rounds => {
      const [together, inTurn] = await Promise.all([new Book().begins(), new Book().begins()]);
      for (const [round, all] of rounds.entries()) {
        const requests = await Promise.all(all.map((one, index) => together.requestOf(one, `${round}-${index}`)));
        await Promise.all(requests.flat().map(request => together.ledger.execute(request, null)));
        for (const request of requests.flat()) await inTurn.ledger.execute(request, null);
      }
      assert.deepEqual(await together.state(), await inTurn.state());
    });
    await fc.assert(law, { numRuns, seed });
  });

  it('ask about a call that looks like one which is billed with them', async () => {
    const { ledger, store } = await new Book().begins();
    const about = { caller: '+1', callee: '+2' };
    const [abroad, twin] = [aCall({ id: 'abroad', currency: 'EUR', about }), aCall({ id: 'twin', about })];
    await ledger.execute({ kind: 'draw', id: 'draw', rows: [abroad] }, null);
    const [question] = await store.questions({ limit: 1 });
    const questions = [{ id: abroad.id, version: question?.version ?? '' }];
    await Promise.all([
      ledger.execute({ kind: 'answer', id: 'answer', verdict: 'bill', questions, amount: money('$1') }, null),
      ledger.execute({ kind: 'draw', id: 'draw twin', rows: [twin] }, null),
    ]);
    assert.deepEqual(
      (await store.questions({ limit: 9 })).map(held => [held.row.id, held.question]),
      [['twin', 'look-alike']],
    );
  });
});
