import assert from 'node:assert/strict';
import { Rights } from '../../bot/chat/rights.ts';
import { contosoGroups } from '../../bot/drivers/sandbox/contoso.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const billing: Said = { as: people.billingAdmin, conversation: 'billing' };
const member: Said = { as: people.nobody, conversation: 'member' };
const finance = contosoGroups[0]!;
const pradeep = 'c0400000-0000-4000-8000-000000000011';

describe('rights in settings', () => {
  let office: Office;
  let rights: Rights;
  beforeEach(async () => {
    office = await new Office().open();
    rights = new Rights(office.stores.documents);
  });
  afterEach(() => office.close());

  const opened = async (what: string, said: Said = {}): Promise<ReadCard> =>
    (await office.presses(await office.types('settings', said), what, {}, said)).card;
  const given = async (): Promise<readonly string[]> =>
    (await rights.read()).given.map(({ right, to, by }) => `${right} ${to.kind} ${to.id} ${by}`);

  it('are given to a person who is found by typing, hold at once, and are taken back and given again', async () => {
    await office.setsUp();
    assert.match(textOf(await office.types('balance', member)), /different role/);
    const card = await opened('Change: Who may look');
    await office.types('licenses');
    const [found, ...more] = await office.searches('adele', 'people-for-rights');
    assert.deepEqual([found?.title, more], ['Adele Vance · adelev@contoso.example', []]);
    const gave = await office.presses(card, 'Give', { person: found!.value });
    assert.match(textOf(gave.card), /Adele Vance\nSince Nov 22, 2026, by Alex Wilber\nTake back/);
    assert.deepEqual(await given(), [`look person ${people.nobody} ${people.globalAdmin}`]);
    assert.match(textOf(await office.types('balance', member)), /\$100\.00/);
    assert.match(
      textOf(await office.types('settings')),
      /Who may look\nBy role, and 1 more\nChanged Nov 22, 2026 by Alex Wilber/,
    );
    const took = await office.presses(gave.card, 'Take back from Adele Vance');
    assert.match(textOf(took.card), /Alex Wilber took it back from Adele Vance/);
    assert.match(textOf(await office.types('balance', member)), /different role/);
    // The old card's button takes nothing twice.
    await office.presses(gave.card, 'Take back from Adele Vance');
    await office.presses(took.card, 'Undo');
    assert.match(textOf(await office.types('balance', member)), /\$100\.00/);
    assert.equal((await rights.read()).changes.length, 3);
  });

  it('are given to a group by its name or object id, and hold for who is in it', async () => {
    await office.setsUp();
    const card = await opened('Change: Who may look');
    assert.match(textOf((await office.presses(card, 'Give', { group: ' finance ' })).card), /Finance \(group\)/);
    await office.presses(card, 'Give', { group: finance.id.toUpperCase() });
    assert.deepEqual(await given(), [`look group ${finance.id} ${people.globalAdmin}`]);
    assert.match(textOf(await office.types('balance', { as: pradeep, conversation: 'p' })), /\$100\.00/);
  });

  it('come back with what is wrong beside the field, and nothing is half done', async () => {
    const card = await opened('Change: Who may move money and change settings');
    const table: readonly (readonly [Readonly<Record<string, string>>, Parameters<typeof says>[1]])[] = [
      [{}, 'right.nobodyNamed'],
      [{ person: '  ', group: ' ' }, 'right.nobodyNamed'],
      [{ person: people.guest }, 'right.unfit.guest'],
      [{ person: 'c0400000-0000-4000-8000-0000000000ff' }, 'right.unfit.nobody'],
      [{ person: "x' or '1" }, 'right.unfit.nobody'],
      [{ group: 'Fin' }, 'right.unfit.no-group'],
      [{ group: 'c0400000-0000-4000-9000-00000000ffff' }, 'right.unfit.no-group'],
      [{ person: people.nobody, group: 'Fin' }, 'right.unfit.no-group'],
    ];
    for (const [form, word] of table) {
      says((await office.presses(card, 'Give', form)).card, word);
      assert.deepEqual(await given(), [], JSON.stringify(form));
    }
    office.tenant.directory.group = () =>
      Promise.reject(new DriverError('graph-403', 'no', undefined, 'GroupMember.Read.All'));
    const unread = await office.presses(card, 'Give', { group: finance.id });
    says(unread.card, 'right.unfit.groups-unread', { permission: 'GroupMember.Read.All' });
    assert.equal(unread.card.inputs.find(({ id }) => id === 'group')?.['value'], finance.id);
    assert.deepEqual(await given(), []);
  });

  it('of detail can be left to those named, of whom the last stays, and be given by roles again', async () => {
    const card = await opened('Change: Who sees people and whole numbers');
    says((await office.presses(card, 'Only those named')).card, 'right.nobodyLeft');
    const gave = await office.presses(card, 'Give', { person: people.reader });
    const narrowed = await office.presses(gave.card, 'Only those named');
    says(narrowed.card, 'right.noRole');
    assert.match(textOf(await office.types('settings')), /whole numbers\n1 named, no roles/);
    says((await office.presses(narrowed.card, /Take back/)).card, 'right.nobodyLeft');
    assert.equal((await given()).length, 1);
    says((await office.presses(narrowed.card, 'Roles too')).card, 'right.byRole');
    assert.deepEqual((await rights.read()).narrowed, []);
    assert.ok(!(await opened('Change: Who may look')).buttons.some(({ title }) => title === 'Only those named'));
  });

  it('are for whoever may move money to change, at the press, and to whoever may look to see', async () => {
    await rights.give('money', { kind: 'person', id: people.nobody }, { by: 'op', at: office.clock.now() });
    const card = await opened('Change: Who may look', member);
    await rights.take('money', { kind: 'person', id: people.nobody }, { by: 'op', at: office.clock.now() });
    assert.match((await office.presses(card, 'Give', { person: people.nobody }, member)).text, /roles/);
    for (const [verb, data] of [
      ['give-right', { right: 'money', to: `person ${people.reader}` }],
      ['take-right', { right: 'money', from: `person ${people.reader}` }],
      ['narrow-right', { right: 'detail', isNarrowed: true }],
    ] as const)
      assert.match((await office.invokes(verb, data, { as: people.reader })).text, /roles/, verb);
    const seen = await opened('Show: Who may move money and change settings', { as: people.reader, conversation: 'r' });
    assert.match(textOf(seen), /op took it back from Adele Vance/);
    assert.deepEqual(seen.inputs, []);
    assert.deepEqual(await office.searches('adele', 'people-for-rights', { as: people.reader }), []);
    assert.deepEqual(await given(), []);
  });

  it('that were never given are not taken back, and giving them is offered to nobody', async () => {
    const told = await office.invokes('take-right', { right: 'look', from: `person ${people.reader}` });
    assert.match(textOf(told.card), /Nothing changed: they were not given this right/);
    assert.ok(!told.card.buttons.some(({ title }) => title === 'Undo'));
    // Pressed twice by one person it is one deed, with its way back.
    await rights.give('look', { kind: 'person', id: people.reader }, { by: 'op', at: office.clock.now() });
    for (let press = 0; press < 2; press += 1) {
      const taken = await office.invokes('take-right', { right: 'look', from: `person ${people.reader}` });
      assert.match(textOf(taken.card), /the right was taken back/);
      assert.ok(taken.card.buttons.some(({ title }) => title === 'Undo'));
    }
  });

  it('to be the second person is one of them, and is enough to approve', async () => {
    await office.setsUp({ autoRecharge: 'false' });
    const card = await opened('Change: Who may be the second person');
    assert.match(textOf(card), /Approve or decline[\s\S]*By role: Global Administrator, Billing Administrator/);
    says((await office.presses(card, 'Give', { person: people.reader })).card, 'right.given');
    await office.types('approvals limit 80');
    // Whom somebody chose is no second person for them.
    await office.presses(await office.types('add funds 200', billing), 'Ask for approval', {}, billing);
    const approval = (await office.entries()).at(-1)!.id;
    says((await office.invokes('approve', { approval }, { as: people.reader })).card, 'approval.granted');
    assert.match(
      (await office.invokes('add-funds', { order: 'o', amount: '60' }, { as: people.reader })).text,
      /roles/,
    );
  });

  it('are changed by no forged press', async () => {
    for (const [verb, data] of [
      ['give-right', { right: 'everything', to: `person ${people.reader}` }],
      ['give-right', { right: 'subscribe', to: `person ${people.reader}` }],
      ['give-right', { right: 'money', to: 'robot 7' }],
      ['give-right', { right: 'money', to: `person ${people.guest}` }],
      ['take-right', { right: 'money', from: '' }],
      ['narrow-right', { right: 'money', isNarrowed: true }],
    ] as const)
      assert.ok(textOf((await office.invokes(verb, data)).card) !== '', verb);
    const { given: all, narrowed, changes } = await rights.read();
    assert.deepEqual([all, narrowed, changes], [[], [], []]);
  });

  it('of hundreds are shown a page at a time, those who have left too', async () => {
    for (let index = 10; index < 40; index += 1)
      await rights.give(
        'look',
        { kind: 'person', id: `c0400000-0000-4000-8000-0000000001${index}` },
        { by: people.globalAdmin, at: office.clock.now() },
      );
    const pages = [await opened('Change: Who may look')];
    while (pages.at(-1)!.buttons.some(({ title }) => title === 'More'))
      pages.push((await office.presses(pages.at(-1)!, 'More')).card);
    assert.deepEqual(
      pages.map(card => card.buttons.filter(({ verb }) => verb === 'take-right').length),
      [12, 12, 6],
    );
    assert.match(textOf(pages[0]!), /a person who has left\nSince/);
    assert.match(textOf((await office.presses(pages[2]!, 'From the start')).card), /Since/);
    assert.match(textOf((await office.invokes('setting', { setting: 'look', place: 'x; drop' })).card), /Since/);
  });

  it('are the command line’s too: what one gives the other shows', async () => {
    await rights.give('look', { kind: 'person', id: people.nobody }, { by: 'olga', at: office.clock.now() });
    assert.match(textOf(await opened('Change: Who may look')), /Adele Vance\nSince Nov 22, 2026, by olga/);
  });
});
