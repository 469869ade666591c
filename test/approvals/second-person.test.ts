import assert from 'node:assert/strict';
import { aCall, money } from '../support/builders.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { contosoGroups } from '../../bot/drivers/sandbox/contoso.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const channel = { conversation: 'general', kind: 'channel' } as const;
const ben: Said = { as: people.billingAdmin, conversation: 'ben' };

describe('the second person', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('approvals limit 80');
    await office.types('alerts here', ben);
  });
  afterEach(() => office.close());

  const asks = async (said: Said = {}): Promise<string> => {
    await office.presses(await office.types('add funds 200', said), 'Ask for approval', {}, said);
    return (await office.entries()).findLast(({ kind }) => kind === 'approval-asked')!.id;
  };
  const approves = async (approval: string, as: string): Promise<ReadCard> =>
    (await office.invokes('approve', { approval }, { as, conversation: as })).card;
  const gives = (right: 'money' | 'approve', said: Said, person: string): Promise<unknown> =>
    office.invokes('give-right', { right, to: '', person }, said);

  it('agrees to nothing that whoever asked may not do any more, and can decline it', async () => {
    const approval = await asks();
    const { directory } = office.tenant;
    const rolesOf = directory.rolesOf.bind(directory);
    directory.rolesOf = person =>
      person === people.globalAdmin ? Promise.resolve({ kind: 'member', roles: new Set() }) : rolesOf(person);
    const refused = await approves(approval, people.billingAdmin);
    says(refused, 'approval.asker-may-not');
    says(refused, 'approval.waiting');
    assert.equal(office.charged.length, 0);
    const declined = await office.invokes('decline-approval', { approval, step: 'record', word: 'Left' }, ben);
    says(declined.card, 'approval.declined');
  });

  it('is nobody who has the right from whoever asked, whatever becomes of it then', async () => {
    await gives('money', ben, people.nobody);
    // They could else give it on.
    await gives('money', { as: people.nobody }, people.reader);
    await office.invokes('take-right', { right: 'money', from: `person ${people.nobody}` }, ben);
    const approval = await asks(ben);
    says(await approves(approval, people.reader), 'approval.chosen-by-asker');
    await gives('money', ben, people.nobody);
    const refused = await approves(approval, people.nobody);
    says(refused, 'approval.chosen-by-asker');
    says(refused, 'approval.text.reader');
    assert.equal(office.charged.length, 0);
    // From somebody else it is a right like any other.
    await office.invokes('take-right', { right: 'money', from: `person ${people.nobody}` }, {});
    await new Rights(office.stores.documents).give(
      'approve',
      { kind: 'person', id: people.nobody },
      { by: 'op', at: 1 },
    );
    says(await approves(approval, people.nobody), 'approval.granted');
  });

  it('is nobody who has it from somebody of a group that has it from whoever asked', async () => {
    const { id: finance, members } = contosoGroups[0]!;
    await office.invokes('give-right', { right: 'money', to: `group ${finance}` }, ben);
    await gives('approve', { as: members[0]!, conversation: 'pradeep' }, people.reader);
    const approval = await asks(ben);
    says(await approves(approval, people.reader), 'approval.chosen-by-asker');
    assert.equal(office.charged.length, 0);
  });

  it('is nobody who has it from somebody who was in such a group when they gave it', async () => {
    const { id: finance, members } = contosoGroups[0]!;
    await office.invokes('give-right', { right: 'money', to: `group ${finance}` }, ben);
    await gives('approve', { as: members[0]!, conversation: 'pradeep' }, people.reader);
    const { directory } = office.tenant;
    directory.groupsOf = () => Promise.resolve({ kind: 'known', groups: new Set() });
    says(await approves(await asks(ben), people.reader), 'approval.chosen-by-asker');
    assert.equal(office.charged.length, 0);
  });

  it('may have it from somebody of a group that may only look by whoever asked', async () => {
    const { id: finance, members } = contosoGroups[0]!;
    await office.invokes('give-right', { right: 'look', to: `group ${finance}` }, ben);
    await gives('money', {}, members[0]!);
    await gives('approve', { as: members[0]!, conversation: 'pradeep' }, people.reader);
    says(await approves(await asks(ben), people.reader), 'approval.granted');
  });

  it('may have been given a right by whoever asked, where a role of theirs is enough', async () => {
    await gives('money', {}, people.billingAdmin);
    says(await approves(await asks(), people.billingAdmin), 'approval.granted');
  });

  it('is who agreed, and whoever asked is who bought: the book names both', async () => {
    says(await approves(await asks(), people.billingAdmin), 'approval.granted');
    const { names } = office.tenant;
    const { journal } = office.stores;
    const called = await names.of([people.globalAdmin, people.billingAdmin]);
    const by: Record<string, string | undefined> = {};
    for (const { kind, seq } of await office.entries()) {
      const [actor] = await journal.actorsOf([seq]);
      by[kind] = actor?.person;
    }
    assert.equal(by['approval-granted'], people.billingAdmin);
    assert.equal(by['payment-requested'], people.globalAdmin);
    assert.match(textOf(await office.types('lots')), new RegExp(`${called.get(people.globalAdmin)}`));
    const history = textOf(await office.types('history'));
    for (const name of called.values()) assert.ok(history.includes(name));
  });

  it('leaves nothing of people beside the journal once everybody has seen how it ended, or its time was erased', async () => {
    const { approvalCards, approvalTelling, ledger } = office.tenant;
    says(await approves(await asks(), people.billingAdmin), 'approval.granted');
    assert.deepEqual(await approvalCards.all(), new Map());

    // Cards that cannot be edited keep it, until what is of then is erased.
    office.clock.advance(1000);
    const approval = await asks();
    office.connector.failures.push(403, 403, 403, 403);
    await office.invokes('decline-approval', { approval, step: 'record', word: 'No' }, ben);
    assert.equal((await approvalCards.all()).size, 1);
    office.clock.advance(1000);
    const before = office.clock.now();
    assert.ok((await ledger.execute({ kind: 'erase-rows', id: 'erase', before }, null)).ok);
    await approvalTelling.run();
    assert.deepEqual(await approvalCards.all(), new Map());
  });

  it('of a removal leaves from whom, until it has begun, and looks at it no more', async () => {
    const { approvalCards, approvalTelling, clock, journal, ledger } = office.tenant;
    const proposal = { kind: 'remove-licenses', id: 'r', people: 11 } as const;
    const id = 'approval-r';
    await approvalCards.note(id, { at: clock.now(), card: undefined, people: ['a'] });
    const asked = await ledger.execute({ kind: 'ask-approval', id, proposal }, people.globalAdmin);
    assert.ok(asked.ok);
    says(await approves(id, people.billingAdmin), 'approval.granted');
    assert.deepEqual((await approvalCards.of(id))?.people, ['a']);
    let reads = 0;
    const entry = journal.entry.bind(journal);
    journal.entry = one => {
      reads += one.startsWith(id) ? 1 : 0;
      return entry(one);
    };
    await approvalTelling.run();
    journal.entry = entry;
    assert.equal(reads, 0);
  });

  it('is told no reason of what was refused when it was asked for', async () => {
    const proposal = { kind: 'refund', id: 'refund-x', invoice: 1, amount: 5_000_000 };
    const refused = await office.invokes('ask-approval', { proposal, reason: 'Too *much*' });
    says(refused.card, 'refuse.approval-not-needed');
    assert.equal(await office.tenant.reasons.of('refund-x'), undefined);
  });

  /** What the card of a proposal says that it is, to somebody. */
  const whatIs = async (proposal: { readonly id: string }, as = people.billingAdmin): Promise<string> => {
    await office.invokes('ask-approval', { proposal, reason: '' });
    return shownAs(proposal, as);
  };
  const shownAs = async ({ id }: { readonly id: string }, as = people.billingAdmin): Promise<string> => {
    const shown = await office.invokes('show-approval', { approval: `approval-${id}` }, { as, ...channel });
    return /What: (.*)/.exec(textOf(shown.card))?.[1] ?? '';
  };

  it('sees what is proposed: a rule without a limit, the new way to pay, and what is reversed with its amount', async () => {
    const rule = { isOn: true, rechargeWith: 50_000_000, trigger: 20_000_000, monthlyCap: null };
    assert.match(await whatIs({ kind: 'set-rule', id: 'rule-1', rule } as never), /below \$20\.00, no monthly limit$/);
    const method = { kind: 'agreement', number: 'E1234567', purchaseOrder: null };
    assert.match(
      await whatIs({ kind: 'set-payment-method', id: 'method-1', method } as never),
      /Change the payment method to .*E1234567/,
    );
    office.clock.advance(1000);
    const start = office.tenant.clock.now();
    const { ledger } = office.tenant;
    const rows = [aCall({ id: 'dear', start, charge: money('$90') })];
    assert.ok((await ledger.execute({ kind: 'draw', id: 'calls', rows }, null)).ok);
    // As an earlier version took it from a card.
    const call = { kind: 'reverse', id: 'reverse-row', what: { kind: 'row', id: 'dear' } } as const;
    await ledger.execute({ kind: 'ask-approval', id: 'approval-reverse-row', proposal: call }, people.globalAdmin);
    assert.match(await shownAs(call), /^Reverse the call of Nov 22, 2026.*, \$90\.00$/);
    office.clock.advance(1000);
    const stated = { kind: 'reconcile', id: 'rec', statedAt: office.tenant.clock.now(), stated: 95_000_000 } as const;
    const { approvalCards, clock } = office.tenant;
    await approvalCards.note('approval-rec', { at: clock.now(), card: undefined, people: [] });
    assert.ok(
      (await ledger.execute({ kind: 'ask-approval', id: 'approval-rec', proposal: stated }, people.globalAdmin)).ok,
    );
    says(await approves('approval-rec', people.billingAdmin), 'approval.granted');
    assert.match(
      await whatIs({ kind: 'reverse', id: 'reverse:rec', what: { kind: 'reconciliation', id: 'rec' } } as never),
      /^Reverse the reconciliation of Nov 22, 2026.*, \$85\.00$/,
    );
    const taken = { kind: 'charge-back', id: 'taken', invoice: 1, amount: 90_000_000 } as const;
    const agreed = { asker: people.globalAdmin, approver: people.billingAdmin };
    assert.ok(
      (await ledger.execute({ kind: 'ask-and-approve', id: 'approval-taken', proposal: taken, ...agreed }, null)).ok,
    );
    assert.match(
      await whatIs({ kind: 'reverse', id: 'reverse-taken', what: { kind: 'return', id: 'taken' } } as never),
      /^Reverse the refund or charge-back of Nov 22, 2026.*, \$90\.00$/,
    );
  });

  it('sees from whom a license is to be taken with the right to detail, which is noted; others, and a channel, the count', async () => {
    const { approvalCards, clock, directory, ledger, looks } = office.tenant;
    const all = (await directory.people()).filter(({ id }) => !Object.values<string>(people).includes(id));
    const [first] = all;
    const proposal = { kind: 'remove-licenses', id: 'r', people: 11 } as const;
    const approval = 'approval-r';
    await approvalCards.note(approval, {
      at: clock.now(),
      card: undefined,
      people: all.slice(0, 11).map(({ id }) => id),
    });
    await ledger.execute({ kind: 'ask-approval', id: approval, proposal }, people.globalAdmin);
    const seen = async (as: string): Promise<string> =>
      textOf((await office.invokes('show-approval', { approval }, { as, ...channel })).card);
    assert.ok((await seen(people.billingAdmin)).includes(first!.name));
    const [look] = await looks.list({ limit: 1 });
    assert.deepEqual([look?.who, look?.command], [people.billingAdmin, 'approvals']);
    const counted = await seen(people.licenseAdmin);
    assert.match(counted, /from 11 people/);
    assert.ok(!counted.includes(first!.name));
    const declining = { approval, step: 'ask' };
    const before = office.connector.sent.length;
    const form = await office.invokes('decline-approval', declining, { as: people.billingAdmin, ...channel });
    assert.ok(textOf(form.card).includes(first!.name));
    assert.ok(!JSON.stringify(office.connector.sent.slice(before)).includes(first!.name));
  });

  it('is told in the language that they chose', async () => {
    await office.types('language 中文', ben);
    await asks();
    says(office.told().at(-1)!, 'approval.text.approver', {}, 'zh-CN');
  });

  it('is told only where they may agree', async () => {
    const said: Said = { as: people.nobody, conversation: 'own' };
    await gives('money', ben, people.nobody);
    await office.types('alerts here', said);
    const before = office.connector.sent.length;
    await asks(ben);
    assert.deepEqual(
      office.connector.sent.slice(before).filter(({ method, path }) => method === 'POST' && path.includes('own')),
      [],
    );
  });
});
