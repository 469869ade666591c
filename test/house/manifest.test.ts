import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { makePackage } from '../../manifest/package.ts';

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

  it('with a wrong id is refused', async () => {
    assert.notDeepEqual((await makePackage({ ...publisher, botId: 'not-a-guid' })).problems, []);
  });

  it('offers every command that people can type, and each of them is understood in both languages', async () => {
    const { files } = await makePackage(publisher);
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as {
      bots: { commandLists: { commands: { title: string }[] }[] }[];
    };
    const offered = manifest.bots[0]!.commandLists[0]!.commands.map(command => command.title);
    assert.equal(
      offered.length,
      commands.filter(({ isSandboxOnly, isLeftOutOfMenu }) => isSandboxOnly !== true && isLeftOutOfMenu !== true)
        .length,
    );
    const chinese = Object.entries(JSON.parse(files.get('zh-cn.json')!.toString()) as Record<string, string>).filter(
      ([key]) => key.endsWith('.title'),
    );
    for (const title of [...offered, ...chinese.map(([, text]) => text)])
      assert.equal(parse(title, commands).kind, 'command', title);
  });

  it('no two commands answer to the same words', () => {
    const words = commands.flatMap(command => [...command.words.en, ...command.words.zh]);
    assert.deepEqual(
      words.filter((word, index) => words.indexOf(word) !== index),
      [],
    );
  });
});
