import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { verbs } from '../../bot/cli/verbs.ts';
import { readConfig } from '../../bot/config.ts';
import { organizationSettings } from '../../bot/configuration/organization-settings.ts';
import { programSettings } from '../../bot/configuration/program-settings.ts';
import { requests } from '../../bot/drivers/graph/requests.ts';
import { blocksOf, guideBlocks, guidePage } from '../production/guide-blocks.ts';
import { aContext } from '../support/argument-context.ts';
import { filesOf, root, textOf } from './imports.ts';

// The operator's guide names what there is; `npx node test/production/guide.ts` runs its blocks.

const guide = textOf(guidePage);
const blocks = guideBlocks();
const security = textOf('.github/SECURITY.md');

const matchesOf = (text: string, what: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(what)].map(([whole, part]) => part ?? whole)),
];

/** What is set off as code in the text around the blocks. */
const prose = guide.replaceAll(/^```.*?^```$/gms, '');
const codes = matchesOf(prose, /`([^`\n]+)`/g);

describe('the operator’s guide', () => {
  it('has blocks that guide.ts runs, and others that need a tenant, a cloud, an engine or root, each of which shows it', () => {
    const needsMore = /\baz |\bdocker |systemctl |sudo |YOUR-HOST|PRINCIPAL-ID|> secrets\//;
    for (const { kind, text, line } of blocks) assert.equal(needsMore.test(text), kind === 'cloud', `line ${line}`);
    assert.ok(blocks.filter(({ kind }) => kind !== 'cloud').length >= 10);
    assert.deepEqual(matchesOf(guide, /^```(.+)$/gm).toSorted(), ['sh', 'text']);
    const kinds = blocks.map(({ kind }) => kind);
    assert.ok(kinds.includes('runs') && kinds.lastIndexOf('stops') > kinds.indexOf('runs'));
  });

  it('names verbs and their options as there are', () => {
    const calls = [...blocks.map(({ text }) => text), ...codes, ...matchesOf(security, /`([^`\n]+)`/g)].flatMap(
      text => [...text.matchAll(/(?:npx credits|bot\/ledger\.ts) (\w[\w-]*)([^|\n;&]*)/g)],
    );
    assert.ok(calls.length >= 15);
    for (const [whole, name = '', rest = ''] of calls) {
      const verb = verbs.find(one => one.name === name);
      assert.ok(verb !== undefined, whole);
      for (const option of matchesOf(rest, /--([a-z-]+)/g))
        assert.ok([...Object.keys(verb.options), 'tenant', 'json'].includes(option), `${whole}: --${option}`);
    }
  });

  it('names settings as there are, and its own can be started with', () => {
    const known = new Set(Object.keys({ ...programSettings, ...organizationSettings }));
    const set = matchesOf(guide, /^([A-Za-z_]+)=/gm);
    const named = [...codes, ...matchesOf(security, /`([^`\n]+)`/g)].flatMap(
      code => code.match(/^[A-Z]+(?:_[A-Z]+)+(?==|$)/) ?? [],
    );
    // What another program prints.
    const others = ['CLIENT_ID', 'CLIENT_SECRET', 'TENANT_ID'];
    assert.ok(set.length > 8 && named.length > 8);
    assert.deepEqual(
      [...set, ...named].filter(name => !known.has(name.replace(/_FILE$/, '')) && !others.includes(name)),
      [],
    );
    const [, lines = ''] = /credits\.env <<'END'\n(.*?)^END$/ms.exec(guide) ?? [];
    const values: Record<string, string> = Object.fromEntries(
      [...lines.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value] as const),
    );
    const read = readConfig(values, () => 'q8Q~a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2');
    assert.deepEqual(read.ok ? [] : read.refusal.problems, []);
  });

  it('names scripts, files, permissions and lines of the log as there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: object };
    for (const script of matchesOf(guide, /npm run ([\w-]+)/g)) assert.ok(Object.hasOwn(scripts, script), script);
    for (const file of matchesOf(guide, /\b((?:manifest|bot|test)\/[\w./-]+\.\w+)/g))
      assert.ok(existsSync(path.join(root, file)), file);
    const permissions = new Set(Object.values(requests).map(({ permission }) => permission));
    for (const permission of matchesOf(guide, /`([A-Z][\w-]+\.[A-Z]\w*\.All)`/g))
      assert.ok(permissions.has(permission), permission);
    const code = filesOf('bot', '.ts')
      .map(file => textOf(file))
      .join('\n');
    const logged = matchesOf(prose, /log: `([^`…]+?) ?…?`/g);
    assert.ok(logged.length >= 7);
    for (const line of logged) assert.ok(code.includes(line), line);
    const said = new Set(Object.values(JSON.parse(textOf('cards/words/en.json')) as Record<string, string>));
    for (const title of [
      'Usage is not being imported',
      'No recent backup',
      'We already have credits',
      'I have bought it',
    ]) {
      assert.ok(prose.includes(`_${title}_`) && said.has(title), title);
    }
  });

  it('names what is typed as the bot understands it', () => {
    const typed = [
      'setup',
      'licenses',
      'auto-recharge',
      'orders',
      'import',
      'export',
      'alerts',
      'alerts test',
      'reconcile AMOUNT',
    ];
    for (const text of typed) {
      assert.ok(codes.includes(text), text);
      const parsed = parse(text.replace('AMOUNT', '183.20'), commands, aContext());
      assert.equal(parsed.kind, 'command', text);
    }
  });
});

/** What a translation has to have as well, in the order in which it stands. */
function shapeOf(page: string): object {
  const text = page.replaceAll(/^```.*?^```$/gms, '');
  return {
    headings: matchesInOrder(text, /^(#+) /gm),
    items: matchesInOrder(text, /^(\d+\.|-) /gm),
    tables: text
      .split('\n')
      .filter(line => line.startsWith('|'))
      .map(line => line.split('|').length),
    codes: matchesInOrder(text, /`([^`\n]+)`/g).toSorted(),
    links: matchesInOrder(text, /\]\(([^)#]+)[^)]*\)/g)
      .filter(link => !link.startsWith('README'))
      .toSorted(),
  };
}

const matchesInOrder = (text: string, what: RegExp): readonly string[] =>
  [...text.matchAll(what)].map(([, part = '']) => part);

describe('the operator’s guide in Chinese', () => {
  const translation = textOf('manifest/README.zh-CN.md');

  it('has the same blocks, word for word', () =>
    assert.deepEqual(
      blocksOf(translation).map(({ kind, text }) => ({ kind, text })),
      blocks.map(({ kind, text }) => ({ kind, text })),
    ));

  it('has the same headings, lists, tables, links, and names of things', () =>
    assert.deepEqual(shapeOf(translation), shapeOf(guide)));
});
