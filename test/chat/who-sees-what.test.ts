import assert from 'node:assert/strict';
import { everyTypedFor } from '../../cards/words.ts';
import { actions } from '../../bot/app/actions.ts';
import { commands } from '../../bot/app/commands.ts';
import { rights } from '../../core/index.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { contosoGroups } from '../../bot/drivers/sandbox/contoso.ts';
import { visit } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

/** Every verb with every parameter that any verb takes, each of them real: what is shown is what this person may see. */
const finance = contosoGroups[0]!.id;
const nestor = 'c0400000-0000-4000-8000-000000000010';
const unknown = 'ffffffff-0000-4000-8000-000000000001';

const withAmount = (phrases: readonly string[]): readonly string[] => phrases.flatMap(text => [text, `${text} 60`]);

describe('who sees what', () => {
  let office: Office;
  let parameters: Record<string, unknown>;
  before(async () => {
    office = await new Office().open();
    const steps = await office.setsUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('auto-recharge off');
    await office.types('sandbox spend 85');
    parameters = {};
    // What stands on the buttons of all cards that were ever shown: orders, alerts, versions, rules, people.
    const shown = [...steps, ...office.told(), await office.types('add funds 60')];
    for (const { json } of shown)
      visit(json, node => {
        if (node['type'] === 'Action.Execute') Object.assign(parameters, node['data']);
      });
    const entries = await office.entries();
    Object.assign(parameters, {
      ...{ version: 9, who: 'all', people: [people.globalAdmin], step: 'done', billing: 'prepaid', beside: true },
      ...{ amount: '60', key: entries.find(({ kind }) => kind === 'payment-requested')?.id ?? '', currency: 'USD' },
    });
    assert.ok(parameters['matter'], 'an alert was told');
  });
  after(() => office.close());

  const earlier = { alert: 'alert-10-low-balance' };

  /** What only those see who may look: money, and the people of the directory. Help has amounts and a name as examples, without cents. */
  const secret = /[$][\d,]+\.\d\d|Alex Wilber|Grady|Megan|Patti Fernandez|INV-/i;
  const beyondSandbox = commands.filter(({ name }) => name !== 'sandbox');
  /** Each command by one of its phrases: that every other one leads to it, parse.test.ts holds. */
  const texts = ['', ...beyondSandbox.flatMap(({ name }) => withAmount(everyTypedFor(name).slice(0, 1)))];
  const everyText = beyondSandbox.flatMap(({ name }) => withAmount(everyTypedFor(name)));

  const everyRight = async (...ids: readonly string[]): Promise<void> => {
    const given = new Rights(office.stores.documents);
    for (const right of rights)
      for (const id of ids)
        await given.give(right, { kind: id === finance ? 'group' : 'person', id }, { by: 'op', at: 1 });
  };
  const unreadableGroup = async (): Promise<void> => {
    await everyRight(finance);
    office.tenant.directory.groupsOf = () =>
      Promise.resolve({ kind: 'unreadable', permission: 'GroupMember.Read.All' });
  };
  const anyone = 'a member without a role';
  const strangers: readonly (readonly [who: string, said: Said, before?: () => Promise<void>])[] = [
    [anyone, { as: people.nobody }],
    ['a guest', { as: people.guest }],
    ['somebody whom the directory does not know', { as: unknown }],
    [
      'a guest, and somebody unknown, to whom every right was given',
      { as: people.guest },
      () => everyRight(people.guest, unknown),
    ],
    ['a guest in a group that has every right', { as: people.guest }, () => everyRight(finance)],
    ['somebody unknown to whom every right was given', { as: unknown }],
    ['a member of a group that has every right and cannot be read', { as: nestor }, unreadableGroup],
  ];
  for (const [who, said, prepare] of strangers)
    describe(who, () => {
      if (prepare !== undefined) before(prepare);

      it('sees nothing by any verb with any parameters, and changes nothing', async () => {
        const entries = await office.entries();
        const sent = office.connector.sent.length;
        const verbs = [...actions.map(({ verb }) => verb), 'run', 'no-such-verb'];
        for (const verb of verbs)
          for (const text of verb.startsWith('run') ? texts : ['help'])
            for (const data of [
              { ...parameters, text },
              { text, matter: parameters['matter'] },
              { text, ...earlier },
              { text },
            ]) {
              const {
                type,
                card,
                text: sentence,
              } = await office.invokes(verb, data, { ...said, conversation: 'general' });
              assert.doesNotMatch(`${type} ${JSON.stringify(card.json)} ${sentence}`, secret, `${verb} ${text}`);
            }
        assert.doesNotMatch(JSON.stringify(office.connector.sent.slice(sent)), secret);
        assert.deepEqual(await office.entries(), entries);
      });

      it('sees nothing by anything typed', async () => {
        for (const text of who === anyone ? everyText : texts) {
          const cards = await office.typesAndSees(text, said);
          assert.doesNotMatch(JSON.stringify(cards), secret, text);
        }
      });
    });

  it('whoever may look sees the alert by the same press', async () => {
    // The first as cards of an earlier version send it.
    for (const [verb, named] of [['run', earlier] as const, ['run-beside', { matter: parameters['matter'] }] as const])
      assert.match(
        JSON.stringify((await office.invokes(verb, { text: 'help', ...named }, { as: people.reader })).card),
        secret,
      );
  });
});
