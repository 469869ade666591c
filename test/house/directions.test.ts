import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };
import { isTyped } from '../support/words.ts';
import { filesOf, root, textOf } from './imports.ts';

describe('the house also', () => {
  it('only main.ts and ledger.ts read the environment', () => {
    const readers = ['bot', 'cards', 'core']
      .flatMap(folder => filesOf(folder, '.ts'))
      .filter(file => textOf(file).includes('process.env'));
    assert.deepEqual(readers.toSorted(), ['bot/ledger.ts', 'bot/main.ts']);
  });

  it('the command line draws no cards: it does not load what fills them, which takes longer to load than all else', () => {
    const loaded = new Set(['bot/ledger.ts']);
    for (const file of loaded)
      for (const [, other = ''] of textOf(file).matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+\.ts)'/gm))
        loaded.add(path.join(path.dirname(file), other));
    assert.ok(loaded.has('bot/cli/doctor.ts'));
    assert.equal(loaded.has('cards/card.ts'), false);
  });

  it('core is guarded by a compiler configuration without the machine’s types', () => {
    const { compilerOptions } = JSON.parse(textOf('core/tsconfig.json')) as {
      compilerOptions: { types: unknown; lib: unknown };
    };
    assert.deepEqual([compilerOptions.types, compilerOptions.lib], [[], ['ESNext']]);
  });

  it('every layout has its view beside it, and every view its layout', () => {
    const layouts = filesOf('cards', '.card.json')
      .map(file => path.basename(file, '.card.json'))
      .toSorted();
    const views = filesOf('cards', '.ts')
      .filter(file => textOf(file).includes('.card.json'))
      .map(file => path.basename(file, '.ts'));
    assert.deepEqual(views.toSorted(), layouts);
  });

  it('both languages have the same words, with the same facts in them', () => {
    assert.deepEqual(Object.keys(zh), Object.keys(en));
    const facts = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([fact]) => fact).toSorted();
    for (const [word, text] of Object.entries(en).filter(([key]) => !isTyped(key)))
      assert.deepEqual(facts(zh[word as keyof typeof zh]), facts(text), word);
  });

  it('every word is used somewhere', () => {
    const sources = ['bot', 'cards']
      .flatMap(folder => filesOf(folder, '.ts'))
      .map(file => textOf(file))
      .join('\n');
    // A word may be put together from a kind: `refuse.${kind}`. One part stands for one kind.
    const templates = [...sources.matchAll(/`([\w.-]*\.\$\{[^}]+\}[\w.-]*)`/g)].map(
      ([, template = '']) =>
        new RegExp(`^${template.replaceAll('.', String.raw`\.`).replaceAll(/\$\{[^}]+\}/g, String.raw`[\w-]+`)}$`),
    );
    const isUsed = (word: string): boolean =>
      sources.includes(`'${word}'`) || templates.some(template => template.test(word));
    assert.deepEqual(
      Object.keys(en).filter(word => !isUsed(word)),
      [],
    );
  });

  it('the top level holds what was agreed', () => {
    const agreed = new Set([
      'bot',
      'cards',
      'core',
      'test',
      'manifest',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'README.md',
      'LICENSE',
    ]);
    const produced = new Set(['node_modules', 'data', 'coverage', 'devTools']);
    const found = readdirSync(root).filter(
      name => !name.startsWith('.') && !produced.has(name) && !name.endsWith('.zip'),
    );
    assert.deepEqual(
      found.filter(name => !agreed.has(name)),
      [],
    );
  });

  it('every test is in the folder of a room, or of what takes several; and no file of tests has more than 400 lines', () => {
    const rooms = readdirSync(path.join(root, 'bot'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name);
    const folders = new Set([...rooms, 'core', 'cards', 'house', 'process', 'playground']);
    const tests = filesOf('test', '.ts');
    assert.deepEqual(
      tests.filter(file => file.endsWith('.test.ts') && !folders.has(file.split(path.sep)[1] ?? '')),
      [],
    );
    assert.deepEqual(
      tests.filter(file => textOf(file).split('\n').length > 401),
      [],
    );
  });
});
