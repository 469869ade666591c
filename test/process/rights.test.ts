import assert from 'node:assert/strict';
import { startBot, type Program } from '../playground/programs.ts';
import { textOf } from '../support/card.ts';
import { CommandLine } from '../support/command-line.ts';
import { FakeConnector } from '../support/connector.ts';
import { people, TeamsClient } from '../support/teams-client.ts';

describe('rights that are given beside a running bot', function () {
  this.timeout(120_000);
  let line: CommandLine;
  let connector: FakeConnector;
  let bot: Program;
  before(async () => {
    line = await CommandLine.open();
    connector = new FakeConnector();
    bot = await startBot({ port: 0, dataDir: line.dataDir, isQuiet: true });
  });
  after(async () => {
    await bot.stop();
    await connector.stop();
    await line.close();
  });

  it('hold at once, and end at once; and who looked is listed', async () => {
    const client = new TeamsClient().connect({ address: bot.address, serviceUrl: await connector.start() });
    await client.setsUp();
    const beside = line.with({ GRAPH_ENDPOINT: /GRAPH_ENDPOINT=(\S+)/.exec(bot.said)?.[1] ?? '' });
    const asAdele = async (text: string): Promise<string> => textOf(await client.types(text, { as: people.nobody }));
    assert.match(await asAdele('balance'), /You need a different role/);
    await beside.json('rights', 'grant', 'money', '--person', 'adelev@contoso.example');
    assert.match(await asAdele('add funds 50'), /\$50\.00/);
    assert.match(await asAdele('usage'), /counted here, not named/);
    await beside.json('rights', 'grant', 'detail', '--person', 'adelev@contoso.example');
    assert.match(await asAdele('usage'), /Top people/);
    assert.match((await beside.run('rights', 'looks')).out, /Adele Vance\s+a list of people\s+usage/);
    for (const right of ['money', 'detail'])
      await beside.json('rights', 'revoke', right, '--person', 'adelev@contoso.example');
    assert.match(await asAdele('balance'), /You need a different role/);
    assert.equal(((await beside.json('rights'))['changes'] as unknown[]).length, 4);
  });
});
