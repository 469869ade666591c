import assert from 'node:assert/strict';
import { balanceOf, type Wallet } from '../../core/index.ts';
import type { Payments } from '../../bot/ports/index.ts';
import { money } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('a charge of which nobody knows what came', () => {
  let office: Office;
  let isSilent = false;
  const silent = (gateway: Payments): Payments => ({
    ...{ methods: () => gateway.methods(), cardLabel: reference => gateway.cardLabel(reference) },
    eventIn: notice => gateway.eventIn(notice),
    charge: payment => (isSilent ? Promise.resolve({ kind: 'unknown' }) : gateway.charge(payment)),
    outcomeOf: payment => (isSilent ? Promise.resolve({ kind: 'unknown' }) : gateway.outcomeOf(payment)),
  });
  beforeEach(async () => {
    isSilent = false;
    office = await new Office().open(silent);
    await office.skipsSetUp();
    isSilent = true;
  });
  afterEach(() => office.close());

  const wallet = async (): Promise<Wallet> => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };
  const balance = async (): Promise<number> => balanceOf((await wallet()).pool, office.clock.now()) / 1_000_000;

  /** An order of 60 that the gateway does not answer, as the list shows it. */
  async function unanswered(): Promise<ReadCard> {
    const placed = await office.presses(await office.types('add funds 60'), 'Place order');
    return (await office.presses(placed.card, 'Orders')).card;
  }

  it('has another order beside it that was seen beside it, and none that was not', async () => {
    await unanswered();
    const review = await office.types('add funds 70');
    says(review, 'refuse.order-open', { amount: '$60.00' });
    const method = { kind: 'card', reference: 'sandbox-card' } as const;
    await office.tenant.ledger.execute(
      { kind: 'order', id: 'order-1', amount: money('$80'), method, isBesideOpen: true },
      null,
    );
    const again = (await office.presses(review, 'Place order anyway')).card;
    says(again, 'refuse.order-open', { amount: '$60.00, $80.00' });
    assert.equal((await wallet()).openPayments.length, 2);
    for (const _time of ['once', 'again'])
      says((await office.presses(again, 'Place order anyway')).card, 'order.unknown', { amount: '$70.00' });
    assert.equal((await wallet()).openPayments.length, 3);
    // A card of an earlier version does not say what was seen.
    const data = { order: 'order-2', amount: '90.00', beside: true };
    says((await office.invokes('place-order', data)).card, 'refuse.order-open', { amount: '$60.00, $80.00, $70.00' });
  });

  it('is settled by a person after a review, in the amount that was charged', async () => {
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    const shown = await unanswered();
    says(shown, 'orders.unknown');
    await office.tenant.deliveries.run();
    says(office.told().at(-1)!, 'alert.order-unknown.text', { amount: '$60.00' });
    const form = (await office.presses(shown, 'It was charged')).card;
    says(form, 'confirm.text.unknown');
    const typed = { amount: '60', day: '2026-11-22', reference: 'ch_1' };
    const review = (await office.presses(form, 'Record', typed)).card;
    assert.match(textOf(review), /Reference: ch\\?_1[\s\S]*\$100\.00 → \$160\.00/);
    assert.equal(await balance(), 100);
    const done = (await office.presses(review, 'Record')).card;
    says(done, 'order.settled', { amount: '$60.00', invoice: 2, balance: '$160.00' });
    says((await office.presses(form, 'Record', typed)).card, 'orders.answered');
  });

  it('is a failure where a person saw no charge, asked once; and is never charged again', async () => {
    const charged = office.charged.length;
    const asked = (await office.presses(await unanswered(), 'It was not charged')).card;
    says(asked, 'endOrder.text.unknown.order', { amount: '$60.00' });
    const ended = (await office.presses(asked, 'Yes, it was not charged')).card;
    says(ended, 'orders.declined', { date: 'Nov 22, 2026', reason: 'the payment provider shows no charge' });
    assert.ok(!ended.buttons.some(({ title }) => title.startsWith('It was')));
    assert.deepEqual([(await wallet()).openPayments, await balance(), office.charged.length], [[], 100, charged]);
  });

  it('shows what the gateway has said meanwhile to whoever pressed an older card', async () => {
    const shown = await unanswered();
    const form = (await office.presses(shown, 'It was charged')).card;
    const { key } = (await wallet()).openPayments[0]!.payment;
    await office.tenant.ledger.execute(
      { kind: 'settle', id: `${key}/settled`, key, reference: 'g', reportedBy: 'gateway' },
      null,
    );
    for (const press of [
      office.presses(form, 'Record', { amount: '60', day: '2026-11-22', reference: '' }),
      office.presses(shown, 'It was not charged'),
    ]) {
      const { card } = await press;
      says(card, 'orders.answered');
      says(card, 'orders.bought', { date: 'Nov 22, 2026', invoice: 2 });
    }
    assert.equal(await balance(), 160);
  });

  it('is not said to have failed, to whoever presses the review again, where it had failed and is open again', async () => {
    const review = await office.types('add funds 60');
    await office.presses(review, 'Place order');
    const { key } = (await wallet()).openPayments[0]!.payment;
    const ended = { kind: 'decline', id: `${key}/declined`, key, reason: 'not-charged', reportedBy: 'person' } as const;
    const reopened = { kind: 'leave-unknown', id: `${key}/reopened`, key, reopens: true } as const;
    for (const request of [ended, reopened]) assert.ok((await office.tenant.ledger.execute(request, null)).ok);
    const reopenedCard = (await office.presses(review, 'Place order')).card;
    says(reopenedCard, 'order.unknown', { amount: '$60.00' });
    says(reopenedCard, 'order.notKnown');
    const again = { ...ended, id: `${key}/declined-2`, reason: 'expired-card' } as const;
    assert.ok((await office.tenant.ledger.execute(again, null)).ok);
    const { card } = await office.presses(review, 'Place order');
    says(card, 'order.declined', { reason: 'the card has expired' });
  });

  it('leaves to the gateway what is still being charged, and money to whoever may move it', async () => {
    const shown = await unanswered();
    const { key } = (await wallet()).openPayments[0]!.payment;
    const denied = await office.presses(shown, 'It was charged', {}, { as: people.reader });
    assert.match(denied.text, /needs one of these roles/);
    await office.presses(shown, 'It was not charged');
    await office.invokes('end-order', { payment: key, step: 'record' });
    // Where a gateway charges, its word stands.
    says((await office.invokes('confirm-purchase', { payment: key, step: 'expected' })).card, 'orders.answered');
    assert.equal(await balance(), 100);
  });
});
