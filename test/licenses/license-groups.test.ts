import assert from 'node:assert/strict';
import { creditsSkuId, minuteMs, secondMs } from '../../core/index.ts';
import { sku } from '../../bot/drivers/sandbox/contoso.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { beginAgreed } from '../../bot/licenses/begin-agreed.job.ts';
import type { Licenses } from '../../bot/ports/index.ts';
import { named, notAsked, processOn } from '../support/assignment-processes.ts';
import { at } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { aTenant } from '../support/graph.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const callingPlans = 'c0400000-0000-4000-9000-000000000003';

describe('the credits license, by a group that brings telephony', () => {
  let office: Office;
  const groupAsks: string[] = [];
  const oneByOne: string[] = [];
  let isRefused = false;
  const opened = async (): Promise<void> => {
    office = new Office();
    groupAsks.length = 0;
    oneByOne.length = 0;
    isRefused = false;
    office.licenses = real => ({
      assign: (asked, ...more) => {
        oneByOne.push(...asked.map(({ personId }) => personId));
        return real.assign(asked, ...more);
      },
      remove: (...asked) => real.remove(...asked),
      locate: (...asked) => real.locate(...asked),
      ofGroup: (group, asked) => {
        if (isRefused) return Promise.resolve({ ok: false, refusal: 'not-allowed' });
        groupAsks.push(`${asked.deed} ${group}`);
        return real.ofGroup!(group, asked);
      },
    });
    await office.open();
  };
  beforeEach(opened);
  afterEach(() => office.close());

  const held = async (name: string) => {
    const all = await office.tenant.directory.people();
    return all.find(one => one.name === name)?.licenses.find(({ skuId }) => skuId === creditsSkuId);
  };
  /** A press whose run waits for Graph's background work: the clock goes on until all is done. */
  const presses = async (card: ReadCard, title: string, said: Said = {}): Promise<ReadCard> => {
    const answer = await office.clock.carryOut(
      office.presses(card, title, {}, { ...said, isLeftAlone: true }),
      () => false,
    );
    await office.clock.carryOut(office.tenant.idle(), () => false);
    return answer.card;
  };
  const members = ['Isaiah Langer', 'Lee Gu', 'Lidia Holloway'];

  it('is proposed to whoever gives it to everyone, reviewed with whom it reaches, and given with one request', async () => {
    const everyone = await office.types('assign credits to everyone');
    says(everyone, 'group.offer', { name: 'Calling plans', count: '3' });
    const review = (await office.presses(everyone, 'Assign to the group (3)')).card;
    says(review, 'group.giveText', { name: 'Calling plans', count: '3' });
    says(review, 'group.joins');
    assert.deepEqual(groupAsks, []);
    await presses(review, 'Assign to the group');
    assert.deepEqual([groupAsks, oneByOne], [[`give ${callingPlans}`], []]);
    for (const name of members)
      assert.deepEqual((await held(name))?.groups, [callingPlans], `${name} has it by the group`);
    const shown = office.told().at(-1)!;
    says(shown, 'group.by', { name: 'Calling plans' });
    assert.match(textOf(shown), /3 of 3 licenses assigned\./);
    // Pressed again it shows what came of it.
    assert.match(textOf((await office.presses(review, 'Assign to the group')).card), /3 of 3 licenses assigned\./);
    assert.equal(groupAsks.length, 1);
    assert.doesNotMatch(textOf(await office.types('assign credits to everyone')), /The group/);
  });

  it('is proposed in set-up too, and not to who may not give licenses', async () => {
    await office.setsUp();
    await office.presses(await office.types(`remove credits from ${members.join(', ')}`), 'Remove');
    const step = (await office.presses(await office.types('setup'), 'Credits license')).card;
    says(step, 'group.offer', { name: 'Calling plans', count: '3' });
    says((await office.presses(step, 'Assign to the group (3)')).card, 'group.giveText', {
      ...{ name: 'Calling plans', count: '3' },
    });
  });

  it('says who of the group would not need it, and who has it already; a name means the group as its id does', async () => {
    await office.presses(await office.types('assign credits to Lee Gu'), 'Assign');
    const { directory } = office.tenant;
    const peopleOf = directory.peopleOf.bind(directory);
    directory.peopleOf = async (...asked) =>
      (await peopleOf(...asked)).map(one => (one.name === 'Lidia Holloway' ? { ...one, isEnabled: false } : one));
    for (const text of [
      'the group Calling plans',
      'group "Calling plans"',
      `group ${callingPlans}`,
      '组 Calling plans',
    ])
      says(await office.types(`assign credits to ${text}`), 'group.none');
    await office.presses(await office.types('remove credits from Lee Gu'), 'Remove');
    const review = await office.types('assign credits to group Calling plans');
    says(review, 'group.giveText', { name: 'Calling plans', count: '2' });
    says(review, 'group.needless', { count: '1', guests: '0', disabled: '1', others: '0' });
    says(await office.types('assign credits to group Finance'), 'group.none');
  });

  it('does not give back paid calls that somebody has stopped', async () => {
    await office.presses(await office.types('assign credits to Lee Gu'), 'Assign');
    await office.presses(await office.types('stop paid calls of Lee Gu'), 'Stop paid calls');
    says(await office.types('assign credits to group Calling plans'), 'group.stopped', { count: '1' });
    const pressed = await office.invokes('group-credits', { order: 'o', group: callingPlans, deed: 'give' });
    says(pressed.card, 'group.stopped', { count: '1' });
    assert.deepEqual(groupAsks, []);
  });

  it('does not give them back by another try, once the first was refused', async () => {
    isRefused = true;
    await presses(await office.types('assign credits to group Calling plans'), 'Assign to the group');
    const failed = office.told().at(-1)!;
    isRefused = false;
    const lee = (await office.tenant.directory.people()).find(({ name }) => name === 'Lee Gu')!;
    await office.tenant.licenses.assign([{ personId: lee.id, skuIds: [creditsSkuId] }], () => undefined);
    await office.presses(await office.types('stop paid calls of Lee Gu'), 'Stop paid calls');
    says((await office.presses(failed, 'Try 3 again')).card, 'group.stopped', { count: '1' });
    assert.deepEqual([groupAsks, await held('Lee Gu')], [[], undefined]);
  });

  it('is not given to each as well while the group is worked at, and not taken from one; the group’s is undone as a whole', async () => {
    const review = await office.types('assign credits to group Calling plans');
    await office.tenant.licenses.ofGroup!(callingPlans, { deed: 'give', skuIds: [creditsSkuId] });
    office.clock.advance(3 * secondMs);
    const [isaiah] = office.sandbox.tenant.users().filter(({ displayName }) => displayName === 'Isaiah Langer');
    assert.equal(isaiah?.skus.includes(sku.credits), false);
    await presses(review, 'Assign to the group');
    const one = await office.types('remove credits from Lee Gu');
    says(one, 'remove.byGroup', { name: 'Lee Gu' });
    const whole = (await office.presses(one, 'Remove from their group')).card;
    says(whole, 'group.takeText', { name: 'Calling plans', count: '3' });
    await presses(whole, 'Remove from the group');
    assert.match(textOf(office.told().at(-1)!), /3 of 3 licenses removed\./);
    for (const name of members) assert.equal(await held(name), undefined);
    assert.deepEqual(groupAsks.at(-1), `take ${callingPlans}`);
  });

  it('waits for a second person where more than ten lose it with the group', async () => {
    await office.types('sandbox people 400');
    const group = 'c0400000-0000-4000-9000-000000000011';
    const ben: Said = { as: people.billingAdmin, conversation: 'ben' };
    await presses(await office.types(`assign credits to group ${group}`), 'Assign to the group');
    const done = await office.tenant.assignments.read('credits');
    await office.setsUp({ autoRecharge: 'false' });
    await office.types('approvals limit 80');
    await office.types('alerts here', ben);
    assert.ok(done !== undefined && done.assigned > 10 && done.failed.length > 0);
    assert.deepEqual(new Set(done.failed.map(({ reason }) => reason)), new Set(['conflict']));
    const review = await office.types(`remove credits from group ${group}`);
    says(review, 'remove.needsApproval', { most: '10' });
    await office.presses(review, 'Remove from the group');
    const { id } = (await office.entries()).at(-1)!;
    assert.equal(groupAsks.length, 1);
    assert.match(textOf(office.told().at(-1)!), /Group: Everyone with E5/);
    await office.invokes('approve', { approval: id }, ben);
    await beginAgreed.run(office.tenant);
    await office.clock.carryOut(office.tenant.idle(), () => false);
    assert.deepEqual(groupAsks, [`give ${group}`, `take ${group}`]);
    assert.match(textOf(office.told().at(-1)!), new RegExp(`${done.assigned} of ${done.assigned} licenses removed\\.`));
  });
});

