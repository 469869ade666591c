import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { textOf, type ReadCard } from '../support/card.ts';
import { someTerms, money } from '../support/builders.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { Office, setUp } from '../support/office.ts';
import { orderForm } from '../support/teams-client.ts';

describe('the order of set-up', () => {
  let office: Office;
  /** How often the usage log was begun to be read. */
  let reads = 0;

  beforeEach(async () => {
    office = new Office();
    reads = 0;
    office.callLog = real => ({
      pages: range => {
        reads += 1;
        return real.pages(range);
      },
    });
    await office.open();
  });
  afterEach(() => office.close());

  const atOrder = async (): Promise<ReadCard> => {
    const licenses = await office.presses(await office.types('setup'), 'Prepaid: Communications Credits');
    return (await office.presses(licenses.card, 'Continue')).card;
  };

  it('reads the usage before it once, however often its card is drawn, and imports it when the order is placed', async () => {
    const order = await atOrder();
    assert.match(textOf(order), /The last 90 days cost \$\d/);
    const wrong = await office.presses(order, 'Review order', { ...orderForm, addFunds: 'much' });
    const review = await office.presses(wrong.card, 'Review order', orderForm);
    assert.match(textOf(await office.types('setup')), /Review and order/);
    assert.equal(reads, 1);
    await office.presses(review.card, 'Place order');
    assert.equal(reads, 2);
  });

  it('is all that is charged, though a rule had no way to pay until now', async () => {
    const { ledger } = office.tenant;
    const terms = { ...someTerms, tenant: office.tenantId, opensAt: office.clock.now() };
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null);
    const rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };
    await ledger.execute({ kind: 'set-rule', id: 'rule', rule }, null);
    const review = await office.reviews({ addFunds: '200', cap: '' });
    assert.doesNotMatch(textOf(review), /Auto-recharge charges/);
    const placed = (await office.presses(review, 'Place order')).card;
    assert.match(textOf(placed), /\$200\.00 was added/);
    assert.equal(office.charged.length, 1);
    assert.match(textOf(await office.types('auto-recharge why')), /\$200\.00 is not below \$20\.00/);
  });

  it('reads the usage again when set-up is taken up the next day', async () => {
    await atOrder();
    office.clock.advance(2 * dayMs);
    await office.types('setup');
    assert.equal(reads, 2);
  });

  it('goes on without a suggestion where the log cannot be read', async () => {
    await office.close();
    office = new Office();
    office.callLog = () => ({
      pages: () => {
        throw new Error('Graph is down');
      },
    });
    await office.open();
    assert.match(textOf(await atOrder()), /Your past usage is not known yet/);
  });

  it('asks for Microsoft’s smallest order in another currency than USD, and keeps it in the first entry', async () => {
    const order = await atOrder();
    assert.equal(
      order.inputs.some(({ id }) => id === 'minimum'),
      false,
    );
    const euros = { ...orderForm, currency: 'EUR' };
    const asked = await office.presses(order, 'Review order', euros);
    assert.match(textOf(asked.card), /Microsoft’s smallest order in EUR/);
    assert.equal(
      asked.card.inputs.some(({ id }) => id === 'minimum'),
      true,
    );
    const below = await office.presses(asked.card, 'Review order', { ...euros, minimum: '120' });
    assert.match(textOf(below.card), /€120\.00/);
    const nothing = await office.presses(below.card, 'Review order', { ...euros, minimum: '0' });
    assert.match(textOf(nothing.card), /must be above zero|above zero/);
    const review = await office.presses(nothing.card, 'Review order', { ...euros, minimum: '40' });
    assert.match(textOf(review.card), /Smallest order: €40\.00/);
    await office.presses(review.card, 'Place order');
    const [first] = await office.stores.journal.entriesAfter(0);
    assert.ok(first?.kind === 'wallet-opened');
    assert.deepEqual([first.facts.currency, first.facts.minimum], ['EUR', 40_000_000]);
  });

  it('takes an amount to fill up to, says it before it is saved, and keeps it where the form is drawn again', async () => {
    const filled = { ...orderForm, rechargeWith: '50', trigger: '20', upTo: '20' };
    const wrong = (await office.presses(await atOrder(), 'Review order', filled)).card;
    assert.match(textOf(wrong), /The amount to fill up to must be above the threshold of \$20\.00/);
    const review = (await office.presses(wrong, 'Review order', { ...filled, upTo: '120' })).card;
    assert.match(textOf(review), /fills up to \$120\.00/);
    await office.presses(review, 'Place order');
    const rule = async () => {
      const read = await office.tenant.ledger.read();
      return read.ok ? read.value.wallet.rule : undefined;
    };
    assert.equal((await rule())?.upTo, 120_000_000);
    const done = (await office.presses(await office.types('setup'), 'Continue')).card;
    const licenses = (await office.presses(done, 'Licenses')).card;
    const again = (await office.presses(licenses, 'Continue')).card;
    assert.equal(again.inputs.find(({ id }) => id === 'upTo')?.['value'], '120.00');
    // A card of an earlier version has no such field: it takes no target away.
    const earlier = { ...again.buttons.find(({ title }) => title === 'Review order')?.data, hasTarget: false };
    const kept = (await office.invokes('setup-order', { ...earlier, ...orderForm, rechargeWith: '50', trigger: '30' }))
      .card;
    assert.match(textOf(kept), /fills up to \$120\.00 when the balance falls below \$30\.00/);
    const back = (await office.presses(kept, 'Back')).card;
    assert.equal(back.inputs.find(({ id }) => id === 'upTo')?.['value'], '120.00');
    const gone = (await office.presses(back, 'Review order', { ...filled, upTo: '' })).card;
    assert.doesNotMatch(textOf(gone), /fills up to/);
  });
});

