import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('a statement', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('tells a month that is open, line by line, and leaves out what is zero', async () => {
    await office.skipsSetUp();
    await office.types('auto-recharge off');
    await office.types('sandbox spend 130');
    const told = textOf(await office.types('statement'));
    assert.match(told, /Nov 1, 2026 to Nov 30, 2026 · Open until Dec 4, 2026/);
    assert.match(
      told,
      /Opening balance\n\$0\.00\nPurchases\n\$100\.00\nUsage, invoice 1\n-\$100\.00\nUsage not paid for yet\n-\$30\.00\nClosing balance\n-\$30\.00/,
    );
    assert.match(told, /Invoice 1: \$100\.00 on Nov 22, 2026/);
    assert.doesNotMatch(told, /Expired|Refunds/);
  });

  it('is closed and final 72 hours after the month, whatever comes later, and turns by month', async () => {
    await office.skipsSetUp();
    await office.types('sandbox spend 10');
    office.clock.advance(20 * dayMs);
    await office.types('sandbox spend 5');
    const closed = await office.types('statement last month', { as: people.reader });
    says(closed, 'statement.closed');
    assert.match(textOf(closed), /Usage\n-\$10\.00\nClosing balance\n\$90\.00/);
    assert.deepEqual(
      closed.buttons.map(({ title }) => title),
      ['Next month', 'PDF', 'History', 'Purchases', 'Balance'],
    );
    const { card: next } = await office.presses(closed, 'Next month');
    assert.match(textOf(next), /Opening balance\n\$90\.00\nUsage\n-\$5\.00\nClosing balance\n\$85\.00/);
    assert.equal(textOf((await office.presses(next, 'Previous month')).card), textOf(closed));
    assert.doesNotMatch(textOf(closed), /[0-9a-f]{64}/, 'a hash is for the printout');
  });

  it('of a month before there was anything says so, and of none that has not begun', async () => {
    await office.skipsSetUp();
    says(await office.types('statement 2025-01'), 'statement.empty');
    says(await office.types('statement 2031-01'), 'misread.range-ahead', { text: '2031-01' });
    says(await office.types('statement whenever'), 'misread.month', { text: 'whenever' });
    const chinese = textOf(await office.types('对账单 本月', { locale: 'zh-CN' }));
    assert.match(chinese, /期初余额\nUS\$0\.00\n购买\nUS\$100\.00\n期末余额\nUS\$100\.00/);
  });

  it('is read again only when something was recorded', async () => {
    await office.skipsSetUp();
    const { journal } = office.stores;
    const entriesAfter = journal.entriesAfter.bind(journal);
    let reads = 0;
    journal.entriesAfter = (...asked) => ((reads += 1), entriesAfter(...asked));
    await office.types('statement');
    const once = reads;
    assert.ok(once > 0);
    await office.types('statement');
    assert.equal(reads, once);
    await office.types('sandbox spend 5');
    assert.match(textOf(await office.types('statement')), /Usage\n-\$5\.00/);
  });
});
