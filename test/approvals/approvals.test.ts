import assert from 'node:assert/strict';
import { dayMs, hourMs } from '../../core/index.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { faultsOf, says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const channel = { conversation: 'general', kind: 'channel' } as const;
const ben: Said = { as: people.billingAdmin, conversation: 'ben' };

describe('four eyes', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('approvals limit 80');
    // Whose chat is known is told there.
    await office.types('alerts here', ben);
  });
  afterEach(() => office.close());

  const kinds = async (): Promise<readonly string[]> =>
    (await office.entries())
      .map(({ kind }) => kind)
      .filter(kind => /approval-(?!limit)|requested|settled/.test(kind))
      .slice(2);
  const asks = async (typed = 'add funds 200', said: Said = {}): Promise<ReadCard> => {
    const needed = await office.types(typed, said);
    says(needed, 'approval.needed');
    return (await office.presses(needed, 'Ask for approval', {}, said)).card;
  };
  /** The cards that were sent or edited since. */
  const since = (count: number): readonly { readonly method: string; readonly path: string; readonly text: string }[] =>
    office.connector.sent.slice(count).map(({ method, path, body }) => {
      const card = office.told().find(({ json }) => json === body.attachments?.[0]?.content);
      return { method, path, text: card === undefined ? '' : textOf(card) };
    });
  const lastTold = (): ReadCard => office.told().at(-1)!;

  it('an order above the limit waits for another person, who finds it in their own chat and approves it', async () => {
    const before = office.connector.sent.length;
    const mine = await asks();
    says(mine, 'approval.text.asker');
    assert.match(textOf(mine), /What: Order \$200\.00\nAsked by: .+, Nov 22, 2026/);
    assert.deepEqual(faultsOf(mine.json), []);
    assert.deepEqual(mine.buttons.map(({ title }) => title).slice(0, 1), ['Withdraw']);
    const theirs = lastTold();
    says(theirs, 'approval.text.approver');
    assert.deepEqual(
      since(before).map(({ method, path }) => [method, /ben/.test(path)]),
      [['POST', true]],
    );
    assert.deepEqual(office.charged.length, 0);

    const approved = await office.presses(theirs, 'Approve', {}, ben);
    says(approved.card, 'approval.granted');
    assert.match(textOf(approved.card), /Approved by: .+, Nov 22, 2026/);
    assert.equal(office.charged.length, 1);
    assert.deepEqual(await kinds(), ['approval-asked', 'approval-granted', 'payment-requested', 'payment-settled']);
    assert.match(textOf(await office.types('balance')), /\$300\.00/);
    // The card on which it was asked says so too.
    assert.ok(
      since(before).some(
        ({ method, path, text }) => method === 'PUT' && path.includes('chat') && /Approved/.test(text),
      ),
    );
  });

  it('in a channel the card is a reader’s, of which everybody has their own; a change edits it for all', async () => {
    const needed = await office.types('add funds 200', channel);
    const { card: mine } = await office.presses(needed, 'Ask for approval', {}, channel);
    says(mine, 'approval.text.asker');
    const base = office.connector.sent.find(({ method, path }) => method === 'PUT' && path.includes('general'))!;
    const shared = base.body.attachments?.[0]?.content as Record<string, unknown>;
    assert.deepEqual(shared['refresh'], {
      action: {
        ...{ type: 'Action.Execute', title: 'Open', verb: 'show-approval' },
        data: { approval: (await office.entries()).find(({ kind }) => kind === 'approval-asked')?.id },
      },
    });
    assert.ok(!JSON.stringify(shared).includes('"Approve"'));

    const verb = { approval: (await office.entries()).at(-1)!.id };
    const edits = office.connector.sent.length;
    const seen = async (as: string): Promise<ReadCard> =>
      (await office.invokes('show-approval', verb, { ...channel, as })).card;
    says(await seen(people.globalAdmin), 'approval.text.asker');
    says(await seen(people.billingAdmin), 'approval.text.approver');
    says(await seen(people.reader), 'approval.text.reader');
    // Whoever looks changes nothing for the others.
    assert.equal(office.connector.sent.length, edits);
    assert.match((await office.invokes('show-approval', verb, { ...channel, as: people.nobody })).text, /roles/);

    const declining = await office.presses(
      await seen(people.billingAdmin),
      'Decline…',
      {},
      { ...channel, as: people.billingAdmin },
    );
    const shownToAll = office.connector.sent.findLast(({ method }) => method === 'PUT')!;
    assert.ok(!JSON.stringify(shownToAll.body).includes('Input.Text'));
    const typed = await office.types('approvals', { ...channel, as: people.billingAdmin });
    says(typed, 'approval.text.reader');
    const wordless = await office.presses(
      declining.card,
      'Decline',
      { word: ' ' },
      { ...channel, as: people.billingAdmin },
    );
    says(wordless.card, 'approval.wordMissing');
    await office.presses(
      declining.card,
      'Decline',
      { word: 'Not *this* month' },
      { ...channel, as: people.billingAdmin },
    );
    const edited = office.connector.sent.findLast(({ method, path }) => method === 'PUT' && path.includes('general'))!;
    assert.match(JSON.stringify(edited.body), /Declined by.*Not \\\\\*this\\\\\* month/);
    assert.deepEqual(await kinds(), ['approval-asked', 'approval-declined']);
    assert.ok(!JSON.stringify(await office.entries()).includes('this'));
  });

  it('nobody approves their own, and nobody without the right', async () => {
    await asks();
    const asked = (await office.entries()).at(-1)!.id;
    const own = await office.invokes('approve', { approval: asked });
    says(own.card, 'refuse.own-approval');
    says(own.card, 'approval.waiting');
    assert.match((await office.invokes('approve', { approval: asked }, { as: people.reader })).text, /roles/);
    says((await office.invokes('withdraw-approval', { approval: asked }, ben)).card, 'refuse.not-the-asker');
    // A right that was given is enough.
    await new Rights(office.stores.documents).give(
      'approve',
      { kind: 'person', id: people.nobody },
      { by: 'op', at: 1 },
    );
    says((await office.invokes('approve', { approval: asked }, { as: people.nobody })).card, 'approval.granted');
    assert.match(
      (await office.invokes('add-funds', { order: 'order-x', amount: '60' }, { as: people.nobody })).text,
      /roles/,
    );
  });

  it('what was withdrawn, or has waited for a day, is over: an old card shows so and acts no more', async () => {
    const mine = await asks();
    const theirs = lastTold();
    says((await office.presses(mine, 'Withdraw')).card, 'approval.withdrawn');
    says((await office.presses(theirs, 'Approve', {}, ben)).card, 'approval.withdrawn');
    await asks('add funds 90');
    const late = lastTold();
    office.clock.advance(dayMs + hourMs);
    says((await office.presses(late, 'Approve', {}, ben)).card, 'approval.expired');
    says(await office.types('approvals'), 'approvals.empty');
    await office.tenant.ledger.execute({ kind: 'catch-up', id: 'catch-up-1' }, null);
    const before = office.connector.sent.length;
    await office.tenant.approvalTelling.run();
    assert.ok(since(before).some(({ method, text }) => method === 'PUT' && /Expired/.test(text)));
    const still = office.connector.sent.length;
    await office.tenant.approvalTelling.run();
    assert.equal(office.connector.sent.length, still);
    office.clock.advance(30 * dayMs);
    says((await office.presses(late, 'Approve', {}, ben)).card, 'approval.expired');
    assert.deepEqual(await kinds(), ['approval-asked', 'approval-withdrawn', 'approval-asked', 'approval-expired']);
  });

  it('is decided by how things stand when it is approved: what cannot be done then is said, and waits on', async () => {
    await office.types('sandbox spend 15');
    const form = await office.types('refund invoice 1');
    const needed = await office.presses(form, 'Review', { amount: '82', reason: 'Bought *twice*' });
    says(needed.card, 'approval.needed');
    await office.presses(needed.card, 'Ask for approval');
    const theirs = lastTold();
    assert.match(textOf(theirs), /Reason: Bought \\\*twice\\\*/);
    await office.types('sandbox spend 85');
    const refused = await office.presses(theirs, 'Approve', {}, ben);
    says(refused.card, 'refuse.nothing-to-refund', { invoice: 1 });
    says(refused.card, 'approval.waiting');
    assert.deepEqual(await kinds(), ['approval-asked']);
  });

  it('asks once, however often it is pressed, and approves once, however many do', async () => {
    const needed = await office.types('add funds 200');
    const cards = await Promise.all([1, 2, 3].map(() => office.presses(needed, 'Ask for approval')));
    for (const { card } of cards) says(card, 'approval.text.asker');
    const theirs = lastTold();
    assert.equal(office.told().filter(card => textOf(card) === textOf(theirs)).length, 1);
    await new Rights(office.stores.documents).give(
      'approve',
      { kind: 'person', id: people.nobody },
      { by: 'op', at: 1 },
    );
    const both = await Promise.all(
      [ben, { as: people.nobody }].map(said => office.presses(theirs, 'Approve', {}, said)),
    );
    for (const { card } of both) says(card, 'approval.granted');
    assert.equal(office.charged.length, 1);
    // The order’s own card of before knows it too.
    says((await office.presses(needed, 'Ask for approval')).card, 'approval.granted');
  });

  it('two who ask on one card at once, in whatever order it is noted, send each person one card', async () => {
    const needed = await office.types('add funds 200', channel);
    const { approvalCards } = office.tenant;
    const note = approvalCards.note.bind(approvalCards);
    let pass = (): void => undefined;
    const heldUp = new Promise<void>(resolve => (pass = resolve));
    let reach = (): void => undefined;
    const reached = new Promise<void>(resolve => (reach = resolve));
    let count = 0;
    approvalCards.note = async (...asking) => {
      count += 1;
      if (count === 1) {
        reach();
        await heldUp;
      }
      return note(...asking);
    };
    const first = office.presses(needed, 'Ask for approval', {}, { ...channel, isLeftAlone: true });
    await reached;
    const before = office.connector.sent.length;
    await office.presses(needed, 'Ask for approval', {}, { ...channel, as: people.billingAdmin });
    await office.types('alerts here', { as: people.globalAdmin, conversation: 'alex' });
    await office.tenant.approvalTelling.run();
    pass();
    await first;
    await office.tenant.idle();
    await office.tenant.approvalTelling.run();
    const posts = since(before).filter(({ method, text }) => method === 'POST' && /Approve it/.test(text));
    assert.equal(posts.length, 1);
  });

  it('knows a person by one id, however Teams writes it', async () => {
    const id = 'c0400000-0000-4000-8000-000000000002';
    for (const right of ['money', 'approve'] as const)
      await new Rights(office.stores.documents).give(
        right,
        { kind: 'person', id: id.toUpperCase() },
        { by: 'op', at: 1 },
      );
    await asks('add funds 200', { as: id.toUpperCase() });
    const { id: asked, seq } = (await office.entries()).at(-1)!;
    assert.equal((await office.stores.journal.actorsOf([seq]))[0]?.person, id);
    says((await office.invokes('approve', { approval: asked }, { as: id })).card, 'refuse.own-approval');
  });

  it('holds for the rule, and for the limit itself', async () => {
    const rule = await office.types('auto-recharge');
    const needed = await office.presses(rule, 'Save', {
      autoRecharge: 'true',
      rechargeWith: '50',
      trigger: '20',
      cap: '',
    });
    says(needed.card, 'approval.needed');
    assert.match(textOf(needed.card), /What: Auto-recharge: /);
    const small = await office.presses(rule, 'Save', {
      autoRecharge: 'true',
      rechargeWith: '50',
      trigger: '20',
      cap: '80',
    });
    says(small.card, 'rule.saved');
    const off = await office.types('approvals limit off');
    says(off, 'approval.needed');
    await office.presses(off, 'Ask for approval');
    says((await office.presses(lastTold(), 'Approve', {}, ben)).card, 'approval.granted');
    says(await office.types('add funds 200'), 'order.reviewTitle');
    says(await office.types('approvals'), 'approvals.noLimit');
  });

  it('lists what waits, the only one at once, with what the person may do about it', async () => {
    says(await office.types('approvals'), 'approvals.limit', { limit: '$80.00' });
    await asks();
    says(await office.types('approvals', ben), 'approval.text.approver');
    await asks('add funds 90');
    const list = await office.types('审批', { ...ben, locale: 'zh-CN' });
    says(list, 'approvals.text', {}, 'zh-CN');
    assert.deepEqual(faultsOf(list.json), []);
    assert.equal(list.buttons.filter(({ verb }) => verb === 'show-approval').length, 2);
    const opened = await office.invokes('show-approval', list.buttons[0]!.data, { ...ben, locale: 'zh-CN' });
    says(opened.card, 'approval.text.approver', {}, 'zh-CN');
  });

  it('asks for the limit in a form, and says what is wrong with it', async () => {
    const form = await office.types('approvals limit');
    says(form, 'approvals.limitTitle');
    says((await office.presses(form, 'Save', { limit: 'ten' })).card, 'refuse.not-an-amount', { text: 'ten' });
    says((await office.presses(form, 'Save', { limit: '80' })).card, 'approvals.saved');
    says((await office.presses(form, 'No limit')).card, 'approval.needed');
    assert.match(
      (await office.invokes('approval-limit', { isForm: true, turnsOff: true }, { as: people.reader })).text,
      /roles/,
    );
  });

  it('takes nothing that is no proposal, and none for licenses, from a card', async () => {
    const ask = async (proposal: unknown): Promise<ReadCard> =>
      (await office.invokes('ask-approval', { proposal, reason: '' })).card;
    for (const proposal of [
      {},
      { kind: 'remove-licenses', id: 'x', people: 20 },
      { kind: 'order', id: 'x y', amount: 1 },
    ])
      says(await ask(proposal), 'refuse.form');
    const small = { kind: 'set-approval-limit', id: 'approval-limit-1', limit: 80_000_000 };
    says(await ask(small), 'refuse.approval-not-needed');
    assert.deepEqual(await office.tenant.approvalCards.all(), new Map());
    assert.deepEqual(await kinds(), []);
  });

  it('a card that could not be edited is tried again, and one that is gone is left', async () => {
    await asks();
    const theirs = lastTold();
    office.connector.failures.push(403);
    await office.presses(theirs, 'Approve', {}, ben);
    const before = office.connector.sent.length;
    await office.tenant.approvalTelling.run();
    assert.equal(office.connector.sent.length, before);
    office.clock.advance(hourMs);
    await office.tenant.approvalTelling.run();
    assert.equal(office.connector.sent.length, before + 1);
  });
});

