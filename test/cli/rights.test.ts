import assert from 'node:assert/strict';
import type { Person } from '../../core/index.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { WrongUsage } from '../../bot/cli/terminal.ts';
import { contosoGroups, contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { CommandLine } from '../support/command-line.ts';
import { MemoryTenant } from '../support/memory/tenant.ts';
import { Operator } from '../support/operator.ts';
import { people } from '../support/teams-client.ts';

const [finance] = contosoGroups;
const megan = people.licenseAdmin;

const directory = (): MemoryTenant =>
  new MemoryTenant({
    people: contosoUsers.map((user): Person => ({
      ...{ id: user.id, name: user.displayName, userPrincipalName: user.userPrincipalName },
      ...{ mail: user.userPrincipalName, kind: user.userType === 'Guest' ? 'guest' : 'member' },
      ...{ isEnabled: user.isEnabled, usageLocation: null, licenses: [] },
    })),
    ...{ skus: [], roles: new Map(), calls: [], groups: contosoGroups },
  });

describe('ledger rights', () => {
  let operator: Operator;
  beforeEach(async () => {
    operator = await Operator.open();
    operator.directory = directory();
  });
  afterEach(() => operator.close());

  const given = async (): Promise<readonly string[]> =>
    (await new Rights(operator.documents).read()).given.map(({ right, to, by }) => `${right} ${to.id} ${by}`);

  it('gives one to a person by address or id, shown with their name before it asks, and records who did', async () => {
    operator.answers = [false, true];
    const refused = await operator.run('rights', 'grant', 'money', '--person', 'MeganB@contoso.example');
    assert.deepEqual([refused.code, await given()], [1, []]);
    assert.match(refused.err, /gives the right money to Megan Bowen \(meganb@contoso\.example, 0000/);
    await operator.text('rights', 'grant', 'money', '--person', megan);
    assert.equal(operator.asked.length, 2);
    assert.deepEqual(await given(), [`money ${megan} op`]);
    operator.answers = undefined;
    assert.match(await operator.text('rights'), /money\s+Megan Bowen\s+0000\S+\s+op\s+2026-11-25/);
    assert.match(await operator.text('rights', 'grant', 'money', '--person', megan), /has the right money already/);
  });

  it('gives one to a group, and takes it back as it says', async () => {
    const said = await operator.text('rights', 'grant', 'look', '--group', finance!.id.toUpperCase());
    assert.match(said, /the group Finance \(c04.*has the right look\nundo: npx credits rights revoke look --group c04/);
    assert.deepEqual(await given(), [`look ${finance!.id} op`]);
    assert.match(await operator.text('rights'), /look\s+Finance\s+c04/);
    await operator.text('rights', 'revoke', 'look', '--group', finance!.id);
    assert.deepEqual(await given(), []);
    const { rights, changes } = await operator.json('rights');
    assert.deepEqual(rights, []);
    assert.deepEqual(
      (changes as { what: string; by: string; to: { name: string } }[]).map(({ what, by, to }) => [what, by, to.name]),
      [
        ['taken', 'op', 'Finance'],
        ['given', 'op', 'Finance'],
      ],
    );
  });

  it('shows what it would do with --dry-run, and does nothing', async () => {
    const shown = await operator.text('rights', 'grant', 'detail', '--person', megan, '--dry-run');
    assert.match(shown, /gives the right detail to Megan Bowen.*\nnothing was recorded/);
    await new Rights(operator.documents).give('look', { kind: 'person', id: megan }, { by: 'op', at: 1 });
    await new Rights(operator.documents).give('detail', { kind: 'person', id: megan }, { by: 'op', at: 1 });
    await operator.text('rights', 'narrow', 'detail', '--dry-run');
    await operator.text('rights', 'revoke', 'look', '--person', megan, '--dry-run');
    const { given: all, narrowed } = await new Rights(operator.documents).read();
    assert.deepEqual([all.length, narrowed], [2, []]);
  });

  const useless: readonly (readonly [string, string, RegExp])[] = [
    ['--person', 'guest@contoso.example', /is a guest/],
    ['--person', 'attendant@contoso.example', /is disabled/],
    ['--person', 'nobody@contoso.example', /nobody in the directory/],
    ['--group', 'c0400000-0000-4000-9000-00000000ffff', /no group/],
  ];
  for (const [option, whom, why] of useless)
    it(`gives none to ${whom}, and says why`, async () => {
      const { code, err } = await operator.run('rights', 'grant', 'look', option, whom);
      assert.equal(code, 1);
      assert.match(err, why);
      assert.deepEqual(await given(), []);
    });

  it('gives none to a group that the bot may not read, and names the permission', async () => {
    operator.directory.group = () =>
      Promise.reject(new DriverError('graph-403', 'no', undefined, 'GroupMember.Read.All'));
    const { code, err } = await operator.run('rights', 'grant', 'look', '--group', finance!.id);
    assert.equal(code, 1);
    assert.match(err, /lacks GroupMember\.Read\.All/);
    assert.deepEqual(await given(), []);
  });

  it('takes one back and lists them while the directory does not answer', async () => {
    await operator.text('rights', 'grant', 'look', '--person', megan);
    operator.directory.people = () => Promise.reject(new DriverError('graph-unreachable', 'no answer'));
    const { out, err } = await operator.run('rights');
    assert.match(out, /look\s+a person without a name here\s+0000/);
    assert.match(err, /names cannot be looked up: no answer/);
    await operator.text('rights', 'revoke', 'look', '--person', megan);
    assert.deepEqual(await given(), []);
  });

  it('refuses to take back what was not given', async () => {
    const { code, err } = await operator.run('rights', 'revoke', 'look', '--person', megan);
    assert.deepEqual([code, /was not given the right look/.test(err)], [1, true]);
  });

  it('narrows detail to those who were named, says who they are, and widens it again', async () => {
    const early = await operator.run('rights', 'narrow', 'detail');
    assert.deepEqual([early.code, /give it to somebody first/.test(early.err)], [1, true]);
    await operator.text('rights', 'grant', 'detail', '--person', megan);
    assert.match(
      await operator.text('rights', 'narrow', 'detail'),
      /left to the 1 it was given to[\s\S]*undo: .* rights widen detail/,
    );
    assert.match(await operator.text('rights'), /no role gives detail, since 2026-11-25 12:00 \(op\)/);
    const last = await operator.run('rights', 'revoke', 'detail', '--person', megan);
    assert.deepEqual([last.code, /give it to somebody first/.test(last.err)], [1, true]);
    await operator.text('rights', 'widen', 'detail');
    assert.deepEqual((await operator.json('rights'))['narrowed'], []);
  });

  it('is for the program of the wallet’s own mode alone', async () => {
    await operator.text('buy', '--amount', '100');
    operator.mode = 'mirror';
    const { code, refused } = await operator.run('rights');
    assert.deepEqual([code, refused?.kind], [1, 'other-mode']);
  });

  it('lists who looked at whom, a page at a time, and of one person', async () => {
    const { looks } = operator.stored;
    const at = operator.clock.now();
    await looks.note({ who: people.globalAdmin, whom: undefined, at, command: 'usage' });
    await looks.note({ who: people.globalAdmin, whom: megan, at, command: 'usage' });
    await looks.note({ who: 'gone', whom: people.nobody, at, command: 'usage' });
    const text = await operator.text('rights', 'looks', '--limit', '2');
    assert.match(text, /gone\s+Adele Vance\s+usage\n.*Alex Wilber\s+Megan Bowen\s+usage\nmore: --before 2/);
    assert.match(await operator.text('rights', 'looks', '--before', '2'), /Alex Wilber\s+a list of people\s+usage$/);
    const of = (await operator.json('rights', 'looks', '--of', 'meganb@contoso.example')) as {
      looks: { whom: string | null }[];
    };
    assert.deepEqual(
      of.looks.map(({ whom }) => whom),
      [megan, null],
    );
    assert.match(await operator.text('rights', 'looks', '--of', 'nobody', '--before', '1'), /nobody has looked/);
  });

  const wrong: readonly (readonly string[])[] = [
    ['rights', 'give', 'look'],
    ['rights', 'grant'],
    ['rights', 'grant', 'everything', '--person', megan],
    ['rights', 'grant', 'look'],
    ['rights', 'grant', 'look', '--person', megan, '--group', finance!.id],
    ['rights', 'grant', 'look', '--group', 'finance'],
    ['rights', 'narrow', 'look'],
    ['rights', 'grant', 'look', 'more'],
  ];
  for (const call of wrong)
    it(`is used wrongly as ${call.slice(0, 4).join(' ')}`, () => assert.rejects(operator.run(...call), WrongUsage));
});

describe('ledger rights, beside no bot', () => {
  it('asks the sandbox’s directory, which it serves itself', async () => {
    const line = await CommandLine.open();
    const { code, out, err } = await line.run('rights', 'grant', 'money', '--person', 'adelev@contoso.example');
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /Adele Vance \(adelev@contoso\.example, 0000\S+\) has the right money/);
    assert.match((await line.run('rights')).out, /money\s+Adele Vance/);
    await line.close();
  });
});
