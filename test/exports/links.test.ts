import assert from 'node:assert/strict';
import { dayMs, minuteMs } from '../../core/index.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { LinkTokens } from '../../bot/exports/link-tokens.ts';
import { says, visit, type ReadCard } from '../support/card.ts';
import { FileClient } from '../support/file-client.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const publicUrl = 'https://bot.example/credits';

/** The address that a card's link opens. */
function linkOf({ json }: ReadCard): string {
  const links: string[] = [];
  visit(json, node => {
    if (node['type'] === 'Action.OpenUrl') links.push(String(node['url']));
  });
  assert.equal(links.length, 1);
  return links[0]!;
}

describe('a link to a file', () => {
  let office: Office;
  let files: FileClient;
  beforeEach(async () => {
    office = new Office();
    office.publicUrl = publicUrl;
    await office.open();
    files = await new FileClient(office).open();
    await office.skipsSetUp();
    await office.types('sandbox calls 10');
  });
  afterEach(async () => {
    await files.close();
    await office.close();
  });

  const asks = async (said: Said = {}): Promise<ReadCard> => office.types('export calls 90 csv', said);
  const linked = async (said: Said = {}): Promise<string> => {
    const { card } = await office.presses(await asks(said), 'Get a link instead', {}, said);
    return linkOf(card).slice(`${publicUrl}/exports/`.length);
  };
  const asked = async (method: 'GET' | 'POST', token: string, from: Office = office) => {
    const response = await fetch(`${from.address}/exports/${token}`, { method });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it('opens a page with a button, which hands the file out, once', async () => {
    const token = await linked();
    for (const _ of [1, 2]) {
      const page = await asked('GET', token);
      assert.equal(page.status, 200);
      assert.match(page.text, /<h1>Calls 2026-08-25 – 2026-11-22\.csv<\/h1>.*<form method="post"><button>Get the file/);
      assert.doesNotMatch(page.text, /@contoso|\+1/);
    }
    const file = await asked('POST', token);
    assert.equal(file.status, 200);
    assert.match(file.text, /Start \(UTC\),Person/);
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment; .*filename\*=UTF-8''Calls%202026-08-25/);
    for (const method of ['GET', 'POST'] as const) assert.equal((await asked(method, token)).status, 404);
    const [looked] = await office.stores.looks.list({ limit: 1 });
    assert.deepEqual([looked?.who, looked?.command], [people.globalAdmin, 'export']);
  });

  it('is kept by nothing, framed by nobody, told to nobody, and loads nothing', async () => {
    const token = await linked();
    const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const { headers } of [await asked('GET', token), await asked('GET', wrong), await asked('POST', token)]) {
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(
        headers.get('content-security-policy') ?? '',
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
    }
  });

  it('of any other spelling, wrong, used, too old, or of another organization gets one and the same answer', async () => {
    const token = await linked();
    const [tenant, id, until, mac] = token.split('.') as [string, string, string, string];
    const others = await new LinkTokens(new MemoryDocuments(), tenant).sign({ id, until: Number(until) });
    const last = mac.at(-1)!;
    // The last letter has two bits that mean nothing.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sibling = alphabet[alphabet.indexOf(last) ^ 1]!;
    const tokens = [
      '',
      'x',
      '...',
      others,
      `${tenant}.${id}.${until}.`,
      `${tenant}.${id}.${Number(until) + 1}.${mac}`,
      `${tenant}.${id}.0${until}.${mac}`,
      `${tenant}.${id.replace(/^./, first => (first === '0' ? '1' : '0'))}.${until}.${mac}`,
      `${tenant}.${id.toUpperCase()}.${until}.${mac}`,
      `another-tenant.${id}.${until}.${mac}`,
      `__proto__.${id}.${until}.${mac}`,
      `${tenant}.${id}.${until}.${mac.slice(0, -1)}${sibling}`,
      `${tenant}.${id}.${until}.${mac}=`,
      `${tenant}.${id}.${until}.${mac}%00`,
      `${token}/`,
      `${token}/..`,
      `${token}.${token}`,
      ...Array.from(token, (letter, at) => `${token.slice(0, at)}${letter === 'a' ? 'b' : 'a'}${token.slice(at + 1)}`),
      'a'.repeat(5000),
    ].filter(one => one !== token);
    const bodies = new Set<string>();
    for (const one of tokens)
      for (const method of ['GET', 'POST'] as const) {
        const { status, text } = await asked(method, one);
        assert.equal(status, 404, one);
        bodies.add(text);
      }
    office.clock.advance(10 * minuteMs);
    for (const method of ['GET', 'POST'] as const) bodies.add((await asked(method, token)).text);
    assert.equal(bodies.size, 1);
    assert.match([...bodies][0]!, /does not work.*此链接无效/);
  });

  it('hands out to one of several that press at once', async () => {
    const token = await linked();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => asked('POST', token)));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 404, 404, 404, 404]);
  });

  it('works again where the file could not be made, at its beginning or in its middle', async () => {
    const token = await linked();
    const { directory, rows } = office.tenant;
    const [rolesOf, calls] = [directory.rolesOf.bind(directory), rows.calls.bind(rows)];
    directory.rolesOf = () => Promise.reject(new DriverError('graph-unreachable', 'away'));
    assert.equal((await asked('POST', token)).status, 500);
    directory.rolesOf = rolesOf;
    rows.calls = () => Promise.reject(new DriverError('store-unreachable', 'away'));
    await assert.rejects(asked('POST', token));
    rows.calls = calls;
    assert.equal((await asked('GET', token)).status, 200);
    assert.match((await asked('POST', token)).text, /Start \(UTC\),Person/);
    assert.equal((await asked('POST', token)).status, 404);
  });

  it('can be had anew where a program that was making the file is gone', async () => {
    const card = await asks();
    const token = linkOf((await office.presses(card, 'Get a link instead')).card)
      .split('/')
      .at(-1)!;
    const [, id = '', until] = token.split('.');
    await office.tenant.offers.takeByLink(id, Number(until), office.clock.now());
    says((await office.presses(card, 'Get a link instead')).card, 'export.gone');
    office.clock.advance(15 * minuteMs);
    says((await office.presses(card, 'Get a link instead')).card, 'export.link');
  });

  it('works at another replica and after a restart, and there too once', async () => {
    const token = await linked();
    const other = new Office(office.stores);
    other.publicUrl = publicUrl;
    await other.open();
    try {
      assert.equal((await asked('GET', token, other)).status, 200);
      assert.equal((await asked('POST', token, other)).status, 200);
      assert.equal((await asked('POST', token)).status, 404);
    } finally {
      await other.close();
    }
  });

  it('ends when another is made, and when the file has been saved', async () => {
    const card = await asks();
    const first = linkOf((await office.presses(card, 'Get a link instead')).card)
      .split('/')
      .at(-1)!;
    office.clock.advance(1);
    const second = linkOf((await office.presses(card, 'Get a link instead')).card)
      .split('/')
      .at(-1)!;
    assert.equal((await asked('POST', first)).status, 404);
    await files.accepts(files.offers().at(-1)!);
    assert.equal(files.saved.length, 1);
    assert.equal((await asked('POST', second)).status, 404);
    says((await office.presses(card, 'Get a link instead')).card, 'export.gone');
  });

  it('hands out nothing to somebody who may not look any more, and no names to whoever lost that right', async () => {
    const rights = new Rights(office.stores.documents);
    const adele = { kind: 'person', id: people.nobody } as const;
    const said = { by: 'op', at: 1 };
    const theirs = { as: people.nobody, conversation: 'adele' };
    await rights.give('detail', adele, said);
    const first = await linked(theirs);
    await rights.take('detail', adele, said);
    assert.equal((await asked('POST', first)).status, 404);
    await rights.give('detail', adele, said);
    const second = await linked(theirs);
    await rights.give('look', adele, said);
    await rights.take('detail', adele, said);
    const { status, text } = await asked('POST', second);
    assert.equal(status, 200);
    assert.doesNotMatch(text, /@contoso|Person/);
  });

  it('goes to the chat of whoever asked, and to nobody else who presses', async () => {
    await asks();
    const channel = { conversation: 'channel', kind: 'channel' } as const;
    const card = await asks(channel);
    const others = await office.presses(card, 'Get a link instead', {}, { ...channel, as: people.billingAdmin });
    assert.match(others.text, /not offered anymore/);
    const own = await office.presses(card, 'Get a link instead', {}, channel);
    says(own.card, 'export.linkSent');
    const sent = office.connector.sent.at(-1)!;
    assert.deepEqual(
      office.connector.sent.slice(-2).map(({ path }) => path.split('/')[3]),
      ['chat', 'channel'],
    );
    assert.equal(JSON.stringify(sent).includes('/exports/'), false);
  });

  it('is the way where a file was declined, or could not be saved', async () => {
    await asks();
    await files.declines(files.offers().at(-1)!);
    const declined = office.told().at(-1)!;
    says((await office.presses(declined, 'Get a link instead')).card, 'export.link');
    await asks();
    files.statuses.push(507);
    await files.accepts(files.offers().at(-1)!);
    const unsaved = office.told().at(-1)!;
    says(unsaved, 'export.unsaved.not-saved');
    const token = linkOf((await office.presses(unsaved, 'Get a link instead')).card)
      .split('/')
      .at(-1)!;
    assert.equal((await asked('POST', token)).status, 200);
  });

  it('is not made for a file of yesterday, or one that never was', async () => {
    const card = await asks();
    office.clock.advance(dayMs);
    const { text } = await office.presses(card, 'Get a link instead');
    assert.match(text, /not offered anymore/);
    for (const id of ['nothing', '__proto__', ''])
      assert.match((await office.invokes('export-link', { export: id })).text, /not offered anymore/);
  });

  it('breaks off where the file cannot be made to its end', async () => {
    const token = await linked();
    const { rows } = office.tenant;
    rows.calls = () => Promise.reject(new Error('the store is gone'));
    await assert.rejects(asked('POST', token));
  });
});
