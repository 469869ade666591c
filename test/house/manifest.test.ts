import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import type { Menu } from '../../bot/chat/command.ts';
import { everyTypedFor, typedFor } from '../../cards/words.ts';
import { parse } from '../../bot/chat/parse.ts';
import { makePackage } from '../../manifest/package.ts';
import { aContext } from '../support/argument-context.ts';

const publisher = {
  appId: '11111111-1111-4111-8111-111111111111',
  botId: '22222222-2222-4222-8222-222222222222',
  developer: 'Contoso',
  website: 'https://contoso.example',
};

describe('the Teams app package', () => {
  it('is valid against the manifest’s own JSON schema, and by what the schema does not say', async () => {
    const { files, problems } = await makePackage(publisher);
    assert.deepEqual(problems, []);
    assert.deepEqual([...files.keys()], ['manifest.json', 'zh-cn.json', 'color.png', 'outline.png']);
  });

  it('with a wrong id is refused, and told which', async () => {
    const problemsOf = async (wrong: object) => (await makePackage({ ...publisher, ...wrong })).problems;
    assert.deepEqual(await problemsOf({ botId: 'x', appId: 'x' }), [
      '--bot-id must be the Application (client) ID of the bot, a GUID; not “x”',
    ]);
    assert.deepEqual(await problemsOf({ appId: 'y' }), ['--app-id must be a GUID; not “y”']);
  });

  it('offers in each menu the commands meant for it, and each of them is understood in every language', async () => {
    const { files } = await makePackage(publisher);
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as {
      bots: { scopes: Menu[]; commandLists: { scopes: Menu[]; commands: { title: string }[] }[] }[];
    };
    const lists = manifest.bots[0]!.commandLists;
    assert.deepEqual(
      lists.flatMap(({ scopes }) => scopes),
      manifest.bots[0]!.scopes,
    );
    for (const { scopes, commands: offered } of lists)
      assert.deepEqual(
        offered.map(({ title }) => title),
        commands
          .filter(({ isSandboxOnly, menus }) => isSandboxOnly !== true && menus.includes(scopes[0]!))
          .map(({ name }) => typedFor(name, 'en')[0]),
      );
    const chinese = Object.entries(JSON.parse(files.get('zh-cn.json')!.toString()) as Record<string, string>).filter(
      ([key]) => key.endsWith('.title'),
    );
    const titles = [
      ...lists.flatMap(list => list.commands.map(({ title }) => title)),
      ...chinese.map(([, text]) => text),
    ];
    for (const title of titles) assert.equal(parse(title, commands, aContext()).kind, 'command', title);
  });

  it('no two commands answer to the same words', () => {
    const words = commands.flatMap(({ name }) => everyTypedFor(name));
    assert.deepEqual(
      words.filter((word, index) => words.indexOf(word) !== index),
      [],
    );
  });
});
