import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { Rights } from '../../bot/chat/rights.ts';
import { makeFile } from '../../bot/exports/make-file.ts';
import { says, textOf } from '../support/card.ts';
import { FileClient } from '../support/file-client.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { readWorkbook } from '../support/workbook.ts';

describe('a file out', () => {
  let office: Office;
  let files: FileClient;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    files = await new FileClient(office).open();
    await office.types('sandbox calls 40');
    office.clock.advance(dayMs);
  });
  afterEach(async () => {
    await files.close();
    await office.close();
  });

  const sheetsOf = async (name: string) => (await readWorkbook(files.saved.at(-1)!)).get(name) ?? [];

  it('is asked for by a form, with what was typed in it, and days that cannot be read are said beside their field', async () => {
    const form = await office.types('export');
    says(form, 'export.title');
    assert.deepEqual(
      form.inputs.map(({ id }) => id),
      ['what', 'range', 'format'],
    );
    const wrong = await office.presses(form, 'Get the file', { what: 'calls', range: 'tomorrow', format: 'csv' });
    says(wrong.card, 'misread.range', { text: 'tomorrow' });
    assert.equal(wrong.card.inputs[1]?.['value'], 'tomorrow');
    const right = await office.presses(wrong.card, 'Get the file', {
      what: 'calls',
      range: 'yesterday',
      format: 'csv',
    });
    says(right.card, 'export.offeredHere');
    assert.equal(files.offers().length, 1);
  });

  it('of all statements has the months that the book has, and no others', async () => {
    const asked = { what: 'statement', format: 'csv', days: null } as const;
    const speech = await office.tenant.speech('en');
    const made = await makeFile(office.tenant, { asked, name: 'x', person: people.reader }, speech);
    assert.ok(made.ok);
    let text = '';
    for await (const part of made.value.content) text += Buffer.from(part).toString('utf8');
    const months = new Set(text.match(/^"?\d{4}-\d\d/gm));
    assert.deepEqual([...months], ['2026-11']);
  });

  it('is saved when it is accepted, in place of its offer, and shown', async () => {
    const card = await office.types('export calls 90 xlsx');
    says(card, 'export.offeredHere');
    says(card, 'export.noLink');
    const [offer] = files.offers();
    assert.match(offer?.name ?? '', /^Calls 2026-08-26 – 2026-11-23\.xlsx$/);
    assert.equal(files.saved.length, 0);
    await files.accepts(offer!);
    const [making, saved] = office.told().filter(one => textOf(one) !== '');
    says(making!, 'export.making', { name: offer!.name });
    says(saved!, 'export.saved', { name: offer!.name });
    assert.deepEqual(
      office.connector.sent.map(({ method }) => method),
      // The offer, what becomes of it, the file, and that it is there.
      ['POST', 'PUT', 'POST', 'PUT'],
    );
    assert.deepEqual(files.shown(), [offer!.name]);
    const lines = await sheetsOf('Calls');
    const { calls, cost } = await office.tenant.rows.usage({ days: { first: '2026-08-26', last: '2026-11-23' } });
    assert.equal(lines.length - 1, calls);
    const costs = lines[0]!.indexOf('Cost');
    assert.equal(
      lines.slice(1).reduce((sum, line) => sum + Math.round(Number(line[costs]) * 1_000_000), 0),
      Number(cost),
    );
    const [looked] = await office.stores.looks.list({ limit: 1 });
    assert.deepEqual([looked?.who, looked?.whom, looked?.command], [people.globalAdmin, undefined, 'export']);
  });

  it('of a month has sums that equal the statement’s, in both', async () => {
    await office.types('export calls this month xlsx');
    await files.accepts(files.offers().at(-1)!);
    const calls = await sheetsOf('Total');
    await office.types('export statement this month xlsx');
    await files.accepts(files.offers().at(-1)!);
    const statement = await sheetsOf('Statement');
    const [titles, ...lines] = statement;
    const total = lines.find(line => line[1] === 'Total')!;
    const figure = (name: string): number => Number(total[titles!.indexOf(name)]);
    assert.ok(figure('Used') < 0);
    assert.equal(Number(calls[1]![calls[0]!.indexOf('Paid by credits')]), -figure('Used'));
    const sum = ['Opening', 'Bought', 'Used', 'Expired', 'Adjusted'].reduce((all, name) => all + figure(name), 0);
    assert.ok(Math.abs(sum - figure('Closing')) < 1e-6);
    assert.deepEqual((await sheetsOf('Invoices')).length, 2);
  });

  it('of the ledger has every entry, and those of some days only theirs', async () => {
    await office.types('export ledger csv');
    await files.accepts(files.offers().at(-1)!);
    const entries = await office.entries();
    const text = files.saved.at(-1)!.toString('utf8');
    const lines = text.trim().split('\r\n');
    assert.ok(text.includes('Payment method changed: ') && !text.includes('no longer'), 'the card is named');
    assert.equal(
      lines.length - 1,
      entries.reduce((sum, { postings }) => sum + Math.max(1, postings.length), 0),
    );
    await office.types('export ledger today csv');
    await files.accepts(files.offers().at(-1)!);
    assert.equal(files.saved.at(-1)!.toString('utf8').trim().split('\r\n').length, 1);
  });

  it('of who lacks a license names them, and that is noted', async () => {
    says(await office.types('export licenses csv'), 'export.asOfThen');
    await files.accepts(files.offers().at(-1)!);
    assert.match(files.saved.at(-1)!.toString('utf8'), /Usage location\r\n[\s\S]*@contoso\.example,/);
    const [looked] = await office.stores.looks.list({ limit: 1 });
    assert.deepEqual([looked?.who, looked?.command], [people.globalAdmin, 'export']);
  });

  it('names nobody and has no whole number for whoever may only look, and that is not noted', async () => {
    const before = (await office.stores.looks.list({ limit: 100 })).length;
    await office.types('export calls 90 csv', { as: people.reader });
    await files.accepts(files.offers().at(-1)!, { as: people.reader });
    const text = files.saved.at(-1)!.toString('utf8');
    assert.doesNotMatch(text, /Alex Wilber|Megan Bowen|@contoso|\+\d{10}/);
    assert.match(text, /••••/);
    await office.types('export licenses csv', { as: people.licenseAdmin });
    await files.accepts(files.offers().at(-1)!, { as: people.licenseAdmin });
    const lacking = files.saved.at(-1)!.toString('utf8');
    assert.match(lacking, /^.?What is missing,People\r\n(.+,\d+\r\n)+$/);
    assert.doesNotMatch(lacking, /@contoso/);
    assert.equal((await office.stores.looks.list({ limit: 100 })).length, before);
    says(await office.types('export calls', { as: people.nobody }), 'deny.title');
  });

  it('in Chinese has Chinese titles, types and countries', async () => {
    const said = { locale: 'zh-CN' };
    says(await office.types('导出 通话记录 最近90天 csv', said), 'export.offeredHere', {}, 'zh-CN');
    await files.accepts(files.offers().at(-1)!, said);
    assert.match(files.saved.at(-1)!.toString('utf8'), /^\ufeff开始时间 \(UTC\),用户,地址,类型,主叫号码/);
    assert.match(textOf(office.told().at(-1)!), /已保存到你的 OneDrive/);
    says(await office.types('导出', said), 'export.text', {}, 'zh-CN');
    const receipts = await office.types('导出 收据 11月 xlsx', said);
    says(receipts, 'export.offeredHere', { name: '收据 2026-11-01 – 2026-11-30.xlsx' }, 'zh-CN');
    says(await office.types('导出 收据 1', said), 'export.offeredHere', { name: '收据 1.pdf' }, 'zh-CN');
  });

  it('asked for in a channel is offered in the chat of whoever asked, once that is known', async () => {
    const channel = { conversation: 'channel', kind: 'channel', as: people.billingAdmin } as const;
    const unknown = await office.types('export calls 90 csv', channel);
    says(unknown, 'export.noChat', { typed: 'export calls 2026-08-26 – 2026-11-23 csv' });
    assert.equal(files.offers().length, 0);
    await office.types('export calls 90 csv', { as: people.billingAdmin });
    says(await office.types('export calls 90 csv', channel), 'export.offered');
    assert.deepEqual(
      files.offers().map(({ conversation }) => conversation),
      ['chat', 'chat'],
    );
    says(await office.types('export calls 90 csv', { ...channel, as: people.reader }), 'export.noChat');
  });

  it('is offered once for a message that is sent again, to another replica too', async () => {
    await office.types('export calls 90', { id: 'again' });
    const other = await new Office(office.stores).open();
    try {
      says(await other.types('export calls 90', { id: 'again' }), 'export.offeredHere');
      assert.deepEqual([files.offers().length, other.connector.sent], [1, []]);
    } finally {
      await other.close();
    }
  });

  it('of days without calls is none', async () => {
    says(await office.types('export calls 2026-01-01 csv'), 'calls.empty');
    assert.equal(files.offers().length, 0);
  });

  it('that is declined is not made', async () => {
    await office.types('export calls 90');
    const [offer] = files.offers();
    await files.declines(offer!);
    says(office.told().at(-1)!, 'export.declined', { name: offer!.name });
    await files.accepts(offer!);
    says(office.told().at(-1)!, 'export.gone');
    assert.equal(files.saved.length, 0);
  });

  it('accepted twice, or in two clients at once, is made once', async () => {
    await office.types('export calls 90');
    const [offer] = files.offers();
    await Promise.all([files.accepts(offer!), files.accepts(offer!)]);
    await files.accepts(offer!);
    assert.equal(files.saved.length, 1);
    assert.equal(files.shown().length, 1);
  });

  it('is accepted only by whoever it was offered to', async () => {
    await office.types('export calls 90');
    const [offer] = files.offers();
    await files.accepts(offer!, { as: people.billingAdmin, conversation: 'theirs' });
    assert.equal(files.saved.length, 0);
    says(office.told().at(-1)!, 'export.gone');
    await files.accepts(offer!);
    assert.equal(files.saved.length, 1);
  });

  it('is not offered any more after 24 hours', async () => {
    await office.types('export calls 90');
    const [offer] = files.offers();
    office.clock.advance(dayMs);
    await files.accepts(offer!);
    says(office.told().at(-1)!, 'export.gone');
    assert.equal(files.saved.length, 0);
  });

  it('does not leave once whoever asked may not look any more', async () => {
    const rights = new Rights(office.stores.documents);
    const adele = { kind: 'person', id: people.nobody } as const;
    const said = { by: 'op', at: 1 };
    await rights.give('look', adele, said);
    const theirs = { as: people.nobody, conversation: 'adele' };
    await office.types('export calls 90', theirs);
    const offer = files.offers().at(-1)!;
    await rights.take('look', adele, said);
    await files.accepts(offer, theirs);
    assert.equal(files.saved.length, 0);
    says(office.told().at(-1)!, 'refuse.title');
  });

  it('is accepted after a restart, at another replica', async () => {
    await office.types('export calls 90 csv');
    const [offer] = files.offers();
    const other = await new Office(office.stores).open();
    const theirs = await new FileClient(other).open();
    try {
      await theirs.accepts(offer!);
      assert.equal(theirs.saved.length, 1);
      await files.accepts(offer!);
      assert.equal(files.saved.length, 0);
    } finally {
      await theirs.close();
      await other.close();
    }
  });

  for (const status of [403, 404, 409, 500, 507])
    it(`that OneDrive answers with ${status} is said not to be saved`, async () => {
      await office.types('export calls 90');
      files.statuses.push(status);
      await files.accepts(files.offers().at(-1)!);
      says(office.told().at(-1)!, 'export.unsaved.not-saved');
      assert.deepEqual(files.shown(), []);
    });

  for (const uploadUrl of [
    'https://evil.example/upload',
    'https://contoso.sharepoint.com.evil.example/',
    'https://evil.example/.sharepoint.com',
    'https://contoso.sharepoint.com@evil.example/',
    'http://contoso.sharepoint.com/upload',
    'https://evilsharepoint.com/',
    'file:///etc/passwd',
    'https://contoso.sharepoint.com:8443/',
    'nothing',
  ])
    it(`is not sent to ${uploadUrl}`, async () => {
      await office.types('export calls 90');
      await files.accepts(files.offers().at(-1)!, { uploadUrl });
      says(office.told().at(-1)!, 'export.unsaved.foreign-host');
      assert.equal(files.saved.length, 0);
    });

  it('whose making fails is said not to be saved, and can be asked for again', async () => {
    await office.types('export calls 90');
    const { rows } = office.tenant;
    const calls = rows.calls.bind(rows);
    rows.calls = () => Promise.reject(new Error('the store is gone'));
    await files.accepts(files.offers().at(-1)!);
    says(office.told().at(-1)!, 'export.unsaved.failed');
    rows.calls = calls;
    await office.types('export calls 90');
    await files.accepts(files.offers().at(-1)!);
    assert.equal(files.saved.length, 1);
  });

  it('answered in a shape that is none changes nothing', async () => {
    await office.types('export calls 90');
    const [offer] = files.offers();
    for (const value of [
      { type: 'fileUpload', action: 'accept', context: offer!.context },
      { type: 'fileUpload', action: 'steal', context: offer!.context },
      { action: 'accept' },
      null,
    ])
      await files.answers(value);
    await files.answers({ type: 'fileUpload', action: 'decline', context: { export: 5 } });
    await files.answers({ type: 'fileUpload', action: 'decline', context: { export: '__proto__' } });
    await files.accepts(offer!);
    assert.equal(files.saved.length, 1);
  });
});
