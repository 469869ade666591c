import assert from 'node:assert/strict';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('who may do what', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
  });
  afterEach(() => office.close());

  const table: readonly { readonly who: keyof typeof people; readonly typed: string; readonly may: boolean }[] = [
    { who: 'nobody', typed: 'help', may: true },
    { who: 'nobody', typed: 'balance', may: false },
    { who: 'nobody', typed: 'add funds 50', may: false },
    { who: 'reader', typed: 'balance', may: true },
    { who: 'reader', typed: 'alerts here', may: true },
    { who: 'reader', typed: 'add funds 50', may: false },
    { who: 'licenseAdmin', typed: 'add funds 50', may: false },
    { who: 'billingAdmin', typed: 'add funds 50', may: true },
    { who: 'guest', typed: 'help', may: false },
  ];
  for (const { who, typed, may } of table) {
    it(`${who} may ${may ? '' : 'not '}type "${typed}"`, async () => {
      const before = await office.entries();
      const answer = textOf(await office.types(typed, { as: people[who] }));
      assert.equal(/You need a different role/.test(answer), !may, answer);
      assert.deepEqual(await office.entries(), before);
    });
  }

  it('a denial says which role it would take, and leads on to what may be done; for a guest there is nothing', async () => {
    const denial = await office.types('add funds 50', { as: people.nobody });
    assert.match(textOf(denial), /Global Administrator, Billing Administrator/);
    const titles = async (as: string): Promise<readonly string[]> =>
      (await office.types('add funds 50', { as })).buttons.map(({ title }) => title);
    assert.deepEqual([await titles(people.nobody), await titles(people.guest)], [['Help'], []]);
  });

  it('somebody without an Entra object id may do nothing', async () => {
    const { body } = await office.post({
      ...office.activity({}),
      type: 'message',
      text: 'balance',
      deliveryMode: 'expectReplies',
      from: { id: '29:x', name: 'x' },
    });
    assert.match(JSON.stringify(body), /people of this organization's directory/);
  });

  it('a button is checked at the press, by who presses, in a group chat too', async () => {
    const group = { conversation: 'group', kind: 'groupChat' } as const;
    const review = await office.types('add funds 50', group);
    const before = await office.entries();
    for (const as of [people.nobody, people.reader, people.guest]) {
      const answer = await office.presses(review, 'Place order', {}, { ...group, as });
      assert.equal(answer.type, 'application/vnd.microsoft.activity.message');
      assert.match(answer.text, /needs one of these roles|directory/);
    }
    assert.deepEqual(await office.entries(), before);
    assert.match(
      textOf((await office.presses(review, 'Place order', {}, { ...group, as: people.billingAdmin })).card),
      /\$50\.00 was added/,
    );
  });

  const tampered: readonly (readonly [string, unknown])[] = [
    ['place-order', {}],
    ['place-order', { order: 'order-x', amount: '-50', beside: false }],
    ['place-order', { order: 'order-x', amount: '1', beside: false }],
    ['place-order', { order: 'recharge-9', amount: '50', beside: false }],
    ['place-order', null],
    ['setup-place', { version: 'x' }],
    ['setup-place', { version: 99 }],
    ['setup-go', { version: 1, step: 'review' }],
    ['auto-recharge', { isForm: true, rechargeWith: { $ne: 1 } }],
    ['confirm-purchase', { payment: 'order-x' }],
    ['card-holder', { payment: 7 }],
    ['acknowledge', { alert: 'no-such-alert' }],
    ['no-such-verb', {}],
  ];
  for (const [verb, data] of tampered) {
    it(`a tampered ${verb} ${JSON.stringify(data)} is answered, and changes nothing`, async () => {
      const before = await office.entries();
      const answer = await office.invokes(verb, data);
      assert.equal(answer.type, 'application/vnd.microsoft.card.adaptive');
      assert.match(
        textOf(answer.card),
        /could not be read|not an amount|The minimum is|set up|no longer open|no longer in the ledger|did not understand|not possible here|amount, like/,
      );
      assert.deepEqual(await office.entries(), before);
    });
  }
});
