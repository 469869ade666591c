import assert from 'node:assert/strict';
import { neverOpens } from '../../core/index.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Head, Transaction } from '../../bot/ports/index.ts';
import { Ledger } from '../../bot/wallets/ledger.ts';
import { aCall, money, someTerms } from '../support/builders.ts';
import { believed } from '../support/believed.ts';
import { inMemory } from '../support/stores.ts';
import { walletsOf } from '../support/wallets.ts';

const begun = systemClock.now() - 1000;

/** A wallet whose appends are counted, and can be made to fail. */
async function counted(terms = someTerms) {
  const stores = inMemory();
  const batches: Transaction[] = [];
  let fails = (_batch: Transaction): boolean => false;
  const { journal } = stores;
  const append = journal.append.bind(journal);
  journal.append = async (after: Head, batch: Transaction) => {
    if (fails(batch)) throw new Error('the disk says no');
    batches.push(batch);
    return append(after, batch);
  };
  const ports = {
    ...stores,
    clock: believed(systemClock),
    hash: sha256,
  };
  const ledger = new Ledger(ports);
  await ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null);
  batches.length = 0;
  return { ledger, stores, batches, ports, fail: (when: typeof fails) => (fails = when) };
}

const buy = (id: string, amount = money('$5')) =>
  ({ kind: 'buy', id, amount, boughtAt: begun, reference: id }) as const;
const draw = (...ids: readonly string[]) =>
  ({ kind: 'draw', id: ids.join(), rows: ids.map(id => aCall({ id })) }) as const;

describe('requests that wait together', () => {
  it('are written together, each answered for itself, with who asked beside its entries', async () => {
    const { ledger, batches } = await counted();
    const answers = await Promise.all([
      ledger.execute(buy('one'), 'Alex'),
      ledger.execute(buy('two'), 'Sam'),
      ledger.execute(draw('a'), null),
      ledger.execute(draw('b', 'c'), null),
    ]);
    assert.equal(batches.length, 1);
    assert.deepEqual(batches[0]?.actors, [
      { seq: 2, person: 'Alex' },
      { seq: 3, person: 'Sam' },
    ]);
    assert.deepEqual(
      answers.map(answer => answer.ok && answer.value.wallet.seq),
      [2, 3, 4, 6],
    );
  });

  it('do not take the same call for new twice', async () => {
    const { ledger, batches, stores } = await counted();
    await Promise.all([
      ledger.execute(draw('a', 'b'), null),
      ledger.execute(draw('c'), null),
      ledger.execute(draw('b', 'd'), null),
    ]);
    assert.equal(batches.length, 2);
    assert.equal((await stores.rows.totals()).rowsKnown, 4);
    const read = await ledger.read();
    assert.equal(read.ok && read.value.wallet.pool.owed, money('$4'));
  });

  it('are refused alone: the others are done', async () => {
    const { ledger } = await counted();
    const [one, refused, two] = await Promise.all([
      ledger.execute(buy('one'), null),
      ledger.execute({ kind: 'refund', id: 'r', invoice: 9, amount: 1 }, null),
      ledger.execute(buy('two'), null),
    ]);
    assert.deepEqual([one.ok, refused.ok, two.ok], [true, false, true]);
  });

  it('fail alone, where one of them cannot be written', async () => {
    const { ledger, fail, stores } = await counted();
    fail(batch => batch.entries.some(({ id }) => id === 'two'));
    const outcomes = await Promise.allSettled(['one', 'two', 'three'].map(id => ledger.execute(buy(id), null)));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    fail(() => false);
    const again = await ledger.execute(buy('two'), null);
    assert.ok(again.ok && !again.value.isRepeated);
    assert.equal((await stores.journal.head()).seq, 4);
  });

  it('see what another process has appended meanwhile', async () => {
    const { ledger, ports } = await counted();
    const other = new Ledger(ports);
    await other.execute(buy('theirs'), null);
    const [mine, same] = await Promise.all([ledger.execute(buy('mine'), null), ledger.execute(buy('theirs'), null)]);
    assert.ok(mine.ok && same.ok);
    assert.equal(same.value.isRepeated, true);
    assert.equal(mine.value.wallet.invoices, 2);
  });

  it('notice that the sandbox has begun anew on another replica', async () => {
    const { ledger, ports } = await counted();
    await ledger.execute(buy('one'), null);
    await new Ledger(ports).startAnew();
    const refused = await ledger.execute(buy('two'), null);
    assert.deepEqual(!refused.ok && refused.refusal.kind, 'not-set-up');
    const opened = await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    assert.ok(opened.ok && !opened.value.isRepeated);
  });
});