describe('an order where no way to pay was ever chosen', () => {
  it('is paid by what the gateway offers, and never by the admin center, which no gateway can ask', async () => {
    const office = await new Office().open();
    try {
      const { ledger } = office.tenant;
      const terms = { ...someTerms, tenant: office.tenantId, opensAt: office.clock.now() };
      await ledger.execute({ kind: 'open-wallet', id: 'open', terms }, null);
      const review = await office.types('add funds 100');
      const { data } = review.buttons.find(({ title }) => title === 'Place order')!;
      await office.invokes('place-order', { ...data, payment: 'admin-centre' });
      assert.deepEqual(office.charged, []);
      await office.presses(review, 'Place order');
      const asked = (await office.entries()).flatMap(one => (one.kind === 'payment-requested' ? [one.facts] : []));
      assert.deepEqual(
        asked.map(({ method }) => method),
        [{ kind: 'card', reference: 'sandbox-card' }],
      );
    } finally {
      await office.close();
    }
  });
});

describe('a payment', () => {
  it('is not settled by a person where a gateway charges', async () => {
    const office = await new Office(await setUp()).open();
    try {
      const [settled] = (await office.entries()).filter(({ kind }) => kind === 'payment-settled');
      const refused = await office.invokes('confirm-purchase', { key: settled!.id.replace('/settled', '') });
      assert.match(textOf(refused.card), /This has been answered meanwhile/);
      assert.equal((await office.entries()).filter(({ kind }) => kind === 'payment-settled').length, 1);
    } finally {
      await office.close();
    }
  });

  it('is called by the label of its gateway, also when the gateway no longer knows the card', async () => {
    const visa = { kind: 'card', brand: 'Visa', lastFour: '4242', expires: '2027-08' } as const;
    const office = await new Office().open(gateway =>
      changedGateway(gateway, {
        cardLabel: reference => Promise.resolve(reference === 'sandbox-card' ? visa : undefined),
      }),
    );
    try {
      await office.setsUp();
      assert.match(textOf(await office.types('add funds 60')), /Visa ending in 4242, expires Aug 2027/);
      await office.types('sandbox decline');
      const history = textOf(await office.types('history'));
      assert.match(history, /A card that is no longer kept/);
    } finally {
      await office.close();
    }
  });
});
