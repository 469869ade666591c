import assert from 'node:assert/strict';
import { decimal, hourMs, statementOf } from '../../core/index.ts';
import { makeFile } from '../../bot/exports/make-file.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { aCall, money } from '../support/builders.ts';
import { says, textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { readWorkbook } from '../support/workbook.ts';

const callers = [
  ...['c0400000-0000-4000-8000-000000000002', 'c0400000-0000-4000-8000-000000000001', people.nobody, ''],
  '11111111-2222-4333-8444-555555555555',
];

describe('costs by department as a file', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    office.clock.advance(hourMs);
    const rows = callers.map((userId, index) =>
      aCall({
        id: `own-${index}`,
        start: office.tenant.clock.now(),
        charge: money('$1.1') + index,
        about: { userId, userName: '=Lou' },
      }),
    );
    assert.ok((await office.tenant.ledger.execute({ kind: 'draw', id: 'calls', rows }, null)).ok);
  });
  afterEach(() => office.close());

  const days = { first: '2026-11-01', last: '2026-11-30' };
  async function made(format: 'xlsx' | 'csv', person: string = people.globalAdmin): Promise<Buffer> {
    const asked = { what: 'departments', format, days } as const;
    const file = await makeFile(office.tenant, { asked, name: 'x', person }, await office.tenant.speech('en'));
    assert.ok(file.ok);
    return Buffer.concat(await Array.fromAsync(file.value.content));
  }
  const used = async (): Promise<string> => {
    const { terms } = (await office.tenant.ledger.read().then(read => (read.ok ? read.value.wallet : undefined))) ?? {};
    const now = office.tenant.clock.now();
    return decimal(-statementOf(await office.entries(), { terms: terms!, month: '2026-11', now }).total.used, 'USD');
  };

  it('has a sheet of departments and one of people, each adding up to the statement', async () => {
    const sheets = await readWorkbook(await made('xlsx'));
    assert.deepEqual([...sheets.keys()], ['Costs by department', 'People']);
    const [titles, ...lines] = sheets.get('Costs by department') ?? [];
    assert.deepEqual(titles, ['Month', 'Department', 'People', 'Calls', 'Cost', 'Currency', 'State']);
    const total = lines.find(line => line[1] === 'Credits used');
    assert.equal(Number(total?.[4]).toFixed(6), Number(await used()).toFixed(6));
    const sum = (some: readonly (readonly unknown[])[], at: number): string =>
      some.reduce((all, line) => all + Number(line[at]), 0).toFixed(6);
    assert.equal(
      sum(
        lines.filter(line => line !== total),
        4,
      ),
      Number(total?.[4]).toFixed(6),
    );
    const [, ...persons] = sheets.get('People') ?? [];
    assert.equal(sum(persons, 5), Number(total?.[4]).toFixed(6));
    assert.ok(persons.some(line => line[2] === 'Grady Archie' && line[3] === 'gradya@contoso.example'));
    assert.ok(persons.some(line => line[1] === 'No department' && line[2] === '=Lou' && line[3] === ''));
    assert.deepEqual(
      (await office.stores.looks.list({ limit: 9 })).map(({ command }) => command),
      ['export'],
    );
  });

  it('as csv has a line for each person, and no text that becomes a formula', async () => {
    const text = (await made('csv')).toString('utf8');
    assert.match(text, /^\ufeffMonth,Department,Person,Address,Calls,Cost,Currency\r\n/);
    assert.match(text, /2026-11,Customer Support,Grady Archie,gradya@contoso\.example,\d+,1\.10,USD/);
    assert.match(text, /2026-11,No department,'=Lou,,1,1\.100004,USD/);
    assert.match(text, /2026-11,Calls without a person,,,\d+,1\.100003,USD/);
  });

  it('names nobody to whoever may only look', async () => {
    const sheets = await readWorkbook(await made('xlsx', people.reader));
    assert.deepEqual([...sheets.keys()], ['Costs by department']);
    const text = (await made('csv', people.reader)).toString('utf8');
    assert.match(text, /2026-11,Customer Support,5,/);
    assert.doesNotMatch(text, /Grady|@/);
    assert.deepEqual(await office.stores.looks.list({ limit: 9 }), []);
  });

  it('is offered from the month’s card, and as typed, in both languages', async () => {
    says((await office.presses(await office.types('departments'), 'Export')).card, 'export.offeredHere');
    says(await office.types('export departments November csv'), 'export.offeredHere');
    assert.match(textOf(await office.types('导出 部门费用 11月', { locale: 'zh-CN' })), /部门费用/);
  });

  it('is not made while the directory is read for another source', async () => {
    await office.types('departments');
    office.tenant.directory.peoplePages = () => {
      throw new DriverError('graph-503', 'down');
    };
    await office.invokes('department-source', { step: 'save', source: 'company' });
    const asked = { what: 'departments', format: 'csv', days } as const;
    const speech = await office.tenant.speech('en');
    const file = await makeFile(office.tenant, { asked, name: 'x', person: people.globalAdmin }, speech);
    assert.match(file.ok ? '' : file.refusal, /being read for departments/);
  });
});
