import assert from 'node:assert/strict';
import type { PaymentOutcome } from '../../bot/ports/index.ts';
import { faultsOf, says, textOf, type ReadCard } from '../support/card.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const ben: Said = { as: people.billingAdmin, conversation: 'ben' };

describe('what became of what was approved', () => {
  let office: Office;
  /** What the gateway answers from now on; undefined for as it is. */
  let outcome: PaymentOutcome | undefined;
  beforeEach(async () => {
    outcome = undefined;
    office = await new Office().open(gateway =>
      changedGateway(gateway, {
        outcomeOf: payment => (outcome === undefined ? gateway.outcomeOf(payment) : Promise.resolve(outcome)),
        charge: payment => (outcome === undefined ? gateway.charge(payment) : Promise.resolve(outcome)),
      }),
    );
    await office.skipsSetUp({ autoRecharge: 'false' });
    await office.types('approvals limit 80');
    await office.types('alerts here', ben);
  });
  afterEach(() => office.close());

  const lastTold = (): ReadCard => office.told().at(-1)!;
  const approves = async (): Promise<ReadCard> => {
    await office.presses(await office.types('add funds 200'), 'Ask for approval');
    return (await office.presses(lastTold(), 'Approve', {}, ben)).card;
  };

  it('an order that was charged says with what invoice', async () => {
    says(await approves(), 'approval.charge.settled', { amount: '$200.00', invoice: 2 });
  });

  it('an order that was declined says so, with the reason and the way on, to whoever asked too', async () => {
    outcome = { kind: 'declined', code: 'expired-card' };
    const card = await approves();
    says(card, 'approval.charge.declined', { amount: '$200.00', reason: 'the card has expired' });
    assert.doesNotMatch(textOf(card), /carried out/);
    assert.deepEqual(faultsOf(card.json), []);
    assert.deepEqual(
      card.buttons.map(({ title }) => title),
      ['Add funds', 'Set up', 'Balance'],
    );
    assert.ok(
      office.connector.sent.some(({ method, body }) => method === 'PUT' && /was declined/.test(JSON.stringify(body))),
    );
  });

  it('an outcome that is not known is said, and told when it is', async () => {
    outcome = { kind: 'unknown' };
    says(await approves(), 'approval.charge.unknown', { amount: '$200.00' });
    const key = (await office.entries()).findLast(({ kind }) => kind === 'payment-requested')!.id;
    await office.tenant.ledger.execute(
      { kind: 'settle', id: `${key}/settled`, key, reference: 'late', reportedBy: 'gateway' },
      null,
    );
    await office.tenant.approvalTelling.run();
    const put = office.connector.sent.findLast(({ method }) => method === 'PUT')!;
    assert.match(JSON.stringify(put.body), /was charged and added: invoice 2/);
  });

  it('a rule that charges at once says the sum to whoever approves it, anew where it has grown, and what was charged', async () => {
    const rule = { isOn: true, rechargeWith: 50_000_000, trigger: 60_000_000, monthlyCap: null };
    await office.types('sandbox spend 50');
    await office.invokes('ask-approval', { proposal: { kind: 'set-rule', id: 'rule-9', rule }, reason: '' });
    const first = lastTold();
    assert.match(textOf(first), /Charged right away: \$50\.00/);
    const plain = await office.invokes('approve', { approval: 'approval-rule-9' }, ben);
    says(plain.card, 'approval.more');
    await office.types('sandbox spend 50');
    const grown = (await office.presses(first, 'Approve and charge $50.00', {}, ben)).card;
    says(grown, 'approval.more');
    says(grown, 'approval.text.approver');
    const { card } = await office.presses(grown, 'Approve and charge $100.00', {}, ben);
    says(card, 'approval.charge.settled', { amount: '$100.00', invoice: 2 });
  });

  it('what is taken back says what auto-recharge then charges, before anybody approves it', async () => {
    const rule = { isOn: true, rechargeWith: 50_000_000, trigger: 20_000_000, monthlyCap: 50_000_000 };
    assert.ok((await office.tenant.ledger.execute({ kind: 'set-rule', id: 'rule', rule }, null)).ok);
    const proposal = { kind: 'charge-back', id: 'charge-back-9', invoice: 1, amount: 90_000_000 };
    await office.invokes('ask-approval', { proposal, reason: 'The bank' });
    const theirs = lastTold();
    assert.match(textOf(theirs), /Charged right away: \$50\.00/);
    const plain = await office.invokes('approve', { approval: 'approval-charge-back-9' }, ben);
    says(plain.card, 'approval.more');
    assert.equal(office.charged.length, 0);
    says((await office.presses(theirs, 'Approve and charge $50.00', {}, ben)).card, 'approval.charge.settled', {
      ...{ amount: '$50.00', invoice: 2 },
    });
  });

  it('a card proposes nothing that no form takes', async () => {
    const asked = async (proposal: object): Promise<ReadCard> =>
      (await office.invokes('ask-approval', { proposal: { ...proposal }, reason: '' })).card;
    const card = { kind: 'card', reference: 'sandbox-card' };
    const order = { kind: 'order', id: 'order-x', amount: 200_000_000, method: card, isBesideOpen: false };
    says(await asked({ ...order, amount: 200_000_001 }), 'refuse.finer-than-currency', { currency: 'USD', digits: 2 });
    for (const method of [{ kind: 'card', reference: 'nobody' }, { kind: 'admin-centre' }]) {
      says(await asked({ ...order, method }), 'approval.method');
      says(await asked({ kind: 'set-payment-method', id: 'method-x', method }), 'approval.method');
    }
    const rule = { isOn: true, rechargeWith: Number.MAX_SAFE_INTEGER, trigger: 1_000_000, monthlyCap: null };
    says(await asked({ kind: 'set-rule', id: 'rule-x', rule }), 'refuse.too-large', { largest: '$1,000,000,000.00' });
    const placed = await office.invokes('place-order', { order: 'order-y', amount: '60.001', beside: false, sure: '' });
    says(placed.card, 'refuse.finer-than-currency', { currency: 'USD', digits: 2 });
    assert.ok(!(await office.entries()).some(({ kind }) => kind === 'approval-asked'));
    // Under that id the next automatic charge could never be recorded.
    says(await asked({ ...order, id: 'recharge-1' }), 'refuse.form');
    const agreement = { kind: 'agreement', number: 'E1234567', purchaseOrder: 'PO-7' };
    says(await asked({ kind: 'set-payment-method', id: 'method-y', method: agreement }), 'approval.waiting');
  });
});