describe('pages decided while the one before them is being written', () => {
  const callsOf = (first: number, last: number) =>
    draw(...Array.from({ length: last - first }, (_, index) => `call ${first + index}`));

  /** A wallet whose appends wait at a gate, one by one. */
  async function gated(terms = someTerms) {
    const { ledger, stores, batches, ports, fail } = await counted(terms);
    const { journal, rows } = stores;
    const gates: (() => void)[] = [];
    const append = journal.append.bind(journal);
    journal.append = async (after, batch) => {
      await new Promise<void>(open => gates.push(open));
      return append(after, batch);
    };
    let asked = 0;
    const known = rows.known.bind(rows);
    rows.known = page => {
      asked += 1;
      return known(page);
    };
    const until = async (isSo: () => boolean): Promise<void> => {
      for (let looks = 0; looks < 1000 && !isSo(); looks += 1) await new Promise(setImmediate);
      assert.ok(isSo(), 'it never came to that');
    };
    const open = async (): Promise<void> => {
      await until(() => gates.length > 0);
      gates.shift()?.();
    };
    /** Another process on the same store, which waits at no gate. */
    const faster = new Ledger({
      ...ports,
      journal: {
        entriesAfter: (...asks) => journal.entriesAfter(...asks),
        entriesAt: (...asks) => journal.entriesAt(...asks),
        entry: (...asks) => journal.entry(...asks),
        actorsOf: (...asks) => journal.actorsOf(...asks),
        head: () => journal.head(),
        startAnew: () => journal.startAnew(),
        append,
      },
    });
    return { ledger, stores, batches, faster, fail, open, until, asked: () => asked };
  }

  it('stand when it has been written, and leave the journal that they would have left one after the other', async () => {
    const { ledger, stores, batches, open, until, asked } = await gated();
    const first = ledger.execute(callsOf(0, 600), null);
    await until(() => asked() === 1);
    const second = ledger.execute(callsOf(600, 1200), null);
    await until(() => asked() === 2);
    assert.equal(batches.length, 0);
    const read = ledger.read();
    await open();
    assert.equal((await first).ok, true);
    await open();
    assert.equal((await second).ok, true);
    assert.deepEqual(
      batches.map(({ entries }) => entries.length),
      [600, 600],
    );
    // It was decided once; nothing was asked again.
    assert.equal(asked(), 2);
    const seen = await read;
    assert.equal(seen.ok && seen.value.wallet.seq, 1201);

    const others = (await counted()).ledger;
    for (const page of [callsOf(0, 600), callsOf(600, 1200)]) await others.execute(page, null);
    const { drawn, rowsKnown } = await stores.rows.totals();
    const other = await others.read();
    assert.equal(rowsKnown, 1200);
    assert.equal(other.ok && BigInt(other.value.wallet.pool.owed), drawn);
    const audit = await ledger.audit();
    assert.equal(audit.ok, true);
  });

  it('wait for it where they have a call of it', async () => {
    const { ledger, stores, open, until, asked } = await gated();
    const first = ledger.execute(callsOf(0, 600), null);
    await until(() => asked() === 1);
    const second = ledger.execute(callsOf(599, 1200), null);
    await until(() => asked() === 2);
    await open();
    await first;
    await open();
    await second;
    const { rowsKnown, drawn } = await stores.rows.totals();
    const read = await ledger.read();
    assert.equal(rowsKnown, 1200);
    assert.equal(read.ok && BigInt(read.value.wallet.pool.owed), drawn);
  });

  it('are decided anew where another process was faster', async () => {
    const { ledger, stores, faster, open, until, asked } = await gated();
    const first = ledger.execute(callsOf(0, 600), null);
    await until(() => asked() === 1);
    const second = ledger.execute(callsOf(600, 1200), null);
    await until(() => asked() === 2);
    await faster.execute(draw('call 3', 'call 700'), null);
    // The first append is refused as `moved-on`; then it is written, and then the second.
    for (let opened = 0; opened < 3; opened += 1) await open();
    await Promise.all([first, second]);
    const { rowsKnown, drawn } = await stores.rows.totals();
    const audit = await ledger.audit();
    assert.equal(rowsKnown, 1200);
    assert.equal(audit.ok && BigInt(audit.value.pool.owed), drawn);
  });

  it('are decided anew where another process wrote rows, and no entry', async () => {
    const { ledger, stores, faster, open, until, asked } = await gated({ ...someTerms, opensAt: neverOpens });
    const first = ledger.execute(callsOf(0, 600), null);
    await until(() => asked() === 1);
    const second = ledger.execute(callsOf(600, 1200), null);
    await until(() => asked() === 2);
    for (const page of [callsOf(0, 600), callsOf(600, 1200)]) await faster.execute(page, null);
    // The first append is refused as `moved-on`; then both only describe known rows.
    for (let opened = 0; opened < 3; opened += 1) await open();
    await Promise.all([first, second]);
    assert.equal((await stores.rows.totals()).rowsKnown, 1200);
    assert.equal((await stores.rows.versionsOf('call 700')).length, 1);
  });

  it('are let in where those before them failed', async () => {
    const { ledger, stores } = await counted();
    const { journal } = stores;
    const head = journal.head.bind(journal);
    let isDown = true;
    journal.head = () => (isDown ? Promise.reject(new Error('the store is down')) : head());
    const other = walletsOf(stores);
    const first = other.execute(callsOf(0, 900), null);
    const second = other.execute(callsOf(900, 1800), null);
    await assert.rejects(first, /the store is down/);
    isDown = false;
    assert.equal((await second).ok, true);
    assert.ok(ledger);
  });

  it('are drawn all the same where it could not be written', async () => {
    const { ledger, stores, fail, open, until, asked } = await gated();
    fail(({ rowChanges }) => rowChanges.some(change => change.kind === 'stand' && change.row.id === 'call 0'));
    const first = ledger.execute(callsOf(0, 600), null);
    await until(() => asked() === 1);
    const second = ledger.execute(callsOf(600, 1200), null);
    await until(() => asked() === 2);
    await open();
    await assert.rejects(first, /the disk says no/);
    await open();
    assert.equal((await second).ok, true);
    assert.equal((await stores.rows.totals()).rowsKnown, 600);
    const audit = await ledger.audit();
    assert.equal(audit.ok, true);
  });
});
