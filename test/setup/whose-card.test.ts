import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { readCard, says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { orderForm, people, type Said } from '../support/teams-client.ts';

/** The buttons that are seen; a card's `refresh` is none. */
const titles = ({ json }: ReadCard): readonly string[] =>
  (json as { actions: readonly { title: string }[] }).actions.map(({ title }) => title);

describe('a card of set-up', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const atLicenses = async (said: Said = {}): Promise<ReadCard> =>
    (await office.presses(await office.types('setup', said), /Prepaid/, {}, said)).card;

  it('shows a reader how it stands and whom to ask, and nothing to press', async () => {
    await atLicenses();
    const shown = await office.types('setup', { as: people.reader, conversation: 'reader' });
    assert.match(textOf(shown), /Step 2 of 4 · Licenses/);
    assert.match(textOf(shown), /Last step by: \S+/);
    says(shown, 'setup.state.text');
    assert.match(textOf(shown), /Global Administrator/);
    assert.deepEqual([titles(shown), shown.inputs], [[], []]);
  });

  it('gives each what they may do: the licenses to one, the order to the other', async () => {
    const license = { as: people.licenseAdmin, conversation: 'license' };
    const billing = { as: people.billingAdmin, conversation: 'billing' };
    await atLicenses(billing);
    const toBilling = await office.types('setup', billing);
    assert.deepEqual(titles(toBilling), ['Continue', 'Back']);
    assert.match(textOf(toBilling), /needs one of these roles: .*License Administrator/);
    const toLicense = await office.types('setup', license);
    assert.ok(titles(toLicense).some(title => title.startsWith('Assign to all')));
    await office.presses(toLicense, 'Continue', {}, license);
    const order = await office.types('setup', license);
    assert.deepEqual([titles(order), order.inputs], [['Back'], []]);
    says(order, 'setup.state.text');
    assert.ok((await office.types('setup', billing)).inputs.length > 5);
    says((await office.presses(order, 'Back', {}, license)).card, 'setup.licenses.title');
  });

  it('in a group is right for everybody, asks for each one’s own, and is edited at every change', async () => {
    const group = { conversation: 'group', kind: 'groupChat' } as const;
    const shows = async (said: Said): Promise<ReadCard> => {
      const { body } = await office.post({
        ...office.activity({ ...group, ...said }),
        ...{ type: 'invoke', name: 'adaptiveCard/action', replyToId: 'm0' },
        value: { action: { type: 'Action.Execute', verb: 'setup-show', data: {} }, trigger: 'automatic' },
      });
      await office.tenant.idle();
      return readCard((body as { value: unknown }).value);
    };
    const message = await office.types('setup', group);
    says(message, 'setup.state.shared');
    assert.deepEqual([titles(message), message.inputs], [['Continue'], []]);
    assert.ok((message.json as { refresh?: object }).refresh);
    const own = await shows({});
    assert.ok((own.json as { refresh?: object }).refresh);
    assert.deepEqual(office.told(), []);
    const licenses = await office.presses(own, /Prepaid/, {}, group);
    says(licenses.card, 'setup.licenses.title');
    assert.match(textOf(office.told().at(-1)!), /Step 2 of 4 · Licenses/);
    says(office.told().at(-1)!, 'setup.state.shared');
    const toReader = await shows({ as: people.reader });
    assert.deepEqual([titles(toReader), toReader.inputs], [[], []]);
    const order = await office.presses(licenses.card, 'Continue', {}, group);
    const wrong = await office.presses(order.card, 'Review order', { ...orderForm, addFunds: 'much' }, group);
    says(wrong.card, 'refuse.not-an-amount', { text: 'much' });
    // The edit makes the client ask at once: what is wrong stays.
    says(await shows({}), 'refuse.not-an-amount', { text: 'much' });
    office.clock.advance(11_000);
    assert.doesNotMatch(textOf(await shows({})), /“much”/);
  });

  it('in the hands of two shows each the present state, and takes one step only', async () => {
    const group = { conversation: 'group', kind: 'groupChat' } as const;
    const other = { ...group, as: people.billingAdmin };
    const message = await office.types('setup', group);
    const first = (await office.presses(message, 'Continue', {}, group)).card;
    const second = (await office.presses(message, 'Continue', {}, other)).card;
    for (const card of [first, second]) says(card, 'setup.billing.title');
    await office.presses(first, /Prepaid/, {}, group);
    const late = (await office.presses(second, 'Pay after use', {}, other)).card;
    says(late, 'app.stale');
    assert.match(textOf(late), /Step 2 of 4 · Licenses/);
    assert.match(textOf(office.told().at(-1)!), /Step 2 of 4 · Licenses/);
    assert.equal((await office.tenant.drafts.read())?.step, 'licenses');
    const forFirst = (await office.presses(message, 'Continue', {}, group)).card;
    says(forFirst, 'setup.licenses.title');
    assert.ok(titles(forFirst).some(title => title.startsWith('Assign to all')));
  });

  it('of last month shows how things stand now, and acts no more', async () => {
    const licenses = await atLicenses();
    await office.presses(licenses, 'Continue');
    office.clock.advance(31 * dayMs);
    const late = await office.presses(licenses, /Assign to all/);
    says(late.card, 'app.stale');
    says(late.card, 'setup.order.title');
    assert.equal(await office.tenant.assignments.read('licenses'), undefined);
  });

  it('says everything that is wrong at once, with an unknown currency too', async () => {
    const order = await office.presses(await atLicenses(), 'Continue');
    const wrong = await office.presses(order.card, 'Review order', {
      ...{ currency: 'ABC', timeZone: 'Beijing', addFunds: '12,34x', autoRecharge: 'true' },
      ...{ rechargeWith: '50', trigger: '0', cap: '-1', payment: '' },
    });
    says(wrong.card, 'refuse.currency', { text: 'ABC' });
    says(wrong.card, 'refuse.timeZone', { text: 'Beijing' });
    says(wrong.card, 'refuse.not-an-amount', { text: '12,34x' });
    says(wrong.card, 'refuse.not-an-amount', { text: String.raw`\-1` });
    says(wrong.card, 'refuse.required', { field: 'Payment' });
    const low = await office.presses(wrong.card, 'Review order', { ...orderForm, trigger: '0', cap: '60' });
    says(low.card, 'refuse.trigger-not-positive');
    const cap = await office.presses(low.card, 'Review order', { ...orderForm, cap: '10' });
    says(cap.card, 'refuse.cap-below-recharge');
  });

  it('suggests a monthly limit, and says what is charged now, at most per month, and when it expires', async () => {
    const order = await office.presses(await atLicenses(), 'Continue');
    const shown = Object.fromEntries(order.card.inputs.map(one => [String(one['id']), String(one['value'])]));
    assert.equal(Number(shown['cap']), 3 * Number(shown['rechargeWith']));
    const review = await office.presses(order.card, 'Review order', { ...orderForm, cap: '150' });
    assert.match(textOf(review.card), /Charged now: \$100\.00\nExpires: Nov 22, 2027\n/);
    assert.match(textOf(review.card), /Monthly auto-recharge limit: \$150\.00/);
  });

  it('asks once more about an order that is much larger than usual, and places it once', async () => {
    const review = await office.reviews({ addFunds: '20000' });
    const asked = await office.presses(review, 'Place order');
    says(asked.card, 'order.largeFor', { amount: '$20,000.00' });
    assert.deepEqual(await office.entries(), []);
    await office.presses(asked.card, 'Yes, order $20,000.00');
    await office.presses(asked.card, 'Yes, order $20,000.00');
    assert.equal(office.charged.length, 1);
  });

  it('warns whoever sets up in their own chat, until they stop it, and nobody else', async () => {
    const review = await office.reviews();
    const credits = await office.presses(review, 'Place order');
    const done = await office.presses(credits.card, 'Continue');
    assert.match(textOf(done.card), /Alerts: Here/);
    assert.deepEqual(titles(done.card).slice(0, 3), ['Warn a channel', 'Balance', 'Stop warning me']);
    assert.deepEqual(await office.tenant.conversations.subscribed(), ['chat']);
    const toOther = await office.types('setup', { as: people.billingAdmin, conversation: 'billing' });
    assert.match(textOf(toOther), /Alerts: Nobody is warned yet/);
    await office.presses(done.card, 'Stop warning me');
    assert.deepEqual(await office.tenant.conversations.subscribed(), []);
    const again = await office.presses(await office.types('setup'), 'Credits license');
    assert.match(textOf((await office.presses(again.card, 'Continue')).card), /Alerts: Nobody is warned yet/);
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    const warned = await office.types('setup');
    assert.match(textOf(warned), /Alerts: Elsewhere: 1/);
    assert.equal(titles(warned).includes('Warn a channel'), false);
  });

  it('leads to a team, says what to type in a channel, and in the sandbox what does the same there', async () => {
    const actions = (card: ReadCard) =>
      (card.json as { actions: readonly Readonly<Record<string, unknown>>[] }).actions;
    const done = (await office.setsUp()).at(-1)!;
    says(done, 'setup.done.sandboxChannel');
    assert.equal(actions(done)[0]?.['type'], 'Action.Execute');
    await office.close();
    office = new Office(office.stores);
    Object.assign(office, { isSandbox: false, appLink: 'https://teams.microsoft.com/l/app/a?tenantId=t' });
    await office.open();
    const shown = await office.types('setup');
    says(shown, 'setup.done.toTeam');
    const [link, ...others] = actions(shown);
    assert.deepEqual(
      [link?.['type'], link?.['title'], link?.['url'], link?.['style']],
      ['Action.OpenUrl', 'Warn a channel', 'https://teams.microsoft.com/l/app/a?tenantId=t', 'positive'],
    );
    assert.equal(others.filter(({ style }) => style === 'positive').length, 0);
    assert.ok(actions(shown).length <= 6);
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    assert.equal(titles(await office.types('setup')).includes('Warn a channel'), false);
  });

  it('shows results with their date and person, and none of an earlier set-up', async () => {
    const cards = await office.setsUp();
    assert.match(textOf(cards[2]!), /Nov 22, 2026.*, \S.*: 7 of 8 licenses assigned\. 1 failed\./);
    says(cards[6]!, 'setup.licenses.nobodyLacks');
    assert.doesNotMatch(JSON.stringify(cards[6]!.json), /"color":"Attention"/);
    await office.types('sandbox reset');
    const licenses = await atLicenses();
    assert.doesNotMatch(textOf(licenses), /licenses assigned/);
  });
});
