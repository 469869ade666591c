import assert from 'node:assert/strict';
import { at } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const day = 86_400_000;

describe('purchases and invoices', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const titles = (card: ReadCard): readonly string[] => card.texts.filter(text => text.startsWith('Invoice '));
  const buy = (count: number) =>
    office.tenant.ledger.execute(
      {
        ...{ kind: 'buy', id: `buy-${count}`, amount: 60_000_000, reference: `PO-${count} *` },
        boughtAt: at('2026-11-21T00:00:00Z') - count * day,
      },
      null,
    );

  it('say that nothing was bought yet', async () => {
    await office.reviews();
    says(await office.types('purchases'), 'refuse.not-set-up');
    await office.tenant.ledger.execute(
      {
        kind: 'open-wallet',
        id: 'open',
        terms: {
          ...{ tenant: office.tenantId, currency: 'USD', timeZone: 'UTC', mode: 'sandbox', opensAt: null },
          ...{ isFeeInCharge: false, minimum: 50_000_000 },
        },
      },
      null,
    );
    for (const typed of ['purchases', 'invoices']) says(await office.types(typed), 'lots.empty');
  });

  it('say who bought: a person, or auto-recharge', async () => {
    await office.skipsSetUp();
    await office.types('sandbox spend 85');
    const purchases = textOf(await office.types('purchases'));
    assert.match(purchases, /Invoice 2 · Nov 22, 2026\nExpires .* · Auto-recharge\n/);
    assert.match(purchases, /Invoice 1 · Nov 22, 2026\nExpires .* · Alex Wilber\n/);
  });

  it('are pages that keep their place, those to be used next first', async () => {
    await office.skipsSetUp();
    for (let count = 1; count <= 20; count += 1) await buy(count);
    const first = await office.types('purchases');
    assert.deepEqual(titles(first)[0], 'Invoice 21 · Nov 1, 2026');
    assert.equal(titles(first).length, 8);
    const second = (await office.presses(first, 'More')).card;
    assert.equal(titles(second)[0], 'Invoice 13 · Nov 9, 2026');
    // The page stays where it was, whatever is bought meanwhile.
    await buy(40);
    assert.deepEqual(titles((await office.presses(first, 'More')).card), titles(second));
    const third = (await office.presses(second, 'More')).card;
    assert.equal(titles(third).length, 5);
    assert.ok(third.buttons.every(({ title }) => title !== 'More'));
    assert.equal(titles((await office.presses(third, 'From the start')).card)[0], 'Invoice 22 · Oct 12, 2026');
    // A place that is none is the beginning.
    const lost = await office.invokes('page', { text: 'purchases', place: 'no such' });
    assert.equal(titles(lost.card)[0], 'Invoice 22 · Oct 12, 2026');
  });

  it('list invoices, the newest first, with what was written at each', async () => {
    await office.skipsSetUp();
    for (let count = 1; count <= 9; count += 1) await buy(count);
    const first = await office.types('invoices');
    assert.match(textOf(first), /Invoice 10 · Nov 12, 2026\nPO-9 \\\*\n\$60\.00\n\$60\.00 left/);
    const next = (await office.presses(first, 'More')).card;
    assert.match(textOf(next), /Invoice 2 [\s\S]*Invoice 1 · Nov 22, 2026\n\$100\.00/);
  });

  it('open one, with how it was paid, and warn of what expires soon', async () => {
    await office.skipsSetUp();
    const list = await office.types('purchases');
    const opened = (await office.presses(list, 'Invoice 1')).card;
    assert.match(
      textOf(opened),
      /Invoice 1\nAmount: \$100\.00\n[\s\S]*Paid: Sandbox card \(succeeds\)\nBy: Alex Wilber/,
    );
    assert.match(textOf(opened), /Left: \$100\.00\nExpires: Nov 22, 2027, in 365 days/);
    await office.types('sandbox spend 85');
    assert.match(textOf(await office.types('invoice 2')), /Paid: Auto-recharge, Sandbox card/);
    office.clock.advance(336 * day);
    says(await office.types('invoices 1'), 'invoice.soon', { amount: '$15.00' });
    assert.match(textOf(await office.types('purchases')), /Expires Nov 22, 2027, in 29 days/);
    office.clock.advance(40 * day);
    assert.match(textOf(await office.types('invoice #1')), /Used: \$85\.00\nExpired: \$15\.00 on Nov 22, 2027/);
    assert.match(textOf(await office.types('发票 1', { locale: 'zh-CN' })), /已到期: US\$15\.00/);
  });

  it('say so where there is no such invoice', async () => {
    await office.skipsSetUp();
    says(await office.types('invoices 7'), 'refuse.no-such-purchase', { invoice: 7 });
    says(await office.types('invoices last'), 'misread.invoice', { text: 'last' });
    says(await office.types('invoices 0'), 'misread.invoice', { text: '0' });
  });

  it('show what moves money to those who may', async () => {
    await office.skipsSetUp();
    const titlesOf = (card: ReadCard) => card.buttons.map(({ title }) => title);
    assert.deepEqual(titlesOf(await office.types('invoices 1')).slice(0, 3), ['Refund…', 'Charge-back…', 'Reverse…']);
    assert.deepEqual(titlesOf(await office.types('invoices 1', { as: people.reader })), [
      ...['PDF', 'Purchases', 'Invoices'],
    ]);
    says(await office.types('invoices 1', { as: people.nobody }), 'deny.title');
  });
});
