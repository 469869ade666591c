import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dayMs, type Person } from '../../core/index.ts';
import { WrongUsage } from '../../bot/cli/terminal.ts';
import { MemoryTenant } from '../support/memory/tenant.ts';
import { Operator } from '../support/operator.ts';

const lou = '11111111-2222-4333-8444-555555555501';
const ann = '11111111-2222-4333-8444-555555555502';
const gone = '11111111-2222-4333-8444-555555555503';

const person = (id: string, name: string, department: string): Person => ({
  ...{ id, name, userPrincipalName: `${name}@contoso.example`, mail: `${name}@contoso.example`, kind: 'member' },
  ...{ isEnabled: true, usageLocation: null, licenses: [] },
  department: { from: 'department', name: department },
});
const directory = (ofLou: string): MemoryTenant =>
  new MemoryTenant({
    people: [person(lou, 'Lou', ofLou), person(ann, 'Ann', '')],
    ...{ skus: [], roles: new Map(), calls: [] },
  });

const columns =
  'UsageId,Call ID,Conference ID,User Location,AAD ObjectId,UPN,User Display Name,Caller ID,Call Type,Number Type,Domestic/International,' +
  'Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,Connection Fee,Charge,Currency,Capability';
const calls: readonly (readonly [who: string, name: string, day: string, charge: string])[] = [
  [lou, 'Lou', '2026-11-10', '1.50'],
  [lou, 'Lou', '2026-11-11', '0.50'],
  [ann, 'Ann', '2026-11-12', '0.25'],
  [gone, 'Kim', '2026-11-13', '0.10'],
  ['', '', '2026-11-14', '0.05'],
];
const lines = calls.map(([who, name, day, charge], index) =>
  [
    ...[`11111111-0000-4000-8000-00000000000${index}`, `c${index}`, '', 'US', who, '', name, `+1425555010${index}`],
    ...['user_out', 'Subscriber', 'International', 'Germany', `+49305500${index}`, `${day}T10:00:00Z`],
    ...[`${day}T10:01:00Z`, '60', '0.00', charge, 'USD', 'MCOPSTNPP'],
  ].join(','),
);

describe('ledger departments', () => {
  let operator: Operator;
  beforeEach(async () => {
    operator = await Operator.open();
    operator.directory = directory('Sales');
    const file = path.join(operator.folder, 'calls.csv');
    await writeFile(file, [columns, ...lines].join('\n'));
    await operator.text('buy', '--amount', '100', '--at', '2026-11-01', '--reference', 'PO-1');
    await operator.text('import', file);
  });
  afterEach(() => operator.close());

  const becomes = async (department: string): Promise<void> => {
    operator.directory = directory(department);
    await operator.stored.keptPeople.keep({ people: [person(lou, 'Lou', department)], gone: [] });
  };

  it('shows what each department spent, those without one last, and adds up to the statement', async () => {
    const text = await operator.text('departments', '--month', '2026-11');
    assert.match(text, /^2026-11, USD, by Department \(Microsoft Entra\), as it is now\n/);
    assert.match(text, /\nSales +1 +2 +2\.00\nNo department +2 +2 +0\.35\nCalls without a person +1 +1 +0\.05\n/);
    assert.match(text, /\n5 calls, used 2\.40$/);
    const { total } = await operator.json('statement', '--month', '2026-11');
    assert.equal((total as { used: string }).used, '-2.40');
  });

  it('names people in JSON, also those who have left', async () => {
    const { departments, used, unseen, closed } = await operator.json('departments', '--month', '2026-11');
    assert.deepEqual([used, unseen, closed], ['2.40', '0.00', false]);
    assert.deepEqual(departments, [
      {
        ...{ kind: 'department', name: 'Sales', calls: 2, cost: '2.00' },
        people: [{ id: lou, name: 'Lou', calls: 2, cost: '2.00' }],
      },
      {
        ...{ kind: 'none', name: '', calls: 2, cost: '0.35' },
        people: [
          { id: ann, name: 'Ann', calls: 1, cost: '0.25' },
          { id: gone, name: 'Kim', calls: 1, cost: '0.10' },
        ],
      },
      { kind: 'unknown', name: '', calls: 1, cost: '0.05', people: [] },
    ]);
  });

  it('follows the directory while a month is open, and keeps it as it was when it was first asked for after that', async () => {
    const asked = () => operator.run('departments', '--month', '2026-11');
    assert.match((await asked()).err, /2026-11 is not closed/);
    await becomes('Support');
    assert.match((await asked()).out, /\nSupport /);
    operator.clock.advance(20 * dayMs);
    const closed = await asked();
    assert.match(closed.out, /as it was on 2026-12-15 12:00 UTC\n[^]*\nSupport /);
    await becomes('Sales');
    assert.deepEqual(await asked(), closed);
  });

  it('refuses what is no month, and one that is to come', async () => {
    await assert.rejects(operator.run('departments', '--month', 'October'), WrongUsage);
    assert.match((await operator.run('departments', '--month', '2027-01')).err, /in the future/);
  });
});
