import assert from 'node:assert/strict';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Batch, Head } from '../../bot/ports.ts';
import { Wallets } from '../../bot/wallets.ts';
import { aCall, money, someTerms } from '../support/builders.ts';
import { inMemory } from '../support/stores.ts';

const tenant = 'contoso';
const begun = systemClock.now() - 1000;

/** A wallet whose appends are counted, and can be made to fail. */
async function counted() {
  const stores = inMemory();
  const batches: Batch[] = [];
  let fails = (_batch: Batch): boolean => false;
  const { journal } = stores;
  const append = journal.append.bind(journal);
  journal.append = async (name: string, after: Head, batch: Batch) => {
    if (fails(batch)) throw new Error('the disk says no');
    batches.push(batch);
    return append(name, after, batch);
  };
  const ports = {
    ...stores,
    clock: systemClock,
    hash: sha256,
    subscribers: () => Promise.resolve([]),
    carryOut: () => undefined,
  };
  const wallets = new Wallets(ports);
  await wallets.execute(tenant, { kind: 'open-wallet', id: 'open', terms: someTerms }, null);
  batches.length = 0;
  return { wallets, stores, batches, ports, fail: (when: typeof fails) => (fails = when) };
}

const buy = (id: string, amount = money('$5')) =>
  ({ kind: 'buy', id, amount, boughtAt: begun, reference: id }) as const;
const draw = (...ids: readonly string[]) =>
  ({ kind: 'draw', id: ids.join(), rows: ids.map(id => aCall({ id })) }) as const;

describe('requests that wait together', () => {
  it('are written together, each answered for itself, with who asked beside its entries', async () => {
    const { wallets, batches } = await counted();
    const answers = await Promise.all([
      wallets.execute(tenant, buy('one'), 'Alex'),
      wallets.execute(tenant, buy('two'), 'Sam'),
      wallets.execute(tenant, draw('a'), null),
      wallets.execute(tenant, draw('b', 'c'), null),
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
    const { wallets, batches, stores } = await counted();
    await Promise.all([
      wallets.execute(tenant, draw('a', 'b'), null),
      wallets.execute(tenant, draw('c'), null),
      wallets.execute(tenant, draw('b', 'd'), null),
    ]);
    assert.equal(batches.length, 2);
    assert.equal((await stores.rows.totals(tenant)).rowsKnown, 4);
    const read = await wallets.read(tenant);
    assert.equal(read.ok && read.value.wallet.pool.owed, money('$4'));
  });

  it('are refused alone: the others are done', async () => {
    const { wallets } = await counted();
    const [one, refused, two] = await Promise.all([
      wallets.execute(tenant, buy('one'), null),
      wallets.execute(tenant, { kind: 'refund', id: 'r', invoice: 9, amount: 1 }, null),
      wallets.execute(tenant, buy('two'), null),
    ]);
    assert.deepEqual([one.ok, refused.ok, two.ok], [true, false, true]);
  });

  it('fail alone, where one of them cannot be written', async () => {
    const { wallets, fail, stores } = await counted();
    fail(batch => batch.entries.some(({ id }) => id === 'two'));
    const outcomes = await Promise.allSettled(
      ['one', 'two', 'three'].map(id => wallets.execute(tenant, buy(id), null)),
    );
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    fail(() => false);
    const again = await wallets.execute(tenant, buy('two'), null);
    assert.ok(again.ok && !again.value.isRepeated);
    assert.equal((await stores.journal.head(tenant)).seq, 4);
  });

  it('see what another process has appended meanwhile', async () => {
    const { wallets, ports } = await counted();
    const other = new Wallets(ports);
    await other.execute(tenant, buy('theirs'), null);
    const [mine, same] = await Promise.all([
      wallets.execute(tenant, buy('mine'), null),
      wallets.execute(tenant, buy('theirs'), null),
    ]);
    assert.ok(mine.ok && same.ok);
    assert.equal(same.value.isRepeated, true);
    assert.equal(mine.value.wallet.invoices, 2);
  });

  it('notice that the sandbox has begun anew on another replica', async () => {
    const { wallets, ports } = await counted();
    await wallets.execute(tenant, buy('one'), null);
    await new Wallets(ports).startAnew(tenant);
    const refused = await wallets.execute(tenant, buy('two'), null);
    assert.deepEqual(!refused.ok && refused.refusal.kind, 'not-set-up');
    const opened = await wallets.execute(tenant, { kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    assert.ok(opened.ok && !opened.value.isRepeated);
  });
});
