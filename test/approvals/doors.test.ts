import assert from 'node:assert/strict';
import { weightOf } from '../../core/four-eyes.ts';
import { emptyWallet, limitOf, type Proposal } from '../../core/index.ts';
import { verbs } from '../../bot/cli/verbs.ts';
import { someTerms } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { Operator } from '../support/operator.ts';
import { people } from '../support/teams-client.ts';

const limit = 80_000_000;
const micros = 90_000_000;

/** By what a person may press or type to do it; the last card is what came of it. */
type Door = (office: Office) => Promise<ReadCard>;

/** Every way in chat to what may need a second person, by the kind of command that it ends in. */
const doors: Record<Exclude<Proposal['kind'], 'set-backup-method'>, Readonly<Record<string, Door>>> = {
  order: {
    'add funds 200': office => office.types('add funds 200'),
    'its form': async office =>
      (await office.presses(await office.types('add funds'), 'Review order', { amount: '200' })).card,
    'a forged press': async office =>
      (await office.invokes('place-order', { order: 'order-x', amount: '200', beside: true, sure: '200.00' })).card,
  },
  'set-rule': {
    'its form': async office => {
      const form = { autoRecharge: 'true', rechargeWith: '90', trigger: '20', cap: '' };
      return (await office.presses(await office.types('auto-recharge'), 'Save', form)).card;
    },
    'auto-recharge on': async office => {
      const rule = { isOn: false, rechargeWith: 50_000_000, trigger: 20_000_000, monthlyCap: null };
      await office.tenant.ledger.execute({ kind: 'set-rule', id: 'rule-off', rule }, null);
      return office.types('auto-recharge on');
    },
    'a forged press': async office => {
      const form = await office.types('auto-recharge');
      const data = form.buttons.find(({ verb }) => verb === 'auto-recharge')?.data;
      const typed = { autoRecharge: 'true', rechargeWith: '50', trigger: '20', cap: '100' };
      return (await office.invokes('auto-recharge', { ...data, ...typed })).card;
    },
  },
  refund: {
    'its review': async office =>
      (await office.presses(await office.types('refund invoice 1'), 'Review', { amount: '90', reason: 'R' })).card,
    'a forged press': office => givesBack(office, 'refund', { kind: 'purchase', invoice: 1 }),
  },
  'charge-back': {
    'its review': async office =>
      (await office.presses(await office.types('charge-back invoice 1'), 'Review', { amount: '90', reason: 'R' })).card,
    'a forged press': office => givesBack(office, 'charge-back', { kind: 'purchase', invoice: 1 }),
  },
  reverse: {
    'a forged press': office => givesBack(office, 'reverse', { kind: 'purchase', invoice: 1 }),
    'its review': async office =>
      (await office.presses(await office.types('reverse invoice 1'), 'Review', { reason: 'R' })).card,
  },
  reconcile: {
    'reconcile 900': office => office.types('reconcile 900'),
    'a forged press': async office =>
      (
        await office.invokes('reconcile', {
          ...{ id: 'reconcile-x', step: 'record', micros: 900_000_000, at: office.clock.now() },
        })
      ).card,
  },
  'set-payment-method': { 'sandbox decline': office => office.types('sandbox decline') },
  'set-approval-limit': {
    'approvals limit 500': office => office.types('approvals limit 500'),
    'its form': async office => (await office.presses(await office.types('approvals limit'), 'No limit')).card,
    'a forged press': async office =>
      (await office.invokes('approval-limit', { isForm: true, turnsOff: true, limit: '1' })).card,
  },
  'remove-licenses': {
    'remove credits': async office => {
      const all = (await office.tenant.directory.people()).filter(({ kind }) => kind === 'member');
      const ids = all.map(({ id }) => id);
      await office.invokes('assign-credits', { order: 'all', who: 'named', people: ids });
      return (await office.invokes('remove-credits', { order: 'remove-x', people: ids })).card;
    },
  },
};

const givesBack = async (office: Office, deed: string, what: object): Promise<ReadCard> =>
  (await office.invokes('give-back', { ...{ id: `${deed}-x`, deed, what }, step: 'record', micros, reason: 'R' })).card;

describe('nothing above the limit moves by one person', () => {
  for (const [kind, ways] of Object.entries(doors))
    for (const [name, door] of Object.entries(ways))
      it(`${kind}: ${name}`, async () => {
        const office = await new Office(await setUp({ autoRecharge: 'false' })).open();
        try {
          await office.types('approvals limit 80');
          const before = await office.entries();
          const card = await door(office);
          assert.ok(/A second person is needed|Approval needed/.test(textOf(card)), textOf(card));
          const since = (await office.entries()).slice(before.length);
          const moved = since.filter(entry => weightOf(emptyWallet, entry) !== 0);
          assert.deepEqual(moved, []);
          assert.equal(office.charged.length, 0);
          const read = await office.tenant.ledger.read();
          assert.equal(read.ok && limitOf(read.value.wallet), limit);
        } finally {
          await office.close();
        }
      });

  it('nor by set-up of credits that there are already: nothing is recorded until the balance was agreed to', async () => {
    const office = await new Office().open();
    try {
      const terms = { ...someTerms, tenant: office.tenantId, opensAt: office.clock.now() };
      await office.tenant.ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null);
      await office.types('approvals limit 80');
      const licenses = await office.presses(await office.types('setup'), /Prepaid/);
      const order = await office.presses(licenses.card, /Continue/);
      const form = await office.presses(order.card, 'We already have credits');
      const typed = { balance: '300', purchases: '2026-06-15 100 INV-1' };
      const review = (await office.presses(form.card, 'Review', typed)).card;
      assert.match(textOf(review), /Balance on Nov 22, 2026: \$300\.00/);
      const needed = (await office.presses(review, 'Record')).card;
      says(needed, 'approval.needed');
      const kinds = async (): Promise<readonly string[]> =>
        (await office.entries()).map(({ kind }) => kind).filter(kind => /bought|reconciled|asked|granted/.test(kind));
      assert.deepEqual(await kinds(), []);
      await office.presses(needed, 'Ask for approval');
      const approval = (await office.entries()).at(-1)!.id;
      says((await office.invokes('approve', { approval }, { as: people.billingAdmin })).card, 'approval.granted');
      assert.deepEqual(await kinds(), ['approval-asked', 'approval-granted', 'balance-reconciled']);
      // What explains it is recorded as set-up goes on.
      const again = await office.types('setup');
      await office.presses(again, 'Record');
      assert.equal((await kinds()).at(-1), 'credits-bought');
      assert.match(textOf(await office.types('balance')), /\$300\.00/);
    } finally {
      await office.close();
    }
  });

  for (const line of [
    ['refund', '--invoice', '1', '--amount', '200', '--reference', 'R'],
    ['charge-back', '--invoice', '1', '--amount', '200', '--reference', 'R'],
    ['reverse', '--invoice', '1'],
    ['reconcile', '--balance', '900'],
  ])
    it(`nor by an operator: ${line[0]}`, async () => {
      const operator = await Operator.open();
      try {
        assert.ok(verbs.some(({ name }) => name === line[0]));
        await operator.run('buy', '--amount', '500', '--reference', 'A', '--at', '2026-07-01');
        operator.clock.advance(1000);
        await operator.setLimit('100');
        const before = (await operator.stored.journal.entriesAfter(0)).length;
        assert.equal((await operator.run(...line)).refused?.kind, 'needs-approval');
        assert.equal((await operator.stored.journal.entriesAfter(0)).length, before);
      } finally {
        await operator.close();
      }
    });
});
