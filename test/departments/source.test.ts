import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dayMs, hourMs, type DepartmentSource } from '../../core/index.ts';
import { DepartmentChoice } from '../../bot/departments/chosen-source.ts';
import { fixDepartments } from '../../bot/departments/fix-departments.job.ts';
import { KeptDirectory } from '../../bot/licenses/kept-directory.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { mostLines, readDepartmentFile } from '../../bot/departments/department-file.ts';
import { textOf, type ReadCard } from '../support/card.ts';
import { aCall, at, money } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const grady = 'c0400000-0000-4000-8000-000000000002';
const nestor = 'c0400000-0000-4000-8000-000000000010';

const read = (text: string | Buffer) =>
  readDepartmentFile({ name: 'people.csv', bytes: typeof text === 'string' ? Buffer.from(text) : text });

describe('where departments come from', () => {
  let office: Office;
  let files: Server;
  let body = Buffer.alloc(0);
  /** What Graph was asked to select of people. */
  let selected: string[];

  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    office.clock.advance(hourMs);
    selected = [];
    const { directory } = office.tenant;
    for (const name of ['peoplePages', 'latest', 'peopleOf', 'changes'] as const) {
      const real = directory[name].bind(directory) as (...asked: readonly unknown[]) => unknown;
      Object.assign(directory, {
        [name]: (...asked: readonly unknown[]) => {
          const field = asked.find(one => typeof one === 'string' && !one.startsWith('/'));
          selected.push(`${name} ${String(field)}`);
          return real(...asked);
        },
      });
    }
    files = createServer((_request, response) => response.end(body));
    await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve));
    const drawn = await office.tenant.ledger.execute(
      {
        ...{ kind: 'draw', id: 'calls' },
        rows: [
          aCall({ id: 'a', start: office.tenant.clock.now(), charge: money('$5'), about: { userId: grady } }),
          aCall({ id: 'b', start: office.tenant.clock.now(), charge: money('$2'), about: { userId: nestor } }),
        ],
      },
      null,
    );
    assert.ok(drawn.ok);
  });
  afterEach(async () => {
    files.closeAllConnections();
    await new Promise(resolve => files.close(resolve));
    await office.close();
  });

  const shown = async (text = 'departments'): Promise<string> => textOf(await office.types(text));
  const attach = async (text: string, said = {}): Promise<string> => {
    body = Buffer.from(text);
    const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/people.csv`;
    return textOf(await office.types('departments', { files: [{ name: 'people.csv', url }], ...said }));
  };

  it('is chosen on a form by somebody who may move money; the directory is read for it, and for nothing else', async () => {
    const form = await office.presses(await office.types('departments'), 'Choose source');
    assert.equal(form.card.inputs[0]?.['value'], 'department');
    assert.equal((form.card.inputs[0]['choices'] as readonly unknown[]).length, 19);
    const named: Readonly<Partial<Record<DepartmentSource, RegExp>>> = {
      company: /Contoso US[^]*Contoso Europe[^]*By Company|By Company[^]*Contoso US[^]*Contoso Europe/,
      'cost-center': /4200\n[^]*1300\n/,
      'attribute-1': /Seattle\n[^]*Berlin\n/,
      'attribute-15': /No department\n/,
      department: /Customer Support\n[^]*Finance\n/,
    };
    for (const [source, due] of Object.entries(named)) {
      selected = [];
      const saved = await office.presses(form.card, 'Save', { source });
      assert.match(textOf(saved.card), /Departments come from/);
      assert.match(await shown(), due, source);
      assert.deepEqual([...new Set(selected.map(one => one.split(' ')[1]))], [source]);
    }
    const { by, at } = await office.tenant.departmentChoice.read();
    assert.deepEqual([by, at], [people.globalAdmin, office.tenant.clock.now()]);
    const again = await office.presses(await office.types('departments'), 'Choose source');
    assert.match(textOf(again.card), /Chosen by Alex Wilber on Nov 22, 2026/);
  });

  it('reads everybody once for a new field, whoever presses twice', async () => {
    await shown();
    selected = [];
    for (let press = 0; press < 2; press += 1)
      await office.invokes('department-source', { step: 'save', source: 'company' });
    await shown();
    assert.equal(selected.filter(one => one.startsWith('peoplePages')).length, 1);
  });

  it('says that the directory is being read, as long as it could not be read for what was chosen', async () => {
    await shown();
    const { directory } = office.tenant;
    const pages = directory.peoplePages.bind(directory);
    directory.peoplePages = () => {
      throw new DriverError('graph-503', 'down');
    };
    await office.invokes('department-source', { step: 'save', source: 'company' });
    const waiting = await office.types('departments');
    assert.match(textOf(waiting), /directory is being read for: \*\*Company/);
    office.clock.advance(13 * dayMs);
    await fixDepartments.run(office.tenant);
    assert.equal(await office.stores.documents.read('departments-2026-11'), null);
    directory.peoplePages = pages;
    assert.match(textOf((await office.presses(waiting, 'Show again')).card), /Contoso US/);
  });

  it('is being read, as long as a replica has not taken up what another has read', async () => {
    await shown();
    const { directory, clock, log, departmentField, departmentChoice } = office.tenant;
    const { keptPeople } = office.stores;
    const other = new KeptDirectory({ directory, clock, log, departmentField, keptPeople });
    await departmentChoice.choose('company', people.globalAdmin, clock.now());
    await other.read();
    assert.equal(await departmentField.kept(), 'company');
    const since = keptPeople.since.bind(keptPeople);
    keptPeople.since = () => Promise.reject(new DriverError('postgres', 'down'));
    office.clock.advance(13 * dayMs);
    await fixDepartments.run(office.tenant);
    assert.equal(await office.stores.documents.read('departments-2026-11'), null);
    assert.match(await shown('departments November'), /directory is being read for: \*\*Company/);
    keptPeople.since = since;
    assert.match(await shown('departments November'), /By Company[^]*Contoso US/);
  });

  it('can be an attached file, by address or object id, in place of the one before', async () => {
    assert.match(
      await attach(
        `User principal name,Department\nGradyA@contoso.example,Hotline\n${nestor.toUpperCase()},Accounts\nnobody,X\n`,
      ),
      /come from: \*\*Attached file\*\*[^]*people\.csv\*\*: 2 people in 2 departments[^]*first of them line 4/,
    );
    assert.match(await shown(), /By Attached file[^]*Hotline\n[^]*\$5\.00\nAccounts\n[^]*\$2\.00/);
    assert.ok(selected.includes('peoplePages undefined'));
    await attach('gradya@contoso.example,Phones');
    assert.match(await shown(), /Phones\n[^]*\$5\.00\nNo department\n[^]*\$2\.00/);
    const form = await office.presses(await office.types('departments'), 'Choose source');
    assert.match(textOf(form.card), /people\.csv\*\*, 1 people in 1 departments/);
  });

  it('is no file that names nobody, or that is somebody’s who may not choose; and none can be chosen before one is attached', async () => {
    assert.match(await attach('hello\nworld'), /names nobody[^]*Nothing was changed/);
    assert.match(await attach('a@b.c,Sales', { as: people.reader }), /You need a different role/);
    const none = await office.invokes('department-source', { step: 'save', source: 'file' });
    assert.match(textOf(none.card), /No file is attached yet/);
    assert.equal((await office.tenant.departmentChoice.read()).source, 'department');
    for (const data of [{ step: 'save', source: 'manager' }, { step: 'save' }, {}])
      assert.match(textOf((await office.invokes('department-source', data)).card), /form|again/i);
  });

  it('leaves months that have closed as they were, until an admin says otherwise', async () => {
    office.clock.advance(13 * dayMs);
    assert.match(await shown('departments November'), /Customer Support\n/);
    await office.invokes('department-source', { step: 'save', source: 'company' });
    assert.match(await shown('departments November'), /By Department[^]*Customer Support\n/);
    office.clock.advance(1);
    const saved = await office.invokes('department-source', { step: 'save', source: 'company' });
    const review = await office.presses(saved.card, 'Also for closed months');
    assert.match(textOf(review.card), /months to work out again: 1, from \*\*Company[^]*are replaced/);
    assert.match(await shown('departments November'), /By Department[^]*Customer Support\n/);
    await office.presses(review.card, 'Work out again');
    assert.match(await shown('departments November'), /By Company[^]*Contoso US\n/);
    office.sandbox.tenant.move(grady, 'Legal');
    office.clock.advance(dayMs);
    await office.invokes('department-source', { step: 'save', source: 'department' });
    assert.match(await shown('departments November'), /By Company[^]*Contoso US\n/);
  });

  it('can be taken back from closed months once, whoever asked for it twice', async () => {
    const asks = async (title: string): Promise<ReadCard> =>
      (await office.presses((await office.invokes('department-source', { step: 'anew' })).card, title)).card;
    const none = await office.invokes('department-source', { step: 'anew' });
    assert.match(textOf(none.card), /no closed months to work out again/);
    office.clock.advance(13 * dayMs);
    assert.match(await shown('departments November'), /By Department[^]*Customer Support\n/);
    await office.invokes('department-source', { step: 'save', source: 'company' });
    office.clock.advance(1);
    const review = (await office.invokes('department-source', { step: 'anew' })).card;
    const done = await office.presses(review, 'Work out again');
    assert.match(await shown('departments November'), /By Company[^]*Contoso US\n/);
    office.clock.advance(1);
    // Pressed again it says so, and fixes nothing anew: what was before is still there to go back to.
    assert.deepEqual((await office.presses(review, 'Work out again')).card.texts, done.card.texts);
    const back = await office.presses(done.card, 'Undo');
    assert.match(textOf(back.card), /departments again that they had before/);
    assert.match(await shown('departments November'), /By Department[^]*Customer Support\n/);
    assert.match(textOf((await office.presses(done.card, 'Undo')).card), /nothing left to undo/);
    office.clock.advance(1);
    const again = await asks('Work out again');
    assert.match(await shown('departments November'), /By Company[^]*Contoso US\n/);
    await office.presses(again, 'Undo');
    assert.match(await shown('departments November'), /By Department[^]*Customer Support\n/);
    await fixDepartments.run(office.tenant);
    assert.match(await shown('departments November'), /By Department[^]*Customer Support\n/);
  });

  it('is forgotten by an erasure in what could be taken back too', async () => {
    office.clock.advance(13 * dayMs);
    await shown('departments November');
    await office.invokes('department-source', { step: 'save', source: 'company' });
    office.clock.advance(1);
    const { anewSince } = await office.tenant.departmentChoice.read();
    await office.invokes('department-source', { step: 'anew', since: anewSince });
    await shown('departments November');
    const kept = async (): Promise<string> => JSON.stringify(await office.stores.documents.read('departments-2026-11'));
    assert.match(await kept(), /Contoso US[^]*Customer Support/);
    const before = at('2026-12-01T00:00:00Z');
    await office.tenant.ledger.execute({ kind: 'erase-rows', id: 'e', before }, null);
    await office.tenant.erasure.finish(work => work().then(() => 'done'));
    assert.doesNotMatch(await kept(), /Contoso US|Customer Support|c0400000/);
  });

  it('is fixed for each month that has closed, where the job had not run for months', async () => {
    office.clock.advance(20 * dayMs);
    const start = office.tenant.clock.now();
    const rows = [aCall({ id: 'c', start, charge: money('$1'), about: { userId: nestor } })];
    assert.ok((await office.tenant.ledger.execute({ kind: 'draw', id: 'later', rows }, null)).ok);
    office.clock.advance(60 * dayMs);
    await fixDepartments.run(office.tenant);
    for (const month of ['2026-11', '2026-12'])
      assert.notEqual(await office.stores.documents.read(`departments-${month}`), null, month);
  });

  it('is the file before, whole, where taking another one was broken off', async () => {
    const documents = new MemoryDocuments();
    const said = { by: 'somebody', at: 1 };
    const file = (name: string, department: string) => ({
      ...{ name, people: new Map([['a@b.c', department]]) },
      ...{ passedOver: 0, firstPassedOver: undefined },
    });
    await new DepartmentChoice(documents).take(file('one.csv', 'Sales'), { id: 'one', ...said });
    const change = documents.change.bind(documents);
    documents.change = (name, edit) =>
      name === 'departments' ? Promise.reject(new DriverError('disk', 'full')) : change(name, edit);
    await assert.rejects(new DepartmentChoice(documents).take(file('two.csv', 'Legal'), { id: 'two', ...said }));
    documents.change = change;
    const other = new DepartmentChoice(documents);
    assert.deepEqual([...(await other.filed())], [['a@b.c', 'Sales']]);
    await other.take(file('two.csv', 'Legal'), { id: 'two', ...said });
    assert.deepEqual([...(await new DepartmentChoice(documents).filed())], [['a@b.c', 'Legal']]);
    assert.equal(await documents.read('departments-file-one'), null);
    // Without it nobody would be in any department, for good where a month is fixed.
    await documents.change('departments-file-two', () => null);
    await assert.rejects(new DepartmentChoice(documents).filed(), { code: 'damaged-document' });
  });

  it('counts somebody once whom the log has by id in some calls and by address in others, and keeps it so when they have left', async () => {
    const support = /Customer Support\n.*Calls: (\d+) · People: (\d+)\n\$([\d.]+)/;
    const [, calls, count] = support.exec(await shown()) ?? [];
    const { keptDirectory, ledger, clock } = office.tenant;
    const known = await keptDirectory.read();
    const userPrincipalName = known.person(grady)?.userPrincipalName ?? '';
    const row = aCall({ id: 'c', start: clock.now(), charge: money('$1'), about: { userPrincipalName } });
    assert.ok((await ledger.execute({ kind: 'draw', id: 'more', rows: [row] }, null)).ok);
    const due = [String(Number(calls) + 1), count, '6.00'];
    assert.deepEqual(support.exec(await shown())?.slice(1), due);
    office.clock.advance(20 * dayMs);
    assert.deepEqual(support.exec(await shown('departments November'))?.slice(1), due);
    const left = {
      ...known,
      person: (id: string) => (id === grady ? undefined : known.person(id)),
      mayMean: (text: string) => known.mayMean(text).filter(({ id }) => id !== grady),
    };
    keptDirectory.read = () => Promise.resolve(left);
    const after = support.exec(await shown('departments November'))?.slice(1);
    assert.deepEqual([after?.[0], after?.[2]], [due[0], due[2]]);
  });

  it('in Chinese is chosen and attached the same way', async () => {
    const card = await office.types('部门费用', { locale: 'zh-CN' });
    const form = await office.presses(card, '选择来源', {}, { locale: 'zh-CN' });
    assert.match(textOf(form.card), /部门来源/);
    const saved = await office.presses(form.card, '保存', { source: 'company' }, { locale: 'zh-CN' });
    assert.match(textOf(saved.card), /公司（Microsoft Entra）/);
  });
});

describe('a file of departments', () => {
  const rowsOf = async (text: string | Buffer): Promise<unknown> => {
    const found = await read(text);
    return found.ok ? [...found.value.people] : found.refusal;
  };

  it('is read by its titles, in any order, with commas or semicolons, with a mark of UTF-8 and quotes', async () => {
    const due = [['a@b.c', 'Sales, EMEA']];
    for (const text of [
      'UPN,Department\na@b.c,"Sales, EMEA"',
      '\uFEFFDepartment,Title,E-mail\r\n"Sales, EMEA",Boss,A@B.C\r\n',
      '邮箱;部门\na@b.c;Sales, EMEA',
      'a@b.c,"Sales, EMEA"',
      'Cost center;Object Id;User principal name\nSales, EMEA;;a@b.c',
    ])
      assert.deepEqual(await rowsOf(text), due, text);
  });

  it('passes over lines that name nobody, or no department, and says which was the first', async () => {
    const found = await read('Mail,Department\na@b.c,Sales\nx,Sales\nd@e.f,\n"open,Sales\ng@h.i,Legal\n');
    assert.ok(found.ok);
    assert.deepEqual([found.value.passedOver, found.value.firstPassedOver], [3, 3]);
    assert.equal(found.value.people.size, 2);
  });

  it('takes the last that it says of somebody', async () =>
    assert.deepEqual(await rowsOf('a@b.c,Sales\nA@B.C,Legal'), [['a@b.c', 'Legal']]));

  it('is refused where it names nobody, is empty, or is too long', async () => {
    for (const text of ['', '\n\n', 'hello', 'Department\nSales', '\u0001'])
      assert.deepEqual(await rowsOf(text), { kind: 'names-nobody' }, JSON.stringify(text));
    const tooMany = { kind: 'too-many-lines', most: mostLines };
    assert.deepEqual(await rowsOf('a@b.c,Sales\n'.repeat(mostLines + 1)), tooMany);
    assert.deepEqual(await rowsOf(`${'a@b.c,Sales\n'.repeat(mostLines)}d@e.f,Sales`), tooMany);
    assert.deepEqual(await rowsOf(`UPN,Department\n${'a@b.c,Sales\n'.repeat(mostLines)}`), [['a@b.c', 'Sales']]);
  });

  it('may begin with empty lines', async () => {
    for (const text of [
      '\n\nDepartment;UPN\nSales;a@b.c\n',
      ',,\r\nDepartment,UPN\r\nSales,a@b.c',
      '\uFEFF\nDepartment,UPN\nSales,a@b.c',
    ])
      assert.deepEqual(await rowsOf(text), [['a@b.c', 'Sales']], text);
  });

  it('cuts a name that is too long behind a whole character', async () =>
    assert.deepEqual(await rowsOf(`a@b.c,${'a'.repeat(99)}😀`), [['a@b.c', 'a'.repeat(99)]]));

  it('is read as spreadsheets save it: UTF-8, UTF-16 with its mark, or as a Chinese Excel does; and nothing is guessed', async () => {
    const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
      Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
    const due = [
      ['a@b.c', '销售'],
      ['d@b.c', '市场'],
    ];
    const sales = [0xcf, 0xfa, 0xca, 0xdb];
    const market = [0xca, 0xd0, 0xb3, 0xa1];
    assert.deepEqual(await rowsOf(bytes('upn,department\na@b.c,', sales, '\nd@b.c,', market, '\n')), due);
    const utf16 = Buffer.from('\uFEFFupn\tdepartment\r\na@b.c\t销售\r\nd@b.c\t市场', 'utf16le');
    assert.deepEqual(await rowsOf(utf16), due);
    assert.deepEqual(await rowsOf(Buffer.from(utf16).swap16()), due);
    for (const strange of [
      bytes('a@b.c,B', [0xfc], 'ro\nd@b.c,Caf', [0xe9], '\n'),
      bytes('a@b.c,M', [0xfc], 'nchen'),
      bytes('a@b.c,', [0xff, 0xff]),
      Buffer.from('a@b.c,Sales', 'utf16le'),
      Buffer.from('a@b.c,Sa\u0000les'),
    ])
      assert.deepEqual(await rowsOf(strange), { kind: 'unknown-encoding' }, strange.toString('hex'));
  });
});
