import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { orderForm } from '../support/teams-client.ts';

describe('set-up', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const balance = async (): Promise<string> => textOf(await office.types('balance'));

  it('sets up Communications Credits from the first card to the last', async () => {
    const cards = await office.setsUp();
    says(cards[2]!, 'setup.results', { assigned: 7, all: 8 });
    says(cards[2]!, 'failure.no-usage-location');
    assert.match(
      textOf(cards[2]!),
      /1 failed: no usage location \(Raul Razo\)\. Set a usage location .*Fix in admin center/,
    );
    assert.match(
      textOf(cards[4]!),
      /Charged now: \$100\.00\nExpires: Nov 22, 2027\nPayment: Sandbox card \(succeeds\)\nAuto-recharge: On: adds \$50\.00 \(or a multiple\) when the balance falls below \$20\.00/,
    );
    says(cards[5]!, 'order.settled', { amount: '$100.00', invoice: 1 });
    assert.match(textOf(cards[7]!), /Balance: \$100\.00\n.*\nCredits license: 21 of 21 eligible people/);
    assert.match(await balance(), /\$100\.00/);
  });

  it('pays by an Enterprise Agreement with a purchase order number, which the invoice names', async () => {
    await office.setsUp({ payment: 'agreement:E7654321', purchaseOrder: 'PO 4711' });
    const settled = (await office.entries()).find(entry => entry.kind === 'payment-settled');
    assert.deepEqual([settled?.facts.invoice.agreement, settled?.facts.invoice.purchaseOrder], ['E7654321', 'PO 4711']);
  });

  it('tells who pays after use why there is no pool, and keeps a budget instead', async () => {
    const first = await office.types('setup');
    const told = await office.presses(first, 'Pay after use');
    says(told.card, 'setup.postpaid.text');
    says(told.card, 'setup.postpaid.warning');
    says(told.card, 'setup.postpaid.notOffered');
    const wrong = await office.presses(told.card, 'Save', { currency: 'USD', budget: 'much' });
    says(wrong.card, 'refuse.not-an-amount', { text: 'much' });
    await office.presses(wrong.card, 'Save', { currency: 'USD', budget: '300' });
    says(await office.types('balance'), 'balance.postpaid', { budget: '$300.00' });
  });

  it('continues set-up where it stood, on a new card; the old card shows the present state and acts no more', async () => {
    const first = await office.types('setup');
    await office.presses(first, /Prepaid/);
    says(await office.types('setup'), 'setup.licenses.title');
    const stale = await office.presses(first, 'Pay after use');
    says(stale.card, 'app.stale');
    says(stale.card, 'setup.licenses.title');
  });

  it('does not take the card of an earlier set-up for the present one', async () => {
    const first = await office.types('setup');
    const told = await office.presses(first, 'Pay after use');
    await office.presses(told.card, 'Save', { currency: 'USD', budget: '300' });
    await office.types('setup');
    const stale = await office.presses(first, /Prepaid/);
    says(stale.card, 'setup.billing.title');
    says(stale.card, 'app.stale');
  });

  it('taken up again after it was done, orders anew and not the same order once more', async () => {
    const cards = await office.setsUp();
    const licenses = await office.presses(cards.at(-1)!, 'Licenses');
    const order = await office.presses(licenses.card, 'Continue');
    const review = await office.presses(order.card, 'Review order', orderForm);
    const placed = await office.presses(review.card, 'Place order');
    says(placed.card, 'order.settled', { amount: '$100.00', invoice: 2, balance: '$200.00' });
  });

  it('gives a wrong form back with the values and an error beside each field', async () => {
    const first = await office.types('setup');
    const licenses = await office.presses(first, /Prepaid/);
    const order = await office.presses(licenses.card, 'Continue');
    const wrong = await office.presses(order.card, 'Review order', {
      currency: 'USD',
      timeZone: 'Mars/Olympus',
      addFunds: '1e9',
      autoRecharge: 'true',
      rechargeWith: '-5',
      payment: 'card:stolen',
    });
    says(wrong.card, 'refuse.timeZone', { text: 'Mars/Olympus' });
    says(wrong.card, 'refuse.not-an-amount', { text: '1e9' });
    says(wrong.card, 'refuse.not-an-amount', { text: String.raw`\-5` });
    says(wrong.card, 'refuse.empty-amount');
    says(wrong.card, 'refuse.required', { field: 'Payment' });
    assert.equal(wrong.card.inputs.find(input => input['id'] === 'addFunds')?.['value'], '1e9');
    const tooLittle = await office.presses(wrong.card, 'Review order', {
      currency: 'USD',
      timeZone: 'UTC',
      addFunds: '49.99',
      autoRecharge: 'false',
      payment: 'card:sandbox-card',
    });
    says(tooLittle.card, 'refuse.below-minimum', { minimum: '$50.00' });
    assert.deepEqual(await office.entries(), []);
  });

  it('says that a card was declined, charges nothing, and takes another', async () => {
    const review = await office.reviews({ payment: 'card:sandbox-expired' });
    const declined = await office.presses(review, 'Place order');
    says(declined.card, 'order.declined', { reason: 'the card has expired' });
    // What past usage suggests stays known.
    assert.match(textOf(declined.card), /The last 90 days cost \$\d/);
    const again = await office.presses(declined.card, 'Review order', orderForm);
    says((await office.presses(again.card, 'Place order')).card, 'order.settled', { amount: '$100.00' });
    assert.match(await balance(), /\$100\.00/);
  });
});
