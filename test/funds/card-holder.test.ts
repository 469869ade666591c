import assert from 'node:assert/strict';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('a payment that somebody has to be there for', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
  });
  afterEach(() => office.close());

  const titles = (card: ReadCard): readonly string[] => card.buttons.map(({ title }) => title);

  it('leads to the bank’s page, in another place than Teams, and arrives once the card holder has agreed', async () => {
    await office.types('sandbox charge card holder');
    const placed = (await office.presses(await office.types('add funds 60'), 'Place order')).card;
    says(placed, 'order.needsCardHolder');
    const asked = (await office.presses(placed, 'Confirm with the bank')).card;
    says(asked, 'cardHolder.text', { amount: '$60.00' });
    assert.match(JSON.stringify(asked.json), /"title":"[^"]*leaves Teams[^"]*","url":"https:\/\/bank\.example\//);
    await office.types('sandbox event paid');
    // The link is fetched anew each time: there is none any more.
    says((await office.presses(placed, 'Confirm with the bank')).card, 'order.settled', { invoice: 2 });
  });

  it('is paused at once, and says why on the alert and on the balance, with the way on', async () => {
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('sandbox charge card holder');
    await office.types('sandbox spend 85');
    const alert = office.told().at(-1)!;
    assert.match(textOf(alert), /\$50\.00 could not be added: the bank wants the cardholder to confirm it/);
    says(alert, 'alert.noRetry.cardHolder');
    // It was declined once, though it counts as often as pauses auto-recharge.
    assert.doesNotMatch(textOf(alert), /in a row/);
    assert.ok(titles(alert).includes('Confirm with the bank'));
    const balance = await office.types('balance');
    says(balance, 'balance.paused.cardHolder');
    assert.equal(titles(balance)[0], 'Confirm with the bank');
    const refused = await office.presses(alert, 'Confirm with the bank', {}, { as: people.reader });
    assert.doesNotMatch(JSON.stringify(refused.card.json), /bank\.example/);
    assert.match(JSON.stringify((await office.presses(alert, 'Confirm with the bank')).card.json), /bank\.example/);
    await office.types('sandbox advance 2 days');
    assert.equal(office.charged.filter(key => key.startsWith('recharge')).length, 1);
    await office.types('sandbox event paid');
    assert.match(textOf(await office.types('balance')), /\$65\.00/);
    says((await office.presses(balance, 'Confirm with the bank')).card, 'refuse.no-such-payment');
  });

  it('leads nowhere once another recharge has succeeded: nobody pays twice', async () => {
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('sandbox charge card holder');
    await office.types('sandbox spend 85');
    const alert = office.told().at(-1)!;
    await office.types('sandbox charge as usual');
    const { ledger } = office.tenant;
    const method = { kind: 'card', reference: 'sandbox-card' } as const;
    assert.ok((await ledger.execute({ kind: 'set-payment-method', id: 'again', method }, people.globalAdmin)).ok);
    await office.tenant.idle();
    assert.match(textOf(await office.types('balance')), /\$65\.00/);
    says((await office.presses(alert, 'Confirm with the bank')).card, 'refuse.no-such-payment');
  });

  it('is paused with its reason where the bank takes nothing that nobody is there for', async () => {
    await office.types('sandbox charge unattended');
    await office.types('sandbox spend 85');
    says(await office.types('balance'), 'balance.paused.unattended');
    says(await office.types('余额', { locale: 'zh-CN' }), 'balance.paused.unattended', {}, 'zh-CN');
    says((await office.presses(await office.types('add funds 60'), 'Place order')).card, 'order.settled', {
      invoice: 2,
    });
  });

  it('is said not to be known where the gateway took another currency, and nothing is credited', async () => {
    await office.types('sandbox charge currency EUR');
    says((await office.presses(await office.types('add funds 60'), 'Place order')).card, 'order.unknown', {
      amount: '$60.00',
    });
    assert.match(textOf(await office.types('balance')), /\$100\.00/);
    // There is nothing to confirm with the bank, and the amount is said all the same.
    const key = office.charged.at(-1);
    says((await office.invokes('card-holder', { payment: key })).card, 'order.unknown', { amount: '$60.00' });
  });
});
