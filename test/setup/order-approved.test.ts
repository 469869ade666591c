import assert from 'node:assert/strict';
import { hourMs, limitOf, type Wallet } from '../../core/index.ts';
import { someTerms } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { orderForm, people } from '../support/teams-client.ts';

const sandboxCard = { kind: 'card', reference: 'sandbox-card' } as const;
const ends = ['declined', 'withdrawn', 'expired'] as const;

describe('set-up above the limit can always go on', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  async function begins(method: boolean): Promise<void> {
    const terms = { ...someTerms, tenant: office.tenantId, opensAt: office.clock.now() };
    await office.tenant.ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null);
    if (method)
      await office.tenant.ledger.execute({ kind: 'set-payment-method', id: 'method', method: sandboxCard }, null);
    await office.types('approvals limit 80');
  }
  const wallet = async (): Promise<Wallet> => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  const asked = async (): Promise<readonly string[]> =>
    (await office.entries()).filter(({ kind }) => kind === 'approval-asked').map(({ id }) => id);
  const lastAsked = async (): Promise<string> => (await asked()).at(-1)!;
  /** Asks for what the press needs, and that ends without anybody having agreed. */
  async function endsAs(end: (typeof ends)[number], review: ReadCard, what: RegExp): Promise<void> {
    await asks(review, what);
    const approval = await lastAsked();
    if (end === 'declined')
      await office.invokes('decline-approval', { approval, step: 'record', word: 'no' }, { as: people.billingAdmin });
    else if (end === 'withdrawn') await office.invokes('withdraw-approval', { approval });
    else office.clock.advance(24 * hourMs);
  }
  async function asks(review: ReadCard, what: RegExp): Promise<void> {
    const before = (await asked()).length;
    const needed = (await office.presses(review, /Place order|Continue/)).card;
    says(needed, 'approval.needed');
    assert.match(textOf(needed), what);
    const waiting = (await office.presses(needed, 'Ask for approval')).card;
    says(waiting, 'approval.waiting');
    assert.equal((await asked()).length, before + 1);
  }
  const approves = async (): Promise<void> => {
    const approval = await lastAsked();
    says((await office.invokes('approve', { approval }, { as: people.billingAdmin })).card, 'approval.granted');
  };
  const back = async (change: Readonly<Record<string, string>>): Promise<ReadCard> => {
    const form = (await office.presses(await office.types('setup'), 'Back')).card;
    return (await office.presses(form, 'Review order', { ...orderForm, ...change })).card;
  };

  for (const end of ends) {
    it(`after the rule was ${end}: asked for again, changed, or left out`, async () => {
      await begins(true);
      const review = await office.reviews({ addFunds: '60', autoRecharge: 'true', cap: '' });
      await endsAs(end, review, /What: Auto-recharge: /);
      // Again, as it was.
      await endsAs(end, await office.types('setup'), /What: Auto-recharge: /);
      // Another one.
      await endsAs(end, await back({ addFunds: '60', autoRecharge: 'true', cap: '100' }), /What: Auto-recharge: /);
      const without = await back({ addFunds: '60', autoRecharge: 'false', rechargeWith: '', trigger: '' });
      says((await office.presses(without, 'Continue')).card, 'setup.credits.title');
      assert.equal((await wallet()).rule, undefined);
      assert.equal(office.charged.length, 1);
    });

    it(`after the first way to pay was ${end}: asked for again, or another one`, async () => {
      await begins(false);
      const review = await office.reviews({ addFunds: '60', autoRecharge: 'false' });
      await endsAs(end, review, /payment method/i);
      await endsAs(end, await office.types('setup'), /payment method/i);
      const other = await back({
        addFunds: '60',
        autoRecharge: 'false',
        payment: 'agreement:E1234567',
        purchaseOrder: 'PO 7/ä',
      });
      await asks(other, /payment method/i);
      await approves();
      says((await office.presses(other, 'Place order')).card, 'setup.credits.title');
      assert.deepEqual((await wallet()).method, {
        ...{ kind: 'agreement', number: 'E1234567', purchaseOrder: 'PO 7/ä' },
      });
    });

    it(`after another way to pay was ${end}, though the order is placed: asked for again, or the former one`, async () => {
      await begins(true);
      const agreement = { addFunds: '60', autoRecharge: 'false', payment: 'agreement:E1234567' };
      const review = await office.reviews(agreement);
      await endsAs(end, review, /payment method/i);
      await endsAs(end, await office.types('setup'), /payment method/i);
      const former = await back({ addFunds: '60', autoRecharge: 'false' });
      says((await office.presses(former, 'Continue')).card, 'setup.credits.title');
      assert.deepEqual((await wallet()).method, sandboxCard);
      assert.equal(office.charged.length, 1);
    });

    it(`after the order was ${end}: asked for again, or a smaller one`, async () => {
      await begins(true);
      const review = await office.reviews({ addFunds: '200', autoRecharge: 'false' });
      await endsAs(end, review, /What: Order \$200\.00/);
      await endsAs(end, await office.types('setup'), /What: Order \$200\.00/);
      const smaller = await back({ addFunds: '60', autoRecharge: 'false' });
      says((await office.presses(smaller, 'Place order')).card, 'setup.credits.title');
      assert.equal(office.charged.length, 1);
    });
  }

  it('goes on while the rule waits, and says so', async () => {
    await begins(true);
    const review = await office.reviews({ addFunds: '60', autoRecharge: 'true', cap: '100' });
    assert.match(textOf(review), /Charged now: \$60\.00/);
    await asks(review, /What: Auto-recharge: /);
    const placed = await office.types('setup');
    assert.doesNotMatch(textOf(placed), /Charged now/);
    assert.match(textOf(placed), /\$60\.00 was added\. Invoice 1/);
    assert.match(textOf(placed), /Ordered: \$60\.00\n/);
    assert.match(textOf(placed), /Waits for a second person: Auto-recharge: /);
    const next = (await office.presses(placed, 'Continue')).card;
    says(next, 'setup.credits.title');
    assert.match(textOf(next), /A second person still has to approve: Auto-recharge: /);
    assert.equal((await wallet()).rule, undefined);
    await approves();
    assert.equal((await wallet()).rule?.monthlyCap, 100_000_000);
    assert.deepEqual([office.charged.length, limitOf(await wallet())], [1, 80_000_000]);
  });

  it('shows what was ordered, whatever is typed once it is placed', async () => {
    await begins(true);
    const review = await office.reviews({ addFunds: '60', autoRecharge: 'true', cap: '' });
    await asks(review, /What: Auto-recharge: /);
    const changed = await back({ addFunds: '70', autoRecharge: 'false', rechargeWith: '', trigger: '' });
    assert.match(textOf(changed), /Ordered: \$60\.00\n/);
    says((await office.presses(changed, 'Continue')).card, 'setup.credits.title');
    assert.equal(office.charged.length, 1);
  });
});
