import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { someTerms } from '../support/builders.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const sandboxCard = { kind: 'card', reference: 'sandbox-card' } as const;

describe('set-up above the limit', () => {
  it('asks a second person for the order and for the rule, and goes on where it stopped', async () => {
    const office = await new Office().open();
    try {
      const terms = { ...someTerms, tenant: office.tenantId, opensAt: office.clock.now() };
      await office.tenant.ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null);
      await office.tenant.ledger.execute({ kind: 'set-payment-method', id: 'method', method: sandboxCard }, null);
      await office.types('approvals limit 80');
      const review = await office.reviews({ addFunds: '200', autoRecharge: 'true', cap: '' });
      const approves = async (): Promise<void> => {
        const approval = (await office.entries()).findLast(({ kind }) => kind === 'approval-asked')!.id;
        says((await office.invokes('approve', { approval }, { as: people.billingAdmin })).card, 'approval.granted');
      };
      for (const what of [/What: Order \$200\.00/, /What: Auto-recharge: /]) {
        const needed = (await office.presses(review, 'Place order')).card;
        says(needed, 'approval.needed');
        assert.match(textOf(needed), what);
        await office.presses(needed, 'Ask for approval');
        await approves();
      }
      assert.match(textOf((await office.presses(review, 'Place order')).card), /\$200\.00 was added\. Invoice 1/);
      assert.equal(office.charged.length, 1);
    } finally {
      await office.close();
    }
  });
});
