import assert from 'node:assert/strict';
import { dayMs, type Rule } from '../../core/index.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { believed } from '../support/believed.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { Ledger, type Request } from '../../bot/wallets/ledger.ts';
import { at, card, money, someTerms } from '../support/builders.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };

describe('scenario 7, the same request again', () => {
  const ports = (store: MemoryStore, clock: VirtualClock) => ({
    journal: store,
    rows: store,
    clock: believed(clock),
    hash: sha256,
    carryOut: () => undefined,
  });
  const order: Request = { kind: 'order', id: 'order-1', amount: money('$50'), method: card, isBesideOpen: false };
  async function opened(store = new MemoryStore()) {
    const clock = new VirtualClock(at('2026-01-01T00:00:00Z'));
    const ledger = new Ledger(ports(store, clock));
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    return { store, clock, ledger };
  }

  it('fifty times at once: one entry, fifty times the same answer', async () => {
    const { store, ledger } = await opened();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ledger.execute(order, null)));
    assert.equal(new Set(answers.map(answer => JSON.stringify(answer.ok && answer.value.entry))).size, 1);
    assert.equal(answers.filter(answer => answer.ok && !answer.value.isRepeated).length, 1);
    assert.equal((await store.head()).seq, 2);
  });

  it('by two processes on one store: one of them is told the other’s answer', async () => {
    const { store, clock, ledger } = await opened();
    const other = new Ledger(ports(store, clock));
    const [one, two] = await Promise.all([ledger.execute(order, null), other.execute(order, null)]);
    assert.deepEqual(one.ok && one.value.entry, two.ok && two.value.entry);
    assert.equal((await store.head()).seq, 2);
  });

  it('thirteen months later: still the original answer; in another tenant: a request of its own', async () => {
    const { clock, ledger } = await opened();
    const first = await ledger.execute(order, null);
    for (let month = 0; month < 13; month += 1) {
      clock.advance(30 * dayMs);
      await ledger.execute({ kind: 'set-rule', id: `rule-${month}`, rule }, null);
    }
    const again = await ledger.execute(order, null);
    assert.deepEqual(again.ok && again.value.entry, first.ok && first.value.entry);
    const { ledger: other } = await opened();
    const elsewhere = await other.execute(order, null);
    assert.equal(elsewhere.ok && elsewhere.value.isRepeated, false);
  });

  it('after a refusal, or an outage, the id is free', async () => {
    const { store, ledger } = await opened();
    const small = await ledger.execute({ ...order, amount: money('$1') }, null);
    assert.equal(!small.ok && small.refusal.kind, 'below-minimum');
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new Error('disk full'));
    await assert.rejects(ledger.execute(order, null), /disk full/);
    store.append = append;
    const done = await ledger.execute(order, null);
    assert.equal(done.ok && done.value.isRepeated, false);
  });
});
