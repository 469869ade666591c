import assert from 'node:assert/strict';
import { goodPart, type CallRow, type Entry } from '../../core/index.ts';
import type { Journal, Matters, Rows, TenantBooks, Transaction } from '../../bot/ports/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';
import { storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';
import { ledOn, nextBookOf } from '../support/led-on.ts';
import { batch, changesOfPage } from '../support/pages.ts';

// Leading a book on, on every driver of the stores.
for (const driver of storeDrivers) {
  describe(`a book that leads another on, on ${driver.name}`, () => {
    let journal: Journal;
    let books: TenantBooks;
    let rows: Rows;
    let matters: Matters;
    let close: Opened<StorePorts>['close'];
    let bench: Bench;
    beforeEach(async () => {
      const opened = await driver.open();
      ({ journal, books, rows, matters } = opened.port.of('contoso'));
      ({ close } = opened);
      bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
      bench.buy('$100');
      await journal.append(await journal.head(), batch({ entries: bench.entries, actors: [{ seq: 2, person: 'p' }] }));
    });
    afterEach(() => close());

    const append = async (parts: Partial<Transaction>) => journal.append(await journal.head(), batch(parts));

    async function draw(...calls: readonly CallRow[]): Promise<void> {
      const { entries, rowChanges } = bench.draw(...calls);
      await append({ entries, rowChanges });
    }

    async function leadOn(seq: number): Promise<readonly Entry[]> {
      const { entries: good } = goodPart(bench.entries.slice(0, seq), sha256);
      const end = { seq: bench.entries.length, hash: bench.entries.at(-1)?.hash ?? '' };
      const head = await books.leadOn(await journal.head(), nextBookOf(good, end));
      assert.ok(head !== 'moved-on');
      assert.deepEqual(await journal.head(), head);
      return ledOn(good, end);
    }

    it('has the good entries, and the calls that they billed; the old one stays readable', async () => {
      await draw(aCall({ id: 'free', capability: 'MCOPSTN1' }), aCall({ id: 'a' }));
      await append({
        alerts: ['alert-3-low-balance', 'alert-9-low-balance'].map(id => ({
          ...{ id, kind: 'low-balance', at: 1, currency: 'USD', balance: 1 },
        })),
      });
      await draw(aCall({ id: 'a', charge: money('$5') }), aCall({ id: 'b', charge: money('$7') }));
      const before = await journal.head();
      const entries = await leadOn(3);
      assert.deepEqual(await journal.entriesAfter(0), entries);
      assert.deepEqual(await books.entriesOf(before.book, 0), bench.entries);
      assert.deepEqual(
        (await books.all()).map(({ seq }) => seq),
        [5, 3],
      );
      assert.deepEqual(
        (await rows.versionsOf('a')).map(({ state, cost }) => [state, cost]),
        [['standing', money('$1')]],
      );
      assert.deepEqual(await rows.versionsOf('b'), []);
      const { rowsKnown, drawn } = await rows.totals();
      assert.deepEqual([rowsKnown, drawn], [2, BigInt(money('$1'))]);
      assert.deepEqual(await journal.entry(entries[2]!.id), entries[2]);
      assert.equal(await journal.entry(bench.entries[4]!.id), undefined);
      // Alerts of entries that are left out are not sent any more.
      assert.deepEqual(
        (await matters.announced()).map(({ id }) => id),
        ['alert-3-low-balance'],
      );
    });

    it('knows as much as it did: what was billed is billed once, and what was left out comes again', async () => {
      await draw(aCall({ id: 'a' }));
      await draw(aCall({ id: 'b', charge: money('$7') }));
      const entries = await leadOn(3);
      const changes = await changesOfPage(rows, [aCall({ id: 'a' }), aCall({ id: 'b', charge: money('$7') })]);
      assert.deepEqual(
        changes.map(({ kind }) => kind),
        ['describe', 'stand'],
      );
      assert.equal(entries.length, 3);
    });

    it('has in it what was erased as it was blanked', async () => {
      await draw(aCall({ id: 'a', about: { userName: 'Somebody' } }));
      await rows.erase(at('2027-01-01T00:00:00Z'));
      bench.must({ kind: 'set-payment-method', method: { kind: 'admin-centre' } });
      await leadOn(3);
      assert.deepEqual(
        (await rows.versionsOf('a')).map(({ row }) => row.about.userName),
        [''],
      );
      assert.equal(await rows.erasable(at('2027-01-01T00:00:00Z')), 0);
    });

    it('begins only where the old one still ends, and whole or not at all', async () => {
      await draw(aCall({ id: 'a' }));
      const head = await journal.head();
      const next = nextBookOf(bench.entries, { seq: 3, hash: '' });
      assert.equal(await books.leadOn({ ...head, revision: head.revision - 1 }, next), 'moved-on');
      // It fails in the middle, when the entries have been written and the rows have not.
      const stateOf = (): never => {
        throw new Error('the power is gone');
      };
      await assert.rejects(async () => books.leadOn(head, { ...next, stateOf }));
      assert.deepEqual(await journal.head(), head);
      assert.deepEqual(await journal.entriesAfter(0), bench.entries);
      assert.equal((await books.all()).length, 1);
      assert.equal((await rows.totals()).rowsKnown, 1);
      await draw(aCall({ id: 'b' }));
      assert.equal((await journal.head()).seq, 4);
    });
  });
}
