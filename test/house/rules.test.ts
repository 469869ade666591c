import assert from 'node:assert/strict';
import path from 'node:path';
import { actions } from '../../bot/app/actions.ts';
import { verbs } from '../../bot/cli/verbs.ts';
import { filesOf, groupsOf, importsIn, roomOf, textOf } from './imports.ts';
import { architecture } from './picture.ts';

// The house, held by tests: which room may know which, and what stands where. bot/README.md tells why.

/** Every room, bottom up: a room imports only itself and those before it. Drivers know the ports, core and work, and no feature. */
const order = [
  ...[
    'core',
    'cards',
    'ports',
    'work',
    'print',
    'configuration',
    'config.ts',
    'drivers',
    'wallets',
    'backups',
    'chat',
    'web',
    'tenant',
    'alerts',
    'approvals',
    'licenses',
  ],
  ...[
    'usage',
    'funds',
    'departments',
    'reports',
    'plans',
    'budgets',
    'foresight',
    'digest',
    'exports',
    'setup',
    'settings',
    'doctor',
    'sandbox',
    'watching',
    'cli',
    'app',
    'ledger.ts',
    'main.ts',
    'manifest',
  ],
];

const folders = ['core', 'cards', 'bot', 'manifest'];
const imports = importsIn(folders);
const roomIn = (file: string): string => roomOf(file).split('/')[0] ?? '';

/** Breaches of a rule, as `file → import`. */
const breaches = (isAllowed: (file: string, imported: string) => boolean): readonly string[] =>
  [...imports].flatMap(([file, names]) =>
    names.flatMap(imported => (isAllowed(file, imported) ? [] : [`${file} → ${imported}`])),
  );

const isIn = (folder: string, file: string): boolean => file.startsWith(`${folder}/`);
const isView = (file: string): boolean => file.endsWith('.view.ts');

