import assert from 'node:assert/strict';
import type { Journal } from '../../bot/ports/index.ts';
import { card, money } from '../support/builders.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { gatewayDrivers } from '../support/gateways.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { Payer } from '../support/payer.ts';

describe('what a gateway has said, overtaken by what another process records before it is written', () => {
  it('opens no lot where the money is gone by then', async () => {
    const { gateway, clock } = gatewayDrivers[1]!.open();
    const store = new MemoryStore();
    let saysPaid = true;
    const paidAtFirst = changedGateway(gateway, {
      outcomeOf: () => {
        if (!saysPaid) return Promise.resolve({ kind: 'declined', code: 'declined' });
        saysPaid = false;
        return Promise.resolve({ kind: 'settled', reference: 'pay-1', amount: money('$100'), currency: 'USD' });
      },
    });
    const never = changedGateway(gateway, { charge: () => new Promise(() => undefined) });
    const other = new Payer({ gateway, clock }, never, { store });
    await other.opens();
    const order = { kind: 'order', id: 'order-1', amount: money('$100'), method: card, isBesideOpen: true } as const;
    await other.ledger.execute(order, null);
    const journal: Journal = {
      head: () => store.head(),
      entry: id => store.entry(id),
      entriesAfter: (seq, limit) => store.entriesAfter(seq, limit),
      entriesAt: seqs => store.entriesAt(seqs),
      actorsOf: seqs => store.actorsOf(seqs),
      startAnew: () => store.startAnew(),
      append: async (head, transaction) => {
        if (transaction.entries.some(({ kind }) => kind === 'payment-settled'))
          await other.ledger.execute(
            { kind: 'decline', id: 'order-1/declined', key: 'order-1', reason: 'declined' },
            null,
          );
        return store.append(head, transaction);
      },
    };
    const one = new Payer({ gateway, clock }, paidAtFirst, { store, journal });
    await one.resumes();
    assert.equal(await one.stands(), 'ended 0');
    assert.ok(!(await one.kinds()).includes('payment-settled'));
  });
});
