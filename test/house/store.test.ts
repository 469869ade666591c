import assert from 'node:assert/strict';
import { makePackage } from '../../manifest/package.ts';
import { ownPolicy } from '../../manifest/listing.ts';
import { storePage, storeReport } from '../../manifest/store-report.ts';
import { problemsOf, storeRules } from '../../manifest/store-rules.ts';
import { submissionOf, type ListedManifest, type Submission } from '../../manifest/submission.ts';
import { textOf } from './imports.ts';

const developer = 'Contoso';
const website = 'https://contoso.example';
const named = {
  name: 'Contoso Credit Book',
  privacyUrl: `${website}/privacy`,
  termsUrl: `${website}/terms`,
  support: `${website}/support`,
};
const publisher = {
  appId: '11111111-1111-4111-8111-111111111111',
  botId: '22222222-2222-4222-8222-222222222222',
  developer,
  website,
  listing: { ...named, policy: ownPolicy({ listing: named, developer }) },
};

/** A submission in which one thing is spoiled. */
type Spoil = (good: Submission) => Partial<Submission>;
const manifest =
  (change: (manifest: ListedManifest) => Partial<ListedManifest>): Spoil =>
  good => ({ manifest: { ...good.manifest, ...change(good.manifest) } });
const described = (change: (full: string) => string): Spoil =>
  manifest(({ description }) => ({ description: { ...description, full: change(description.full) } }));
const short = (text: string): Spoil =>
  manifest(({ description }) => ({ description: { ...description, short: text } }));
const called = (text: string): Spoil => manifest(({ name }) => ({ name: { ...name, short: text } }));
const at = (change: Partial<ListedManifest['developer']>): Spoil =>
  manifest(({ developer: before }) => ({ developer: { ...before, ...change } }));
const policy =
  (change: (text: string) => string): Spoil =>
  good => ({ policy: change(good.policy) });
const chinese =
  (change: Record<string, string>): Spoil =>
  ({ translations }) => ({ translations: { 'zh-cn.json': { ...translations['zh-cn.json'], ...change } } });
const menu = (commands: readonly { readonly title: string; readonly description: string }[]): Spoil =>
  manifest(() => ({ bots: [{ commandLists: [{ scopes: ['personal'], commands }] }] }));
const help = { title: 'help', description: 'shows this card' };

const broken: readonly (readonly [what: string, spoil: Spoil, rule: number, says: RegExp])[] = [
  ['no word of payment', described(full => full.replace('No payment', 'Payment')), 1, /en: .*no payment is taken/],
  ['none in Chinese', chinese({ 'description.full': '需要先由管理员设置' }), 1, /zh-cn: .*no payment is taken/],
  ['a policy with a shop', policy(text => `${text} Buy now`), 1, /leads to a shop/],
  ['Microsoft’s own name', called('Communications Credits'), 2, /“Communications Credits”, a feature of Teams/],
  ['a product in it', called('Contoso for Teams'), 2, /has “Teams”/],
  ['a feature in it', called('Contoso Calls'), 2, /has “Calls”/],
  ['a feature in it in Chinese', chinese({ 'name.full': 'Contoso 通话账本' }), 2, /zh-cn: .*has “通话”/],
  ['no word of an administrator', described(full => full.replace('An administrator is needed', 'Go')), 13, /is needed/],
  ['a small icon', good => ({ color: { ...good.color, width: 96 } }), 14, /color\.png is 96 × 192/],
  ['a large outline', good => ({ outline: { ...good.outline, height: 64 } }), 14, /outline\.png is 32 × 64/],
  ['a symbol to the edge', good => ({ color: { ...good.color, leastPadding: 27 } }), 14, /27 pixels beside its symbol/],
  ['a padded outline', good => ({ outline: { ...good.outline, mostPadding: 4 } }), 14, /4 empty pixels/],
  ['a colored outline', good => ({ outline: { ...good.outline, isWhiteOnNothing: false } }), 14, /another color/],
  ['501 words', described(full => `${full}${' word'.repeat(501)}`), 15, /and 500 are allowed/],
  ['two sentences', short('It is good. It is cheap.'), 15, /more than one sentence/],
  ['the word app', short('An app for credits.'), 15, /the word “app”/],
  ['its name again', short('Contoso Credit Book keeps credits.'), 15, /repeats the name/],
  ['Office 365', described(full => `${full} For Office 365.`), 15, /Microsoft 365/],
  ['MS', described(full => `${full} By MS.`), 15, /not abbreviated/],
  ['Teams alone', described(full => full.replace('Microsoft Teams', 'Teams')), 15, /named first/],
  ['a claim', described(full => `${full} The best.`), 15, /“best” is a claim/],
  ['AppSource', described(full => `${full} See AppSource.`), 15, /leads to AppSource/],
  ['no contact', described(full => full.replace(named.support, '')), 15, /no way to help/],
  ['a website on http', at({ websiteUrl: 'http://contoso.example' }), 16, /website is no https address/],
  ['the website as policy', at({ privacyUrl: website }), 16, /no https page of its own/],
  ['terms on http', at({ termsOfUseUrl: 'http://contoso.example/terms' }), 16, /terms of use/],
  ['a contact that is none', () => ({ support: 'ask us' }), 16, /neither an https page nor a mail address/],
  ['no retention', policy(text => text.replaceAll(/retention/gi, '')), 16, /how long data is kept/],
  ['no deletion', policy(text => text.replaceAll(/delet|erase/gi, '')), 16, /how data is deleted/],
  ['no protection', policy(text => text.replaceAll(/secur|encrypt/gi, '')), 16, /how data is protected/],
  ['a policy without contact', policy(text => text.replaceAll(named.support, '')), 16, /has no contact/],
  [
    'a policy of nothing',
    policy(text => text.replaceAll(/application|service|platform/gi, '')),
    16,
    /what it is about/,
  ],
  ['a wildcard', manifest(() => ({ validDomains: ['*.contoso.example'] })), 17, /has a wildcard/],
  ['a tunnel', manifest(() => ({ validDomains: ['abc.ngrok.io'] })), 17, /is a tunnel/],
  ['another’s', manifest(() => ({ validDomains: ['fabrikam.example'] })), 17, /is not of contoso\.example/],
  ['no translation', () => ({ translations: {} }), 18, /zh-cn\.json is not in the package/],
  ['a text left out', chinese({ 'bots[0].commandLists[1].commands[0].title': '' }), 18, /has no bots\[0\]/],
  ['a text too many', chinese({ 'bots[0].commandLists[9].commands[0].title': 'x' }), 18, /not in the manifest/],
  ['a preview', manifest(() => ({ manifestVersion: 'devPreview' })), 19, /is a preview/],
  [
    'another schema',
    manifest(() => ({ $schema: 'https://example.com/v1.9/x.json' })),
    19,
    /not the one of its \$schema/,
  ],
  ['an empty menu', menu([]), 20, /has 0 commands/],
  ['a command twice', menu([help, help]), 20, /a command twice/],
  ['no help', menu([{ title: 'balance', description: 'what is left' }]), 20, /has no help/],
  ['a command without a text', menu([help, { title: 'lots', description: '' }]), 20, /has no text/],
];