describe('a run about a group', () => {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  const e5 = 'c0400000-0000-4000-9000-000000000011';
  const asked = { id: 'r', skuIds: [creditsSkuId], card: null, group: { id: e5, name: 'Everyone with E5' } };
  const onlyOfGroup = (ofGroup: Licenses['ofGroup']): Licenses => ({
    ...{ assign: notAsked, remove: notAsked, locate: notAsked },
    ...(ofGroup !== undefined && { ofGroup }),
  });

  for (const [when, isNoted] of [
    ['before Graph’s answer was noted', false],
    ['after it', true],
  ] as const)
    it(`of a process that dies ${when} is taken up: Graph is asked once, and everyone ends once with the right result`, async () => {
      const contoso = await aTenant({ people: 1000, clock });
      const { graph, tenant, documents } = contoso;
      const isBusy = (): boolean => graph.isBusy;
      try {
        const directory = new GraphDirectory(graph);
        const now = { people: (ids: readonly string[]) => directory.peopleOf(ids), skus: () => directory.skus() };
        const members = tenant.group(e5)!.members;
        const real = new GraphLicenses(graph);
        let asks = 0;
        const ofGroup: Licenses['ofGroup'] = async (...what) => {
          asks += 1;
          const result = await real.ofGroup(...what);
          return isNoted ? result : new Promise(() => undefined);
        };
        const process = processOn(clock);
        const dead = process(onlyOfGroup(ofGroup), documents, 'dead', undefined, {
          ...now,
          people: () => new Promise(() => undefined),
        });
        await dead.begin('credits', { ...asked, people: named(...members) });
        void dead.work('credits');
        for (let looks = 0; looks < 10_000 && (asks === 0 || graph.isBusy); looks += 1) await new Promise(setImmediate);
        await new Promise(setImmediate);
        assert.equal((await dead.read('credits'))?.group?.acceptedAt !== null, isNoted);
        const next = process(onlyOfGroup(notAsked), documents, 'next', undefined, now);
        clock.advance(2 * minuteMs);
        await clock.carryOut(next.work('credits'), isBusy);
        const run = await next.read('credits');
        assert.deepEqual([run?.state, asks], ['done', 1]);
        const failing = members.filter(id => tenant.user(id)?.fault === 'conflict');
        assert.ok(failing.length > 5);
        assert.deepEqual(
          run?.failed.map(({ id, reason }) => [id, reason]),
          failing.map(id => [id, 'conflict']),
        );
        assert.equal(run.assigned, members.length - failing.length);
        for (const id of members)
          assert.deepEqual(
            [tenant.user(id)?.skus.includes(creditsSkuId), tenant.user(id)?.own.includes(creditsSkuId)],
            [!failing.includes(id), false],
          );
      } finally {
        await contoso.stop();
      }
    });

  const refusals: readonly (readonly [string, string, string])[] = [
    ['a group that is not there', 'c0400000-0000-4000-9000-00000000dead', 'not-found'],
    ['a product that nobody can be given', e5, 'other'],
  ];
  for (const [what, id, reason] of refusals)
    it(`about ${what} fails for all in it, with the reason`, async () => {
      const contoso = await aTenant({ people: 100, clock });
      try {
        const licenses = new GraphLicenses(contoso.graph);
        const skuIds = reason === 'other' ? ['00000000-0000-4000-8000-000000000000'] : [creditsSkuId];
        const one = processOn(clock)(onlyOfGroup(licenses.ofGroup.bind(licenses)), contoso.documents, 'one');
        await one.begin('credits', { ...asked, skuIds, group: { id, name: id }, people: named('a', 'b') });
        await clock.carryOut(one.work('credits'), () => contoso.graph.isBusy);
        const run = await one.read('credits');
        assert.deepEqual(
          run?.failed.map(one => [one.id, one.reason]),
          [
            ['a', reason],
            ['b', reason],
          ],
        );
      } finally {
        await contoso.stop();
      }
    });

  it('that Microsoft does not finish ends after two hours, and those who are left can be looked at again', async () => {
    const contoso = await aTenant({ people: 100, clock });
    try {
      const directory = new GraphDirectory(contoso.graph);
      const [member] = contoso.tenant.group(e5)!.members;
      const one = processOn(clock)(
        onlyOfGroup(() => Promise.resolve({ ok: true, value: 'accepted' })),
        contoso.documents,
        'one',
        undefined,
        { people: ids => directory.peopleOf(ids), skus: () => directory.skus() },
      );
      await one.begin('credits', { ...asked, people: named(member!) });
      await clock.carryOut(one.work('credits'), () => contoso.graph.isBusy);
      const run = await one.read('credits');
      assert.deepEqual([run?.state, run?.failed.map(({ reason }) => reason)], ['done', ['not-yet']]);
      // Nobody joins it who is to be given the license directly.
      const other = await one.begin('credits', { id: 'o', skuIds: [creditsSkuId], card: null, people: named('x') });
      assert.deepEqual([other.id, other.group], ['o', null]);
    } finally {
      await contoso.stop();
    }
  });
});
