import assert from 'node:assert/strict';
import { permit, rights as allRights, type Right } from '../../core/index.ts';
import { actions } from '../../bot/app/actions.ts';
import { commands } from '../../bot/app/commands.ts';
import { say, typedFor } from '../../cards/words.ts';
import { Rights, type RightHolder } from '../../bot/chat/rights.ts';
import type { Access } from '../../bot/chat/roles.ts';
import { contosoGroups } from '../../bot/drivers/sandbox/contoso.ts';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const finance: RightHolder = { kind: 'group', id: contosoGroups[0]!.id };
const pradeep = 'c0400000-0000-4000-8000-000000000011';
const adele: RightHolder = { kind: 'person', id: people.nobody };
const said = { by: 'op', at: 1 };
const named = /Grady Archie|Megan Bowen|Top people/;

/** Every command and every action by every right, given to a person and through a group: what each may do, and what they may not. */
describe('what rights let people do', () => {
  let office: Office;
  let rights: Rights;
  before(async () => {
    office = await new Office(await setUp()).open();
    rights = new Rights(office.stores.documents);
  });
  after(() => office.close());

  const forget = async (): Promise<void> => {
    await rights.widen('detail', said);
    const { given } = await rights.read();
    for (const { right, to } of given) await rights.take(right, to, said);
  };
  beforeEach(forget);

  const mayBy = (held: readonly Right[], access: Access): boolean =>
    access === 'anyone' || permit(access, { roles: new Set(), rights: new Set(held) }).ok;

  /** Types every command and presses every button, and tells those that were denied. */
  async function deniedTo(as: string): Promise<readonly string[]> {
    const denied: string[] = [];
    for (const { name, arguments: all } of commands.filter(one => one.isSandboxOnly !== true)) {
      const isNeeded = Object.values(all).some(({ isRequired }) => isRequired === true);
      const typed = isNeeded ? say('en', `example.${name}`) : typedFor(name, 'en')[0]!;
      const cards = await office.typesAndSees(typed, { as, conversation: 'table' });
      if (cards.some(card => /You need a different role/.test(textOf(card)))) denied.push(name);
    }
    for (const { verb } of actions) {
      const { text } = await office.invokes(verb, { nothing: true }, { as, conversation: 'table' });
      if (/needs one of these roles/.test(text)) denied.push(verb);
    }
    return denied;
  }
  const expectedFor = (...held: readonly Right[]): readonly string[] => [
    ...commands.filter(one => one.isSandboxOnly !== true && !mayBy(held, one.access)).map(({ name }) => name),
    ...actions.filter(({ access }) => !mayBy(held, access)).map(({ verb }) => verb),
  ];

  it('nothing without one', async () => {
    const denied = await deniedTo(people.nobody);
    assert.deepEqual(denied, expectedFor());
    assert.ok(denied.length > 20, String(denied));
  });

  for (const right of allRights) {
    it(`${right}, given to a person`, async () => {
      await rights.give(right, adele, said);
      assert.deepEqual(await deniedTo(people.nobody), expectedFor(right));
      assert.deepEqual(await deniedTo(pradeep), expectedFor());
    });

    it(`${right}, given to a group of a group`, async () => {
      await rights.give(right, finance, said);
      // What was kept of their groups is over.
      office.clock.advance(6 * 60_000);
      assert.deepEqual(await deniedTo(pradeep), expectedFor(right));
      assert.deepEqual(await deniedTo(people.nobody), expectedFor());
    });
  }

  interface Row {
    readonly who: string;
    readonly as: string;
    readonly given?: readonly (readonly [Right, RightHolder])[];
    readonly isNarrowed?: true;
    readonly isUnreadable?: true;
    readonly sees: 'names' | 'counts' | 'nothing';
  }
  const table: readonly Row[] = [
    { who: 'a Global Administrator', as: people.globalAdmin, sees: 'names' },
    { who: 'a Billing Administrator', as: people.billingAdmin, sees: 'names' },
    { who: 'a License Administrator', as: people.licenseAdmin, sees: 'counts' },
    { who: 'a Global Reader', as: people.reader, sees: 'counts' },
    { who: 'a member', as: people.nobody, sees: 'nothing' },
    {
      who: 'a guest with the right',
      as: people.guest,
      given: [['detail', { kind: 'person', id: people.guest }]],
      sees: 'nothing',
    },
    { who: 'a guest in a group with the right', as: people.guest, given: [['detail', finance]], sees: 'nothing' },
    { who: 'a stranger with the right', as: 'f', given: [['detail', { kind: 'person', id: 'f' }]], sees: 'nothing' },
    { who: 'a member with look', as: people.nobody, given: [['look', adele]], sees: 'counts' },
    { who: 'a member with money', as: people.nobody, given: [['money', adele]], sees: 'counts' },
    { who: 'a member with detail', as: people.nobody, given: [['detail', adele]], sees: 'names' },
    { who: 'a member of a group with detail', as: pradeep, given: [['detail', finance]], sees: 'names' },
    { who: 'the same, unreadable', as: pradeep, given: [['detail', finance]], isUnreadable: true, sees: 'nothing' },
    {
      who: 'the same, unreadable, with look of their own',
      as: pradeep,
      given: [
        ['detail', finance],
        ['look', { kind: 'person', id: pradeep }],
      ],
      isUnreadable: true,
      sees: 'counts',
    },
    {
      who: 'an admin, narrowed',
      as: people.globalAdmin,
      given: [['detail', adele]],
      isNarrowed: true,
      sees: 'counts',
    },
    {
      who: 'an admin who was named, narrowed',
      as: people.globalAdmin,
      given: [['detail', { kind: 'person', id: people.globalAdmin }]],
      isNarrowed: true,
      sees: 'names',
    },
    {
      who: 'a member of a group with detail, narrowed',
      as: pradeep,
      given: [['detail', finance]],
      isNarrowed: true,
      sees: 'names',
    },
  ];
  for (const { who, as, given = [], isNarrowed, isUnreadable, sees } of table)
    it(`of calls ${who} sees ${sees}`, async () => {
      for (const [right, to] of given) await rights.give(right, to, said);
      if (isNarrowed === true) await rights.narrow('detail', said);
      office.clock.advance(6 * 60_000);
      const { directory } = office.tenant;
      const groupsOf = directory.groupsOf.bind(directory);
      if (isUnreadable === true)
        directory.groupsOf = () => Promise.resolve({ kind: 'unreadable', permission: 'GroupMember.Read.All' });
      const looked = (await office.stores.looks.list({ limit: 1000 })).length;
      const text = textOf(await office.types('usage', { as, conversation: 'table' }));
      directory.groupsOf = groupsOf;
      assert.equal(named.test(text), sees === 'names', text);
      assert.equal(/Spend by destination/.test(text), sees !== 'nothing', text);
      assert.equal(/GroupMember\.Read\.All/.test(text), isUnreadable === true, text);
      const looks = await office.stores.looks.list({ limit: 1000 });
      assert.deepEqual(
        [looks.length - looked, looks[0]?.who === as && looks.length > looked],
        sees === 'names' ? [1, true] : [0, false],
      );
    });
});
