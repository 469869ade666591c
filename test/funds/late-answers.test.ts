import assert from 'node:assert/strict';
import type { GatewayManner, LaterOutcome, Payments } from '../../bot/ports/index.ts';
import { card, money } from '../support/builders.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { gatewayDrivers } from '../support/gateways.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { Payer } from '../support/payer.ts';

const declined = { kind: 'declined', code: 'declined' } as const;

describe('an answer of a gateway that was long on its way', () => {
  /** The charge is paid, then taken back, before its answer arrives; what of it is told is heard before, too. */
  async function answeredLate(told: readonly ('paid' | 'declined')[], changed: Partial<Payments> = {}): Promise<Payer> {
    const { gateway, clock } = gatewayDrivers[1]!.open();
    const payer = new Payer(
      { gateway, clock },
      changedGateway(gateway, {
        charge: async asked => {
          const answer = await gateway.charge(asked);
          for (const outcome of [{ kind: 'paid' }, declined] as const) {
            gateway.onNotice(async notice => {
              if (told.includes(outcome.kind)) await payer.events.take(notice);
            });
            await gateway.decideLast(outcome);
          }
          return answer;
        },
        ...changed,
      }),
    );
    await payer.opens();
    await payer.orders();
    return payer;
  }

  it('wins nothing back that was taken back meanwhile', async () => {
    assert.equal(await (await answeredLate(['paid', 'declined'])).stands(), 'taken-back 0');
  });

  it('opens no lot where it was heard already that the money is gone', async () => {
    assert.equal(await (await answeredLate(['declined'])).stands(), 'ended 0');
  });

  it('is kept for later where the gateway cannot be asked whether it holds', async () => {
    let asked = 0;
    const payer = await answeredLate(['declined'], {
      outcomeOf: () => {
        asked += 1;
        // The first question is about what it has told.
        return asked === 2 ? Promise.reject(new Error('502 Bad Gateway')) : Promise.resolve(declined);
      },
    });
    assert.equal(await payer.stands(), 'unknown 0');
    await payer.resumes();
    assert.equal(await payer.stands(), 'ended 0');
  });
});

describe('what a gateway says when it is asked, overtaken by what it says when it is asked later', () => {
  /** The order is looked up; before that is answered, the gateway decides otherwise, and tells. */
  async function overtaken(manner: GatewayManner, later: LaterOutcome): Promise<Payer> {
    const { gateway, clock } = gatewayDrivers[1]!.open();
    const [asked, answered] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let isFirst = true;
    const payer = new Payer(
      { gateway, clock },
      changedGateway(gateway, {
        outcomeOf: async payment => {
          const outcome = await gateway.outcomeOf(payment);
          if (!isFirst) return outcome;
          isFirst = false;
          asked.resolve(undefined);
          await answered.promise;
          return outcome;
        },
      }),
    );
    await payer.opens();
    await gateway.misbehave(manner);
    await payer.orders();
    const entry = await payer.ledger.entry('order-1');
    assert.equal(entry?.kind, 'payment-requested');
    const lookedUp = payer.charges.lookUp(entry.facts);
    await asked.promise;
    await gateway.decideLast(later);
    answered.resolve(undefined);
    assert.ok(await lookedUp);
    return payer;
  }

  it('takes back nothing that was paid meanwhile', async () => {
    const payer = await overtaken({ kind: 'declines', code: 'declined' }, { kind: 'paid' });
    assert.equal(await payer.stands(), 'settled 100');
    assert.ok(!(await payer.kinds()).includes('credits-charged-back'));
  });

  it('wins back nothing that was taken back meanwhile', async () => {
    const payer = await overtaken({ kind: 'as-usual' }, declined);
    assert.equal(await payer.stands(), 'taken-back 0');
    assert.ok(!(await payer.kinds()).includes('charge-back-reversed'));
  });
});

describe('a charge that a program has not made before another did not come to know what became of it', () => {
  it('is not made where a person has said meanwhile that it was not', async () => {
    const { gateway, clock } = gatewayDrivers[1]!.open();
    const store = new MemoryStore();
    const dead = new Payer(
      { gateway, clock },
      changedGateway(gateway, { charge: () => new Promise(() => undefined) }),
      {
        store,
      },
    );
    await dead.opens();
    for (const id of ['order-1', 'order-2']) {
      const order = { kind: 'order', id, amount: money('$100'), method: card, isBesideOpen: true } as const;
      await dead.ledger.execute(order, null);
    }
    const [asked, answered] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const charged: string[] = [];
    const slow = changedGateway(gateway, {
      charge: payment => {
        charged.push(payment.key);
        return gateway.charge(payment);
      },
      outcomeOf: async payment => {
        asked.resolve(undefined);
        if (payment.key === 'order-1') await answered.promise;
        return gateway.outcomeOf(payment);
      },
    });
    const one = new Payer({ gateway, clock }, slow, { store });
    const resumed = one.charges.resume();
    await asked.promise;
    const other = new Payer({ gateway, clock }, gateway, { store });
    await other.does({ kind: 'leave-unknown', id: 'order-2/unknown', key: 'order-2' });
    await other.does({
      ...{ kind: 'decline', id: 'order-2/declined', key: 'order-2', reason: 'not-charged', reportedBy: 'person' },
    });
    answered.resolve(undefined);
    await resumed;
    assert.deepEqual([await one.stands('order-1'), await one.stands('order-2')], ['settled 100', 'ended 100']);
    assert.deepEqual(charged, ['order-1']);
  });
});
