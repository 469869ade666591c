import assert from 'node:assert/strict';
import { minuteMs, roleTemplates, type Deed, type Right } from '../../core/index.ts';
import { Rights, type RightHolder } from '../../bot/chat/rights.ts';
import { Roles } from '../../bot/chat/roles.ts';
import { DriverError, type Holder, type Membership } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { MemoryTenant } from '../support/memory/tenant.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const said = { by: 'op', at: at('2026-11-22T12:00:00Z') };
const megan: RightHolder = { kind: 'person', id: 'megan' };
const finance: RightHolder = { kind: 'group', id: 'finance' };

describe('rights', () => {
  let documents: MemoryDocuments;
  let rights: Rights;
  let roles: Roles;
  let clock: VirtualClock;
  let holders: Map<string, Holder>;
  let membership: (personId: string) => Membership;
  let asked: string[];

  beforeEach(() => {
    documents = new MemoryDocuments();
    rights = new Rights(documents);
    clock = new VirtualClock(said.at);
    asked = [];
    const member = (...held: readonly string[]): Holder => ({ kind: 'member', roles: new Set(held) });
    holders = new Map([
      ['megan', member()],
      ['nestor', member()],
      ['admin', member(roleTemplates.globalAdministrator)],
      ['guest', { kind: 'stranger' }],
    ]);
    membership = personId => ({ kind: 'known', groups: new Set(personId === 'nestor' ? ['finance'] : []) });
    const directory = new MemoryTenant({ people: [], skus: [], roles: new Map(), calls: [] });
    directory.rolesOf = id => {
      asked.push(`roles of ${id}`);
      return Promise.resolve(holders.get(id) ?? { kind: 'stranger' });
    };
    directory.groupsOf = (id, groupIds) => {
      asked.push(`${id} in ${groupIds.join(', ')}`);
      return Promise.resolve(membership(id));
    };
    roles = new Roles(directory, rights, clock);
  });

  const may = async (who: string, deed: Deed): Promise<boolean | string> => {
    const checked = await roles.check(who, deed);
    return checked.ok || checked.refusal.kind;
  };
  const give = (right: Right, to: RightHolder) => rights.give(right, to, said);

  it('given to a person let them do it at once, and end at once', async () => {
    assert.equal(await may('megan', 'money'), 'role-needed');
    await give('money', megan);
    assert.deepEqual([await may('megan', 'money'), await may('megan', 'look')], [true, true]);
    assert.deepEqual([await may('megan', 'licenses'), await may('nestor', 'money')], ['role-needed', 'role-needed']);
    await rights.take('money', megan, said);
    assert.deepEqual([await may('megan', 'money'), await may('megan', 'look')], ['role-needed', 'role-needed']);
  });

  it('given to a group let its members do it', async () => {
    await give('licenses', finance);
    assert.deepEqual(
      [await may('nestor', 'licenses'), await may('nestor', 'setup'), await may('megan', 'licenses')],
      [true, true, 'role-needed'],
    );
  });

  it('of groups are asked for only where one was named, and where nothing else is enough', async () => {
    await give('look', megan);
    for (const who of ['megan', 'nestor', 'admin', 'guest']) await may(who, 'money');
    assert.deepEqual(
      asked.filter(one => !one.startsWith('roles')),
      [],
    );
    await give('look', finance);
    for (const who of ['megan', 'nestor', 'admin', 'guest']) await may(who, 'look');
    for (const who of ['megan', 'nestor', 'admin', 'guest']) await may(who, 'money');
    assert.deepEqual(
      asked.filter(one => !one.startsWith('roles')),
      ['nestor in finance'],
    );
  });

  it('through a group are kept for five minutes, for money never', async () => {
    await give('money', finance);
    const count = async (deed: Deed): Promise<number> => {
      const before = asked.length;
      await may('nestor', deed);
      return asked.length - before;
    };
    assert.deepEqual(
      [await count('look'), await count('look'), await count('money'), await count('money')],
      [2, 0, 2, 2],
    );
    membership = () => ({ kind: 'known', groups: new Set() });
    assert.equal(await may('nestor', 'money'), 'role-needed');
    clock.advance(5 * minuteMs);
    assert.equal(await may('nestor', 'look'), 'role-needed');
  });

  it('of a group that cannot be read are said to be unreadable, and whoever holds a role goes on', async () => {
    await give('money', finance);
    await give('look', megan);
    membership = () => ({ kind: 'unreadable', permission: 'GroupMember.Read.All' });
    assert.deepEqual(await roles.check('nestor', 'money'), {
      ok: false,
      refusal: { kind: 'groups-unreadable', permission: 'GroupMember.Read.All' },
    });
    assert.deepEqual(
      [await may('admin', 'money'), await may('megan', 'look'), await may('nestor', 'licenses')],
      [true, true, 'role-needed'],
    );
  });

  it('seem those of a role or of one’s own where groups do not answer, and nobody acts on that', async () => {
    await give('money', finance);
    await give('look', megan);
    membership = () => {
      throw new DriverError('graph-unreachable', 'Graph does not answer');
    };
    const seems = (who: string, deed: Deed): Promise<boolean> => roles.seemsPermitted(who, deed);
    assert.deepEqual(
      [await seems('admin', 'money'), await seems('megan', 'look'), await seems('nestor', 'money')],
      [true, true, false],
    );
    await assert.rejects(roles.check('nestor', 'money'), { code: 'graph-unreachable' });
  });

  it('let guests, strangers and whoever has no object id do nothing, whatever they were given', async () => {
    for (const right of ['look', 'detail', 'licenses', 'money', 'approve'] as const)
      for (const id of ['guest', 'gone', '']) await give(right, { kind: 'person', id });
    for (const deed of ['look', 'detail', 'licenses', 'money', 'subscribe', 'setup'] as const)
      for (const who of ['guest', 'gone', '']) assert.equal(await may(who, deed), 'unknown-person', `${who} ${deed}`);
    assert.equal((await roles.check(undefined, 'look')).ok, false);
  });

  it('leave detail to those who were named once it is narrowed, until it is widened', async () => {
    await give('detail', finance);
    const see = () =>
      Promise.all(['admin', 'nestor', 'megan', 'guest'].map(async who => (await roles.sightOf(who)).kind));
    assert.deepEqual(await see(), ['whole', 'whole', 'counted', 'counted']);
    await rights.narrow('detail', said);
    assert.deepEqual(await see(), ['counted', 'whole', 'counted', 'counted']);
    assert.equal(await may('admin', 'look'), true);
    await rights.widen('detail', said);
    assert.deepEqual(await see(), ['whole', 'whole', 'counted', 'counted']);
  });

  it('that cannot be read keep nobody from what a role permits, and show nobody more', async () => {
    await documents.change('rights', () => ({ given: 'x' }));
    assert.deepEqual([await may('admin', 'money'), await may('admin', 'look')], [true, true]);
    for (const [who, deed] of [
      ['megan', 'look'],
      ['admin', 'detail'],
    ] as const)
      await assert.rejects(roles.check(who, deed), DriverError);
  });

  it('are kept with who said it: a second time changes nothing, and what ended stays told', async () => {
    await give('look', megan);
    await rights.give('look', megan, { by: 'other', at: 5 });
    await rights.take('look', megan, { by: 'other', at: 6 });
    await rights.take('look', megan, { by: 'third', at: 7 });
    await give('detail', megan);
    await rights.narrow('detail', { by: 'other', at: 8 });
    await rights.narrow('detail', { by: 'other', at: 9 });
    await rights.widen('detail', { by: 'other', at: 10 });
    await rights.widen('detail', { by: 'other', at: 11 });
    const kept = await new Rights(documents).read();
    assert.deepEqual([kept.given.map(({ right }) => right), kept.narrowed], [['detail'], []]);
    assert.deepEqual(
      kept.changes.map(({ what, by, at: when }) => [what, by, when]),
      [
        ['given', 'op', said.at],
        ['taken', 'other', 6],
        ['given', 'op', said.at],
        ['narrowed', 'other', 8],
        ['widened', 'other', 10],
      ],
    );
  });

  it('are left to somebody: the last whom a narrowed one was given to keeps it, and none that nobody has is narrowed', async () => {
    assert.equal(await rights.narrow('detail', said), 'nobody-left');
    await give('detail', megan);
    await give('detail', finance);
    assert.equal(await rights.narrow('detail', said), 'done');
    // Of two that are taken at once, by two processes, one is the last.
    const outcomes = await Promise.all([
      new Rights(documents).take('detail', megan, said),
      new Rights(documents).take('detail', finance, said),
    ]);
    assert.deepEqual(outcomes.toSorted(), ['done', 'nobody-left']);
    assert.equal((await rights.read()).given.length, 1);
    await rights.widen('detail', said);
    assert.equal(await rights.take('detail', finance, said), 'done');
    assert.equal(await rights.take('detail', megan, said), 'done');
    assert.deepEqual((await rights.read()).given, []);
  });
});