describe('four eyes where Microsoft takes the money', () => {
  it('an order that was approved says what is to be done, and is confirmed on the same card', async () => {
    const office = await new Office().open(() => adminCenter, 'mirror');
    try {
      await office.setsUp({ autoRecharge: 'false', payment: 'admin-centre' });
      await office.types('approvals limit 80');
      const needed = await office.types('add funds 200');
      await office.presses(needed, 'Ask for approval');
      const asked = (await office.entries()).at(-1)!.id;
      const { card } = await office.invokes('approve', { approval: asked }, ben);
      says(card, 'approval.toConfirm');
      const form = (await office.presses(card, 'I have bought it', {}, ben)).card;
      const confirmed = await office.submits(form, 'Record', {}, ben);
      says(confirmed.card, 'order.settled', { amount: '$200.00' });
      assert.equal(
        (await office.entries()).findLast(({ kind }) => kind === 'payment-settled')?.id,
        `${asked.slice('approval-'.length)}/settled`,
      );
    } finally {
      await office.close();
    }
  });

  it('an order that was approved and then cancelled, or was recorded already, says so', async () => {
    const office = await new Office().open(() => adminCenter, 'mirror');
    try {
      await office.setsUp({ autoRecharge: 'false', payment: 'admin-centre' });
      await office.types('approvals limit 80');
      for (const [end, word] of [
        [{ kind: 'cancel' }, 'approval.charge.not-bought'],
        [{ kind: 'link', invoice: 1 }, 'approval.charge.linked'],
      ] as const) {
        await office.presses(await office.types('add funds 200'), 'Ask for approval');
        const asked = (await office.entries()).at(-1)!.id;
        await office.invokes('approve', { approval: asked }, ben);
        const key = asked.slice('approval-'.length);
        const id = `${key}/${end.kind === 'cancel' ? 'cancelled' : 'linked'}`;
        const bought = {
          kind: 'buy',
          id: 'bought',
          amount: 200_000_000,
          boughtAt: office.clock.now(),
          reference: '',
        } as const;
        if (end.kind === 'link') await office.tenant.ledger.execute(bought, null);
        const ended = await office.tenant.ledger.execute({ ...end, id, key }, null);
        assert.ok(ended.ok, JSON.stringify(ended));
        says((await office.invokes('show-approval', { approval: asked }, ben)).card, word, { amount: '$200.00' });
      }
    } finally {
      await office.close();
    }
  });
});
