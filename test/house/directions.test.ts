import assert from 'node:assert/strict';
import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import path from 'node:path';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');

function filesOf(folder: string, ending: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry: Dirent) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry: Dirent) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** What each file imports: a path inside the project, or a package's name. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? path.normalize(path.join(path.dirname(file), name)) : name,
  );
}

/** Breaches of a rule, as `file → import`. */
const breaches = (folder: string, isAllowed: (imported: string, file: string) => boolean): readonly string[] =>
  filesOf(folder, '.ts').flatMap(file =>
    importsOf(file).flatMap(imported => (isAllowed(imported, file) ? [] : [`${file} → ${imported}`])),
  );

const isInside =
  (...folders: readonly string[]) =>
  (imported: string): boolean =>
    folders.some(folder => imported.startsWith(`${folder}/`));

describe('the house', () => {
  it('core imports only itself', () => assert.deepEqual(breaches('core', isInside('core')), []));

  it('cards import only themselves, and templating in card.ts alone', () => {
    assert.deepEqual(
      breaches(
        'cards',
        (imported, file) =>
          isInside('cards')(imported) || (file === 'cards/card.ts' && imported === 'adaptivecards-templating'),
      ),
      [],
    );
  });

  it('the shell knows core by its table of contents', () => {
    assert.deepEqual(
      breaches('bot', imported => !isInside('core')(imported) || imported === 'core/index.ts'),
      [],
    );
  });

  it('only main.ts and ledger.ts name drivers, but for what parses a file or speaks botbuilder', () => {
    const known = new Set([
      'bot/main.ts',
      'bot/ledger.ts',
      'bot/web/server.ts',
      'bot/chat/receive.ts',
    ]);
    assert.deepEqual(
      breaches(
        'bot',
        (imported, file) => file.startsWith('bot/drivers/') || known.has(file) || !isInside('bot/drivers')(imported),
      ),
      [],
    );
  });

  it('botbuilder stays in few files, so that its successor can take its place', () => {
    const known = new Set([
      'bot/chat/receive.ts',
      'bot/drivers/teams/adapter.ts',
      'bot/drivers/teams/authentication.ts',
      'bot/drivers/teams/messenger.ts',
    ]);
    assert.deepEqual(
      breaches('bot', (imported, file) => known.has(file) || imported !== 'botbuilder'),
      [],
    );
  });

  it('only main.ts and ledger.ts read the environment', () => {
    const readers = ['bot', 'cards', 'core']
      .flatMap(folder => filesOf(folder, '.ts'))
      .filter(file => readFileSync(path.join(root, file), 'utf8').includes('process.env'));
    assert.deepEqual(readers.toSorted(), ['bot/ledger.ts', 'bot/main.ts']);
  });

  it('core is guarded by a compiler configuration without the machine’s types', () => {
    const { compilerOptions } = JSON.parse(readFileSync(path.join(root, 'core/tsconfig.json'), 'utf8')) as {
      compilerOptions: { types: unknown; lib: unknown };
    };
    assert.deepEqual([compilerOptions.types, compilerOptions.lib], [[], ['ESNext']]);
  });

  it('every layout has its view beside it, and every view its layout', () => {
    const layouts = filesOf('cards', '.card.json')
      .map(file => path.basename(file, '.card.json'))
      .toSorted();
    const views = filesOf('cards', '.ts')
      .filter(file => readFileSync(path.join(root, file), 'utf8').includes('.card.json'))
      .map(file => path.basename(file, '.ts'));
    assert.deepEqual(views.toSorted(), layouts);
  });

  it('both languages have the same words, with the same facts in them', () => {
    assert.deepEqual(Object.keys(zh), Object.keys(en));
    const facts = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([fact]) => fact).toSorted();
    for (const [word, text] of Object.entries(en))
      assert.deepEqual(facts(zh[word as keyof typeof zh]), facts(text), word);
  });

  it('every word is used somewhere', () => {
    const sources = ['bot', 'cards']
      .flatMap(folder => filesOf(folder, '.ts'))
      .map(file => readFileSync(path.join(root, file), 'utf8'))
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
});
