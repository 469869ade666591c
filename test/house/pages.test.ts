import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';
import { reference } from '../../manifest/reference.ts';
import { aContext } from '../support/argument-context.ts';
import { filesOf, root, textOf } from './imports.ts';

// What people read: the landing page in both languages, and the chapters beside the code.

const landing = ['README.md', '.github/README.zh-CN.md'];
const pages = [
  'README.md',
  ...['.github', 'bot', 'cards', 'core', 'manifest', 'test'].flatMap(folder => filesOf(folder, '.md')),
];

/** Headings as GitHub makes anchors of them. */
const anchorsOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The relative links of a page, pictures included. */
const linksOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map(([, link, picture]) => link ?? picture ?? '')
    .filter(link => !/^[a-z]+:/.test(link));

describe('the pages', () => {
  it('the landing page is at most 9 KB, and no line of it is longer than 160 characters, in either language', () => {
    assert.ok(Buffer.byteLength(textOf('README.md')) <= 9 * 1024);
    for (const page of landing)
      assert.deepEqual(
        textOf(page)
          .split('\n')
          .filter(line => line.length > 160),
        [],
      );
  });

  it('every relative link leads to a file, and to a heading of it', () => {
    const broken = pages.flatMap(page =>
      linksOf(page)
        .filter(link => {
          const [name = '', anchor] = link.split('#');
          const file = name === '' ? page : path.join(path.dirname(page), name);
          return !existsSync(path.join(root, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
        })
        .map(link => `${page} → ${link}`),
    );
    assert.deepEqual(broken, []);
  });

  /** The files that a page leads to. */
  const ledFrom = (page: string): ReadonlySet<string> =>
    new Set(linksOf(page).map(link => path.normalize(path.join(path.dirname(page), link.split('#')[0] ?? ''))));

  /** What GitHub itself shows where it is needed. */
  const shownByItself = '.github/PULL_REQUEST_TEMPLATE.md';

  it('the landing page leads to every chapter, at once or by one of them; its pictures have less than 150 KB, those of cards 60', () => {
    for (const page of landing) {
      const led = ledFrom(page);
      const ledFurther = new Set([...led].filter(one => pages.includes(one)).flatMap(one => [...ledFrom(one)]));
      assert.deepEqual(
        pages.filter(other => ![page, shownByItself].includes(other) && !led.has(other) && !ledFurther.has(other)),
        [],
        page,
      );
    }
    for (const picture of filesOf('.github', '.png'))
      assert.ok(
        statSync(path.join(root, picture)).size < (picture.startsWith('.github/cards/') ? 60_000 : 150_000),
        picture,
      );
  });

  it('the landing page’s table has every command, and the bot understands what stands there', () => {
    for (const page of landing) {
      const shown = [...textOf(page).matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`([^`]+)`/g)].map(([, typed = '']) => parse(typed, commands, aContext())),
      );
      const understood = shown.flatMap(one => (one.kind === 'command' ? [one.command.name] : []));
      assert.deepEqual(
        commands.filter(({ name, isSandboxOnly }) => isSandboxOnly !== true && !understood.includes(name)),
        [],
        page,
      );
    }
  });

  it('the reference of commands is what `npm run commands` writes', () =>
    assert.equal(textOf('bot/app/COMMANDS.md'), reference()));

  it('every script that a page names is one of package.json', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const named = pages.flatMap(page =>
      [...textOf(page).matchAll(/npm run (?:-s )?([a-z]+)/g)].map(([, name]) => name),
    );
    assert.deepEqual(
      [...new Set(named)].filter(name => !Object.hasOwn(scripts, name ?? '')),
      [],
    );
  });

  it('every address in an example is that of somebody in the sandbox', () => {
    const known = new Set(contosoUsers.map(({ userPrincipalName }) => userPrincipalName));
    const examples = [
      ...pages,
      ...filesOf('cards/words', '.json'),
      ...filesOf('manifest', '.json'),
      'test/playground/contoso.yml',
    ];
    const addresses = examples.flatMap(file => textOf(file).match(/[\w.-]+@[\w-]+\.[\w.-]*\w/g) ?? []);
    assert.ok(addresses.length > 10);
    assert.deepEqual(
      addresses.filter(address => !known.has(address)),
      [],
    );
  });

  it('the playground’s people are the sandbox’s, by id, name and address', () => {
    const people = [
      ...textOf('test/playground/contoso.yml').matchAll(
        /name: (.+)\n.*userPrincipleName: (.+)\n.*aadObjectId: (.+)\n(?:.*\n){2} *email: (.+)/g,
      ),
    ].map(([, name, address, id, mail]) => ({ id, displayName: name, userPrincipalName: address, mail }));
    assert.equal(people.length, 6);
    for (const { mail, ...person } of people) {
      const { id, displayName, userPrincipalName } = contosoUsers.find(one => one.id === person.id)!;
      assert.deepEqual(person, { id, displayName, userPrincipalName });
      assert.equal(mail, userPrincipalName);
    }
  });
});