/** What a file imports as values, types left out. */
function valuesOf(file: string): readonly string[] {
  const text = textOf(file).replaceAll(/^import type [\s\S]*?;$/gm, '');
  return [...text.matchAll(/^(?:import|export) (?:\{([^}]*)\}|[\w*][^']*?) from '(\.[^']+)';$/gm)]
    .filter(([, names]) => names === undefined || names.split(',').some(name => !/^\s*(type\s|$)/.test(name)))
    .map(([, , name = '']) => path.normalize(path.join(path.dirname(file), name)));
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** What is written in comments, without the code around them. */
const commentsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/[^\n]*|^\s*--[^\n]*/gm)].map(([comment]) => comment);

describe('the house', () => {
  it('is drawn as it is (npm run rooms -- --picture)', () => {
    const { written, drawn } = architecture();
    assert.equal(written, drawn);
  });

  it('1 no import goes in a circle, types included', () => {
    const all = importsIn([...folders, 'test']);
    assert.deepEqual(
      groupsOf(all).filter(group => group.length > 1),
      [],
    );
  });

  it('names what is asked for in one place: nothing else sees an activity’s bare id (L3)', () => {
    const users = (name: RegExp): readonly string[] =>
      filesOf('bot', '.ts').filter(file => !isIn('bot/drivers', file) && name.test(textOf(file)));
    assert.deepEqual(users(/\bincoming\.id\b/), ['bot/chat/receive.ts']);
    assert.deepEqual(users(/\bearlierId\b/), ['bot/chat/receive.ts', 'bot/chat/request-id.ts', 'bot/chat/turn.ts']);
  });

  it('reads what people type as an amount in one place for chat and one for the command line (L1)', () =>
    assert.deepEqual(
      filesOf('bot', '.ts').filter(file => /\bparseAmount\(/.test(textOf(file))),
      // The review's button sends back what it was given, which no place writes in its own way.
      ['bot/chat/typed-amount.ts', 'bot/cli/options.ts', 'bot/funds/place-order.action.ts'],
    ));

  it('2 a room imports only itself and those before it, and drivers no feature', () => {
    assert.deepEqual(
      [...new Set([...imports.keys()].map(roomIn))].filter(room => !order.includes(room)),
      [],
    );
    const floor = (file: string): number => order.indexOf(roomIn(file));
    assert.deepEqual(
      breaches((file, imported) => !imports.has(imported) || floor(imported) <= floor(file)),
      [],
    );
    assert.deepEqual(
      breaches(
        (file, imported) =>
          !isIn('bot/drivers', file) ||
          !imports.has(imported) ||
          ['core', 'ports', 'configuration', 'work', 'drivers'].includes(roomIn(imported)),
      ),
      [],
    );
  });

  it('2 core imports only itself; cards too, and templating in card.ts; core and ports are known by their tables of contents', () => {
    assert.deepEqual(
      breaches((file, imported) => !isIn('core', file) || isIn('core', imported)),
      [],
    );
    assert.deepEqual(
      breaches(
        (file, imported) =>
          !isIn('cards', file) ||
          isIn('cards', imported) ||
          (file === 'cards/card.ts' && imported === 'adaptivecards-templating'),
      ),
      [],
    );
    for (const room of ['core', 'bot/ports'])
      assert.deepEqual(
        breaches(
          (file, imported) => isIn(room, file) || !isIn(room, imported) || imported === path.join(room, 'index.ts'),
        ),
        [],
      );
  });

  it('3 drivers are named by main.ts and ledger.ts alone', () => {
    assert.deepEqual(
      breaches(
        (file, imported) =>
          isIn('bot/drivers', file) ||
          ['bot/main.ts', 'bot/ledger.ts'].includes(file) ||
          !isIn('bot/drivers', imported),
      ),
      [],
    );
  });

  it('4 each library that speaks with Teams stays in a folder of its own, and none is in what they share', () => {
    for (const [folder, library] of [
      ['bot/drivers/teams-botbuilder', /^bot(builder|framework)/],
      ['bot/drivers/teams-sdk', /^@microsoft\/teams\./],
    ] as const)
      assert.deepEqual(
        breaches((file, imported) => isIn(folder, file) || !library.test(imported)),
        [],
      );
  });

  it('5 only app/, main.ts and ledger.ts know a whole tenant', () => {
    assert.deepEqual(
      breaches(
        (file, imported) =>
          isIn('bot/app', file) ||
          ['bot/main.ts', 'bot/ledger.ts'].includes(file) ||
          !['bot/app/tenant.ts', 'bot/app/app.ts'].includes(imported),
      ),
      [],
    );
  });

  it('6 a view makes cards of values: it calls core, cards and other views, and only views fill layouts', () => {
    const shell = [...imports.keys()].filter(file => isIn('bot', file));
    assert.deepEqual(
      shell.filter(isView).flatMap(file =>
        valuesOf(file)
          .filter(name => !isIn('core', name) && !isIn('cards', name) && !isView(name))
          .map(name => `${file} → ${name}`),
      ),
      [],
    );
    assert.deepEqual(
      breaches((file, imported) => !isView(file) || imports.has(imported)),
      [],
    );
    assert.deepEqual(
      shell.filter(file => isView(file) && /^(?:export )?class /m.test(textOf(file))),
      [],
    );
    const open = new Set([
      'cards/verbs.ts',
      'cards/escape.ts',
      'cards/words.ts',
      'cards/regions.ts',
      'cards/phrases.ts',
    ]);
    assert.deepEqual(
      shell
        .filter(file => !isView(file))
        .flatMap(file =>
          valuesOf(file)
            .filter(name => isIn('cards', name) && !open.has(name))
            .map(name => `${file} → ${name}`),
        ),
      [],
    );
  });

  it('7 every command, action and job is listed in app/, and nothing else is', () => {
    for (const [suffix, list] of [
      ['command', 'commands'],
      ['action', 'actions'],
      ['job', 'jobs'],
    ] as const) {
      const listed = valuesOf(`bot/app/${list}.ts`);
      assert.deepEqual(listed.toSorted(), filesOf('bot', `.${suffix}.ts`), list);
    }
  });

  it('7 every verb has exactly one action, but for the two that run what is typed', () => {
    const verbs = [...textOf('cards/verbs.ts').matchAll(/^ {2}readonly '?([\w-]+)'?: \{/gm)].map(
      ([, verb = '']) => verb,
    );
    assert.deepEqual(
      actions.map(({ verb }) => verb).toSorted(),
      verbs.filter(verb => verb !== 'run' && verb !== 'page').toSorted(),
    );
  });

  it('8 bot/ itself holds the two programs, the settings and a page about the rooms', () => {
    assert.deepEqual(
      filesOf('bot', '').filter(file => path.dirname(file) === 'bot'),
      ['bot/README.md', 'bot/config.ts', 'bot/ledger.ts', 'bot/main.ts'],
    );
  });

  it('9 what a comment cites is a rule of a chapter in the repository', () => {
    const chapters = ['core/README.md', 'bot/README.md', 'bot/drivers/graph/README.md', 'bot/drivers/teams/README.md'];
    const rules = new Set(
      chapters.flatMap(chapter => [...textOf(chapter).matchAll(/^- \*\*([A-Z]\d+)\b/gm)].map(([, rule]) => rule)),
    );
    const cited = ['core', 'cards', 'bot', 'manifest', 'test'].flatMap(folder =>
      ['.ts', '.sql', '.js'].flatMap(ending => filesOf(folder, ending)),
    );
    for (const file of [...cited, '.eslint.config.js'])
      // Lint rules cite in what they say.
      for (const comment of [...commentsOf(textOf(file)), ...(file === '.eslint.config.js' ? [textOf(file)] : [])]) {
        assert.doesNotMatch(comment, /\b(SPEC|FACTS|BOT|STYLE|HOUSE|DESIGN|PRACTICE|LEDGER) ?§|\bSPEC [A-Z]\d/, file);
        for (const [, rule = ''] of comment.matchAll(/(?<=[(\s,–])([ALMSBGTP]\d{1,2})(?=[),\s–.:;]|$)/gm))
          assert.ok(rules.has(rule), `${file} cites ${rule}, which no chapter has`);
      }
  });

  it('10 a name is exported once in core and the shell', () => {
    const exported = ['core', 'bot'].flatMap(folder =>
      filesOf(folder, '.ts')
        .filter(file => path.basename(file) !== 'index.ts')
        .flatMap(file =>
          [...textOf(file).matchAll(/^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm)].map(
            ([, name = '']) => ({ name, file }),
          ),
        ),
    );
    // What is asked of a wallet, and what is typed: both are commands. A verb of the command line has its own name in its own file.
    const allowed = (name: string, files: readonly { readonly file: string }[]): boolean =>
      name === 'Command' ||
      (verbs.some(verb => verb.name === kebab(name)) && files.filter(({ file }) => !isIn('bot/cli', file)).length <= 1);
    const several = [...Map.groupBy(exported, ({ name }) => name)].filter(
      ([name, files]) => files.length > 1 && !allowed(name, files),
    );
    assert.deepEqual(several, []);
  });

  it('11 only core refuses: what it refuses is no literal in the shell', () => {
    const refusals =
      /^export (?:type|interface) \w*(?:Refusal|BelowMinimum|Damage|RoleNeeded)\b[\s\S]*?^(?=\S|$)(?! )/gm;
    const kinds = filesOf('core', '.ts')
      .flatMap(file => [...textOf(file).matchAll(refusals)])
      .flatMap(([union]) => [...union.matchAll(/kind: '([\w-]+)'/g)].map(([, kind]) => kind));
    assert.ok(kinds.length >= 28, String(kinds));
    const raised = new RegExp(String.raw`\bkind: '(?:${kinds.join('|')})'`);
    assert.deepEqual(
      filesOf('bot', '.ts').filter(file => raised.test(textOf(file))),
      [],
    );
  });

  it('12 every text that comes from outside has a bound where it is parsed', () => {
    const parsers = filesOf('bot', '.ts').filter(
      file =>
        file.endsWith('.action.ts') || /^bot\/(chat\/dispatch|web\/door|drivers\/teams\/activity)\.ts$/.test(file),
    );
    assert.ok(parsers.length > 9);
    const unbounded = /z\.string\(\)(?!\s*\.(?:max\(|regex\(\/\^|transform\(whole => whole\.slice\())/g;
    assert.deepEqual(
      parsers.flatMap(file => [...textOf(file).matchAll(unbounded)].map(({ index }) => `${file}:${index}`)),
      [],
    );
  });
});