describe('a package for the public store', () => {
  let good: Submission;
  before(async () => {
    const { files, problems } = await makePackage(publisher);
    assert.deepEqual(problems, []);
    good = await submissionOf(files, publisher);
  });

  it('breaks no rule, with the icons that it has', () => {
    assert.deepEqual(problemsOf(good), []);
    assert.deepEqual(
      [good.color, good.outline].map(({ width, leastPadding }) => [width, leastPadding]),
      [
        [192, 48],
        [32, 0],
      ],
    );
  });

  it('is not that of an organization’s own catalog, which has Microsoft’s name and no privacy policy', async () => {
    const { files } = await makePackage({ ...publisher, listing: undefined });
    const problems = problemsOf(await submissionOf(files, publisher));
    assert.deepEqual([...new Set(problems.map(problem => Number.parseInt(problem, 10)))], [1, 2, 13, 15, 16]);
  });

  it('is refused with what is wrong', async () => {
    const { problems } = await makePackage({ ...publisher, listing: { ...publisher.listing, name: 'Contoso Chat' } });
    assert.match(problems.join('\n'), /^2 No feature of Teams .*: en: the name “Contoso Chat” has “Chat”/);
  });

  for (const [what, spoil, number, says] of broken)
    it(`with ${what} breaks rule ${number}, and the report says so`, () => {
      const submission = { ...good, ...spoil(good) };
      const problems = problemsOf(submission).filter(problem => problem.startsWith(`${number} `));
      assert.match(problems.join('\n'), says);
      assert.ok(storeReport(submission).includes(`broken: ${problems[0]?.split(': ').slice(1).join(': ')}`));
    });

  it('has each rule held by the package or a conversation, and each conversation that is named is there', () => {
    assert.deepEqual(
      storeRules.map(({ number }) => number),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    for (const { name, breaks, tests } of storeRules) {
      assert.ok(breaks !== undefined || tests.length > 0, name);
      for (const test of tests) {
        const [file = '', title = ''] = test.split(/: (.*)/s);
        assert.ok(textOf(file).includes(`it('${title}'`), test);
      }
    }
  });

  it('has every rule of the package broken here', () => {
    const shown = new Set(broken.map(([, , number]) => number));
    assert.deepEqual(
      storeRules.filter(({ number, breaks }) => breaks !== undefined && !shown.has(number)),
      [],
    );
  });

  it('has its page written by `npm run commands`', () => assert.equal(textOf('manifest/STORE.md'), storePage()));
});
