import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('the history', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('has the calls of a day in one line, and who did what', async () => {
    await office.skipsSetUp();
    await office.types('sandbox calls 60');
    const told = textOf(await office.types('history'));
    assert.match(told, /60 calls, \$\d.*\nNov 22, 2026/);
    assert.match(told, /Ordered \$100\.00 · Alex Wilber/);
    assert.match(told, /Paid \$100\.00, invoice 1$/m);
    assert.match(told, /Recharge check: [^·]*$/m);
  });

  it('keeps the place of a page while more is recorded, and what “today” meant', async () => {
    await office.skipsSetUp();
    for (let count = 0; count < 6; count += 1) await office.presses(await office.types('add funds 50'), 'Place order');
    const first = await office.types('history today payments');
    assert.equal(first.texts.filter(text => text.includes('invoice')).length, 6);
    office.clock.advance(dayMs);
    await office.presses(await office.types('add funds 77'), 'Place order');
    const { card: older } = await office.presses(first, 'Older');
    assert.match(textOf(older), /Paid \$100\.00, invoice 1\n/);
    assert.doesNotMatch(textOf(older), /\$77|invoice 2/);
    assert.match(textOf((await office.presses(older, 'Newest')).card), /\$77/);
  });

  it('shows one kind at a time, of a range, in words, in both languages', async () => {
    await office.skipsSetUp();
    await office.types('sandbox spend 90');
    const alerts = await office.types('history alerts this week');
    says(alerts, 'history.range', { from: 'Nov 16, 2026', to: 'Nov 22, 2026' });
    says(alerts, 'entry.alert-raised', { alert: 'Low balance' });
    const payments = textOf((await office.presses(alerts, 'Payments')).card);
    assert.match(payments, /Auto-recharge ordered \$50\.00\n[\s\S]*Ordered \$100\.00/);
    assert.doesNotMatch(payments, /\d calls|Low balance/);
    assert.match(
      textOf(await office.types('历史记录 本周 付款', { locale: 'zh-CN' })),
      /2026年11月16日 至 [\s\S]*下单/,
    );
    says(await office.types('history last year'), 'history.none');
    says(await office.types('history tomorrowish'), 'misread.range', { text: 'tomorrowish' });
  });

  it('names nobody whom the directory no longer knows, and shows itself without names where that does not answer', async () => {
    await office.skipsSetUp();
    const { directory } = office.tenant;
    const nameOf = directory.nameOf.bind(directory);
    // Set-up has named whoever acted: that is kept for an hour.
    office.clock.advance(2 * 3_600_000);
    directory.nameOf = () => Promise.reject(new Error('Graph does not answer'));
    assert.match(textOf(await office.types('history')), /Ordered \$100\.00$/m);
    directory.nameOf = () => Promise.resolve(undefined);
    says(await office.types('history'), 'history.gone');
    directory.nameOf = nameOf;
  });

  it('takes no place that it did not give', async () => {
    await office.skipsSetUp();
    const whole = textOf(await office.types('history'));
    for (const place of ['rubbish', '1e400', 'NaN', '5 2026-13-40 x', ' '.repeat(200)]) {
      const { card } = await office.invokes('page', { text: 'history', place });
      assert.equal(textOf(card), whole, place);
    }
    const { card } = await office.invokes('page', { text: 'history', place: '-5' }, { as: people.reader });
    says(card, 'history.none');
  });
});
