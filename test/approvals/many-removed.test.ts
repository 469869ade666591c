import assert from 'node:assert/strict';
import { creditsHeld, creditsSkuId } from '../../core/index.ts';
import { assign } from '../../bot/licenses/assign.job.ts';
import { beginAgreed } from '../../bot/licenses/begin-agreed.job.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';
import { people, type Said } from '../support/teams-client.ts';

const ben: Said = { as: people.billingAdmin, conversation: 'ben' };

describe('the credits license, removed from more than ten', () => {
  let office: Office;
  let names: readonly string[];
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('approvals limit 80');
    await office.types('alerts here', ben);
    await gives();
    names = await holders();
    assert.ok(names.length > 11);
  });
  afterEach(() => office.close());

  const holders = async (): Promise<readonly string[]> =>
    (await office.tenant.directory.people()).filter(one => creditsHeld(one) === 'own').map(({ name }) => name);
  /** To all who can be given it. */
  const gives = async (): Promise<void> => {
    const all = await office.tenant.directory.people();
    const lack = all.filter(one => creditsHeld(one) === 'no' && one.kind === 'member');
    await office.invokes('assign-credits', { order: 'all', who: 'named', people: lack.map(({ id }) => id) });
  };
  const asks = async (): Promise<{ readonly review: ReadCard; readonly asked: ReadCard; readonly id: string }> => {
    const review = await office.types(`remove credits from ${names.slice(0, 11).join(', ')}`);
    const asked = (await office.presses(review, 'Remove')).card;
    return { review, asked, id: (await office.entries()).at(-1)!.id };
  };
  const approves = async (approval: string): Promise<void> =>
    says((await office.invokes('approve', { approval }, ben)).card, 'approval.text.grantedRemoval');
  /** Both jobs until nothing is under way. */
  const rounds = async (of = office): Promise<void> => {
    await beginAgreed.run(of.tenant);
    await of.tenant.idle();
    await assign.run(of.tenant);
    await of.tenant.idle();
  };
  /** What was written of results, and whether as a new message. */
  const results = (): readonly { readonly method: string; readonly text: string }[] =>
    office.connector.sent.flatMap(({ method, body }) => {
      const card = office.told().find(({ json }) => json === body.attachments?.[0]?.content);
      const text = card === undefined ? '' : textOf(card);
      return /licenses removed/.test(text) ? [{ method, text }] : [];
    });

  it('waits for a second person, as the review says, who sees from whom; then it is removed, and a card of its own follows', async () => {
    const { review, asked, id } = await asks();
    says(review, 'remove.needsApproval', { most: '10' });
    says(asked, 'approval.text.asker');
    await rounds();
    assert.deepEqual(await holders(), names);
    const theirs = office.told().at(-1)!;
    says(theirs, 'approval.text.approver');
    const from = /From: (.*)/.exec(textOf(theirs))?.[1]?.split(', ').toSorted();
    assert.deepEqual(from, names.slice(0, 11).toSorted());
    // Who reads it along is not told whose licenses they are.
    const shown = await office.invokes('show-approval', { approval: id }, { as: people.reader });
    assert.doesNotMatch(textOf(shown.card), /From: /);
    await approves(id);
    // Pressed again it waits no more, and removes nothing by itself.
    says((await office.presses(review, 'Remove')).card, 'approval.text.grantedRemoval');
    assert.deepEqual(await holders(), names);
    await rounds();
    assert.deepEqual(await holders(), names.slice(11));
    assert.deepEqual(
      results().flatMap(({ method }) => (method === 'POST' ? [method] : [])),
      ['POST'],
    );
    assert.match(results()[0]!.text, /11 of 11 licenses removed\./);
    assert.deepEqual((await office.tenant.approvalCards.of(id))?.people, []);
    // Given again, they keep it: what was agreed to is over.
    await office.presses(await office.types(`assign credits to ${names[0]!}`), 'Assign');
    await rounds();
    assert.match(textOf((await office.presses(review, 'Remove')).card), /11 of 11 licenses removed\./);
    await rounds();
    assert.deepEqual(await holders(), [names[0], ...names.slice(11)]);
    assert.ok(!JSON.stringify(await office.entries()).includes(names[0]!));
  });

  it('ten are removed at once, and of eleven none where it was declined', async () => {
    const few = await office.types(`remove credits from ${names.slice(0, 10).join(', ')}`);
    assert.doesNotMatch(textOf(few), /second person/);
    const { asked, id } = await asks();
    await office.invokes('decline-approval', { approval: id, step: 'record', word: 'No' }, ben);
    says((await office.presses(asked, 'Withdraw')).card, 'approval.declined');
    await rounds();
    assert.deepEqual(await holders(), names);
    assert.match(textOf((await office.presses(few, 'Remove')).card), /10 of 10 licenses removed\./);
  });

  it('what was asked for under an order stays asked for, whoever a press names then', async () => {
    const { id } = await asks();
    const order = id.slice('approval-'.length);
    const [first] = (await office.tenant.directory.people()).filter(({ name }) => name === names[0]);
    says((await office.invokes('remove-credits', { order, people: [first!.id] })).card, 'approval.text.asker');
    assert.deepEqual(await holders(), names);
  });

  /** Two name people on one card: the one notes theirs, then the other's are noted and recorded, and then the one's would be. */
  async function areNamedAtOnce(named: Record<'late' | 'first', readonly string[]>): Promise<void> {
    const { approvalCards, directory } = office.tenant;
    const all = await directory.people();
    const press = (whom: readonly string[], said: Said) =>
      office.invokes(
        'remove-credits',
        { order: 'remove-x', people: all.flatMap(({ id, name }) => (whom.includes(name) ? [id] : [])) },
        { ...said, isLeftAlone: true },
      );
    const note = approvalCards.note.bind(approvalCards);
    const [noted, goesOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    approvalCards.note = async (...asking) => {
      approvalCards.note = note;
      await note(...asking);
      noted.resolve(undefined);
      await goesOn.promise;
    };
    const late = press(named.late, {});
    await noted.promise;
    await press(named.first, { as: people.licenseAdmin });
    goesOn.resolve(undefined);
    await late;
  }

  it('of two who name others on one card at once, takes it from those whom the first to be recorded has named', async () => {
    await areNamedAtOnce({ late: names.slice(0, 11), first: names.slice(-12) });
    await approves('approval-remove-x');
    await rounds();
    assert.deepEqual(await holders(), names.slice(0, -12));
  });

  it('of two who name as many others on one card at once, takes it from those of the recorded one, whose program died then', async () => {
    office.tenant.approvalCards.name = () => Promise.resolve();
    await areNamedAtOnce({ late: names.slice(0, 11), first: names.slice(-11) });
    const card = textOf((await office.invokes('show-approval', { approval: 'approval-remove-x' }, ben)).card);
    const [from = ''] = /From: .*/.exec(card) ?? [];
    const shownFrom = (whom: readonly string[]) =>
      whom.filter(name => /^[A-Z]\w+ [A-Z]\w+$/.test(name) && from.includes(name));
    assert.ok(shownFrom(names.slice(-11)).length > 5);
    assert.deepEqual(shownFrom(names.slice(0, -11)), []);
    await approves('approval-remove-x');
    await rounds();
    assert.deepEqual(await holders(), names.slice(0, -11));
  });

  it('begins once, looked at afresh, after a crash between agreeing and beginning, and after one between beginning and noting it', async () => {
    const stores = inMemory();
    await office.close();
    office = await new Office(stores).open();
    await office.setsUp({ autoRecharge: 'false' });
    await office.types('approvals limit 80');
    await gives();
    names = await holders();
    const { id } = await asks();
    await approves(id);
    // Meanwhile one of them has lost it; then the program ends before any round.
    await office.presses(await office.types(`remove credits from ${names[3]!}`), 'Remove');
    // Where it was asked, Teams is reached as before.
    const first = office;
    office = await new Office(stores).open();
    const { approvalCards } = office.tenant;
    const noting = approvalCards.begun.bind(approvalCards);
    approvalCards.begun = () => Promise.reject(new Error('the program ends here'));
    await assert.rejects(async () => beginAgreed.run(office.tenant), /ends here/);
    approvalCards.begun = noting;
    await assign.run(office.tenant);
    await office.tenant.idle();
    assert.equal((await office.tenant.assignments.read('credits'))?.assigned, 10);
    // Others are given theirs before the next round: it only notes what has begun.
    await office.presses(await office.types(`assign credits to ${names[0]!}`), 'Assign');
    await Promise.all([rounds(), rounds()]);
    assert.equal((await holders()).includes(names[0]!), true);
    assert.equal((await holders()).includes(names[1]!), false);
    assert.deepEqual((await approvalCards.of(id))?.people, []);
    await first.close();
  });

  it('has its turn after a run that is going on, joins none, and says who is gone', async () => {
    const { id } = await asks();
    await approves(id);
    const going = { id: 'other', skuIds: [creditsSkuId], deed: 'take', people: [], card: null } as const;
    const late = { id: 'x', name: 'Somebody', skuIds: [creditsSkuId] };
    await office.tenant.assignments.begin('credits', { ...going, people: [late] });
    await beginAgreed.run(office.tenant);
    assert.equal((await office.tenant.assignments.read('credits'))?.id, 'other');
    await office.tenant.assignments.end('credits');
    const { directory } = office.tenant;
    const peopleOf = directory.peopleOf.bind(directory);
    directory.peopleOf = async ids => (await peopleOf(ids)).filter(({ name }) => name !== names[0]);
    await rounds();
    const run = await office.tenant.assignments.read('credits');
    assert.deepEqual([run?.assigned, run?.failed.map(({ reason }) => reason)], [10, ['not-found']]);
  });

  it('tried again for more than ten asks again', async () => {
    await office.tenant.assignments.begin('credits', {
      ...{ id: 'stopped', skuIds: [creditsSkuId], deed: 'take', card: null },
      people: (await office.tenant.directory.people())
        .filter(one => creditsHeld(one) === 'own')
        .map(({ id, name }) => ({ id, name, skuIds: [creditsSkuId] })),
    });
    await office.tenant.assignments.end('credits');
    says((await office.invokes('assign-again', { order: 'stopped' })).card, 'approval.text.asker');
    assert.deepEqual(await holders(), names);
  });
});
