import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { cutNumbers } from '../../bot/chat/cut-numbers.view.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { contosoGroups } from '../../bot/drivers/sandbox/contoso.ts';
import { trimLooks } from '../../bot/tenant/trim-looks.job.ts';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const nestor = 'c0400000-0000-4000-8000-000000000010';
const named = /Grady Archie|Alex Wilber|Megan Bowen|Top people/;

describe('the detail of calls', () => {
  let office: Office;
  let rights: Rights;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    rights = new Rights(office.stores.documents);
  });
  afterEach(() => office.close());

  const said = { by: 'op', at: 1 };
  const looks = () => office.stores.looks.list({ limit: 100 });

  it('names people to whoever has the right, and notes that they looked', async () => {
    assert.match(textOf(await office.types('usage')), named);
    assert.deepEqual(
      (await looks()).map(({ who, whom, at, command }) => ({ who, whom, at, command })),
      [{ who: people.globalAdmin, whom: undefined, at: office.tenant.clock.now(), command: 'usage' }],
    );
  });

  it('is people counted to whoever may only look, with the reason, and nothing is noted', async () => {
    const text = textOf(await office.types('usage', { as: people.reader }));
    assert.doesNotMatch(text, named);
    assert.match(text, /People who called: 22/);
    assert.match(text, /counted here, not named\..*Teams Administrator.*: detail/);
    assert.match(text, /Spend by destination[\s\S]*United States/);
    assert.deepEqual(await looks(), []);
    assert.match(textOf(await office.types('使用情况', { as: people.reader, locale: 'zh-CN' })), /只统计人数.*明细/);
  });

  it('is nobody’s by role once it is narrowed, and theirs who were named', async () => {
    await rights.give('detail', { kind: 'person', id: people.reader }, said);
    await rights.narrow('detail', said);
    assert.match(
      textOf(await office.types('usage')),
      /Only those may do this whom an admin has given this right: detail/,
    );
    assert.match(textOf(await office.types('usage', { as: people.reader })), named);
    assert.doesNotMatch(textOf(await office.types('usage')), named);
  });

  it('says which permission is missing where a group that has it cannot be read', async () => {
    const [finance] = contosoGroups;
    await rights.give('detail', { kind: 'group', id: finance!.id }, said);
    assert.match(textOf(await office.types('usage', { as: nestor })), named);
    office.clock.advance(dayMs);
    office.tenant.directory.groupsOf = () =>
      Promise.resolve({ kind: 'unreadable', permission: 'GroupMember.Read.All' });
    const text = textOf(await office.types('usage', { as: people.reader }));
    assert.match(text, /not named\. .*lacks GroupMember\.Read\.All/);
    assert.doesNotMatch(text, named);
    assert.match(textOf(await office.types('usage')), named);
  });

  it('is shown to nobody when it cannot be noted who looked', async () => {
    office.tenant.looks.note = () => Promise.reject(new Error('no store'));
    assert.doesNotMatch(textOf(await office.types('usage')), named);
  });

  it('is remembered for 400 days', async () => {
    await office.types('usage');
    office.clock.advance(400 * dayMs);
    await trimLooks.run(office.tenant);
    assert.equal((await looks()).length, 1);
    office.clock.advance(dayMs);
    await trimLooks.run(office.tenant);
    assert.deepEqual(await looks(), []);
  });

  it('is whole numbers without their last four digits', () => {
    const cut: readonly (readonly [string, string])[] = [
      ['+14255550100', '+1425555••••'],
      ['+49 (30) 5550-0123', '+49 (30) 5550-••••'],
      ['United States', 'United States'],
      ['$1,250.00', '$1,250.00'],
      ['from +14255550100 to 0118 999 881 999 119', 'from +1425555•••• to 0118 999 881 99• •••'],
    ];
    for (const [whole, shown] of cut) assert.equal(cutNumbers(whole), shown);
  });

  it('cuts the numbers of every script, and addresses whole', () => {
    assert.equal(cutNumbers('sip:alexw@contoso.com'), '•••');
    assert.equal(cutNumbers('１４２５５５５１２３４'), '１４２５５５５••••');
    assert.equal(cutNumbers('Alex +14255551234'), 'Alex +1425555••••');
  });
});
