import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { textOf } from '../support/card.ts';
import { aCall, money } from '../support/builders.ts';
import { Office, setUp } from '../support/office.ts';

const diego = 'c0400000-0000-4000-8000-000000000001';

describe('the watcher of budgets', () => {
  let office: Office;
  let calls = 0;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    // The calls of a month that has only begun are all of the test.
    office.clock.advance(9 * dayMs);
    await office.types('alerts here');
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
  });
  afterEach(() => office.close());

  /** A call of somebody in Sales that is known at once; of an id that is known, its correction. */
  async function called(amount: string, id = `own-${calls + 1}`): Promise<string> {
    calls += 1;
    const row = aCall({
      ...{ id, start: office.tenant.clock.now() - 1000, charge: money(amount) },
      about: { userId: diego, userName: 'Diego Siciliani', callee: `+${calls}`, caller: '+1' },
    });
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: `calls-${calls}`, rows: [row] }, null);
    assert.ok(drawn.ok);
    return id;
  }

  /** Looks ahead, and tells; gives the matters of budgets that stand. */
  async function looks(): Promise<readonly string[]> {
    await office.tenant.foresight.look();
    await office.tenant.deliveries.run();
    const { matters } = await office.tenant.matters.current();
    return matters
      .map(({ matter }) => matter)
      .filter(({ subject, endedAt }) => subject.startsWith('budget') && endedAt === undefined)
      .map(({ alert: { kind, step, label, person } }) => [kind, step, label ?? person].filter(Boolean).join(' '));
  }

  const toldOf = (name: string): readonly string[] =>
    office
      .told()
      .map(textOf)
      .filter(text => text.includes(`${name}: `));

  it('tells of half, 80 and 100 percent, once each; a correction within a tenth changes nothing', async () => {
    await office.types('budget 100 of Sales');
    assert.deepEqual(await looks(), []);
    await called('$50');
    assert.deepEqual(await looks(), ['budget-half 50 Sales']);
    await called('$35');
    assert.deepEqual(await looks(), ['budget-reached 80 Sales']);
    const wrong = await called('$15');
    assert.deepEqual(await looks(), ['budget-reached 100 Sales']);
    // Its button opens this budget, and not the list.
    assert.ok(JSON.stringify(office.connector.sent).includes('"budget #1"'));
    const told = toldOf('Sales').join('\n');
    assert.match(told, /Sales: at least 100% of the budget spent[^]*\$100\.00 of \$100\.00 is spent this month\./);
    assert.match(told, /Calls go on: a budget stops nobody\./);
    const before = toldOf('Sales').length;
    await called('$6', wrong);
    assert.deepEqual(await looks(), ['budget-reached 100 Sales']);
    assert.equal(toldOf('Sales').length, before);
    // Raised, it is as if nothing had been said.
    await office.types('budget 400 of Sales');
    assert.deepEqual(await looks(), []);
  });

  it('tells of which amount it is at the same step of a changed budget, which then holds as well', async () => {
    await office.types('budget 100 of Sales');
    await called('$55');
    assert.deepEqual(await looks(), ['budget-half 50 Sales']);
    const wrong = await called('$1');
    await office.types('budget 112 of Sales');
    assert.deepEqual(await looks(), ['budget-half 50 Sales']);
    const { matters } = await office.tenant.matters.current();
    assert.deepEqual(
      matters.flatMap(({ matter: { subject, alert } }) => (subject.startsWith('budget') ? [alert.threshold] : [])),
      [money('$112')],
    );
    await called('$0', wrong);
    assert.deepEqual(await looks(), ['budget-half 50 Sales']);
  });

  it('tells that a month is heading beyond its budget, of which amount, and ends with the month', async () => {
    await office.types('budget 3 of Sales');
    assert.deepEqual(await looks(), ['budget-forecast Sales']);
    assert.match(
      toldOf('Sales').join('\n'),
      /this month is heading beyond the budget[^]*By Dec 31, 2026, about \$\d+\.\d\d/,
    );
    // Each month is a matter of its own.
    const posts = toldOf('Sales').length;
    office.clock.advance(31 * dayMs);
    assert.deepEqual(await looks(), ['budget-forecast Sales']);
    assert.ok(toldOf('Sales').length > posts);
    await office.types('budget 500 of Sales');
    assert.deepEqual(await looks(), []);
  });

  it('names a person to nobody, and tells nothing of budgets that were removed', async () => {
    await office.types('budget 5 of Diego Siciliani');
    await called('$9');
    assert.deepEqual(await looks(), [`budget-reached 100 ${diego}`]);
    assert.match(toldOf('A person').join('\n'), /A person: at least 100% of the budget spent/);
    assert.ok(!office.told().some(card => textOf(card).includes('Diego Siciliani: ')));
    await office.types('budget off of Diego Siciliani');
    assert.deepEqual(await looks(), []);
  });

  it('tells of the organization’s budget while the directory cannot be read', async () => {
    await office.types('budget 5 of Diego Siciliani');
    await office.types('budget 70');
    await called('$9');
    await looks();
    await called('$50');
    office.tenant.keptDirectory.read = () => Promise.reject(new Error('away'));
    const found = await looks();
    assert.ok(found.includes('budget-reached 80'), found.join());
    assert.ok(found.includes(`budget-reached 100 ${diego}`), found.join());
  });

  it('keeps what it has said while departments are read anew', async () => {
    await office.types('budget 5 of Sales');
    await called('$9');
    const said = await looks();
    assert.deepEqual(said, ['budget-reached 100 Sales']);
    await office.tenant.departmentChoice.choose('company', 'x', office.clock.now());
    office.tenant.directory.latest = () => Promise.reject(new Error('away'));
    assert.deepEqual(await looks(), said);
  });
});
