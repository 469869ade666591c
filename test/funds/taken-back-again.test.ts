import assert from 'node:assert/strict';
import { reversibleReturnsOf } from '../../core/index.ts';
import { gatewayDrivers } from '../support/gateways.ts';
import { Payer } from '../support/payer.ts';

/** What happens to an order that was paid: at its gateway, heard or not; or a person says that what was booked last was a mistake. */
const steps = ['takes', 'takes unheard', 'pays', 'pays unheard', 'says again', 'person reverses'] as const;
type Step = (typeof steps)[number];

const historiesOf = (length: number): readonly (readonly Step[])[] =>
  length === 0 ? [[]] : historiesOf(length - 1).flatMap(before => steps.map(step => [...before, step]));

const declined = { kind: 'declined', code: 'declined' } as const;
const opened = () => gatewayDrivers[1]!.open();

async function paid(): Promise<Payer> {
  const payer = new Payer(opened());
  await payer.opens();
  await payer.orders();
  return payer;
}

async function unheard(payer: Payer, happens: () => Promise<unknown>): Promise<void> {
  payer.gateway.onNotice(() => Promise.resolve());
  await happens();
  hears(payer);
}

const hears = ({ gateway, events }: Payer): void =>
  gateway.onNotice(async notice => {
    await events.take(notice);
  });

async function says(payer: Payer): Promise<void> {
  const requested = await payer.ledger.entry('order-1');
  assert.ok(requested?.kind === 'payment-requested');
  await payer.charges.lookUp(requested.facts);
}

/** Reverses what counts as given back, if there is any; gives its id. */
async function reverses(payer: Payer): Promise<string | undefined> {
  const { pool } = await payer.wallet();
  const [lot] = pool.lots;
  const id = lot && reversibleReturnsOf(pool, lot).at(-1)?.id;
  if (id !== undefined) await payer.does({ kind: 'reverse', id: `undo-${id}`, what: { kind: 'return', id } });
  return id;
}

describe('what a gateway takes back, where a person has reversed that', () => {
  it('is booked again if it happens again, once, and is won back', async () => {
    const payer = await paid();
    await payer.gateway.decideLast(declined);
    await reverses(payer);
    for (const [outcome, stands] of [
      [declined, 'settled 100'],
      [{ kind: 'paid' }, 'settled 100'],
      [declined, 'taken-back 0'],
      [declined, 'taken-back 0'],
      [{ kind: 'paid' }, 'settled 100'],
      [declined, 'taken-back 0'],
    ] as const) {
      await payer.gateway.decideLast(outcome);
      assert.equal(await payer.stands(), stands);
    }
    assert.equal((await payer.kinds()).filter(kind => kind === 'credits-charged-back').length, 3);
  });

  it('is booked again though nobody heard that it was paid between', async () => {
    const payer = await paid();
    await payer.gateway.decideLast(declined);
    await reverses(payer);
    await unheard(payer, () => payer.gateway.decideLast({ kind: 'paid' }));
    await payer.gateway.decideLast(declined);
    assert.equal(await payer.stands(), 'taken-back 0');
  });

  it('ends as the gateway has it, unless a person has said otherwise of just that time: in every order of four events', async () => {
    for (const history of historiesOf(4)) {
      const payer = await paid();
      let [isPaid, times] = [true, 0];
      const reversed = new Set<string>();
      for (const step of history) {
        if (step.startsWith('takes')) [times, isPaid] = [times + Number(isPaid), false];
        if (step.startsWith('pays')) isPaid = true;
        const outcome = isPaid ? ({ kind: 'paid' } as const) : declined;
        const decides = () => payer.gateway.decideLast(outcome);
        if (step.endsWith('unheard')) await unheard(payer, decides);
        else if (step === 'person reverses') reversed.add((await reverses(payer)) ?? '');
        else await decides();
      }
      await says(payer);
      const isLeft = isPaid || reversed.has(times === 1 ? 'order-1/taken-back' : `order-1/taken-back-${times}`);
      assert.equal(await payer.stands(), isLeft ? 'settled 100' : 'taken-back 0', history.join(', '));
    }
  });

  it('is something else than that it never paid, which a person had believed', async () => {
    const payer = new Payer(opened());
    await payer.opens();
    await payer.gateway.misbehave({ kind: 'does-not-know' });
    await payer.orders();
    const said = { kind: 'settle', id: 'order-1/settled', key: 'order-1', reference: 'r' } as const;
    await payer.does({ ...said, reportedBy: 'person' });
    for (const [outcome, stands] of [
      [declined, 'taken-back 0'],
      [{ kind: 'paid' }, 'settled 100'],
      [declined, 'taken-back 0'],
      [{ kind: 'paid' }, 'settled 100'],
    ] as const) {
      await payer.gateway.decideLast(outcome);
      assert.equal(await payer.stands(), stands);
    }
  });
});
