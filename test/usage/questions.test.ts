import assert from 'node:assert/strict';
import { Rights } from '../../bot/chat/rights.ts';
import { aCall, at, money } from '../support/builders.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('calls that are held', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    office.clock.advance(86_400_000);
  });
  afterEach(() => office.close());

  const start = at('2026-11-22T18:00:00Z');
  const idOf = (count: number): string => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;

  /** Calls that count, and as many that look like them. */
  const comeTwice = async (count: number): Promise<void> => {
    const calls = Array.from({ length: count }, (_, index) =>
      aCall({
        ...{ id: idOf(index), start: start + index * 60_000, charge: money('$1') },
        about: { caller: '+1', callee: `+49${index}`, userName: 'Alex *Wilber*', destination: 'Germany' },
      }),
    );
    const twins = calls.map((call, index) => ({ ...call, id: idOf(5000 + index) }));
    await draws(calls);
    await draws(twins);
  };
  const draws = async (rows: readonly ReturnType<typeof aCall>[]): Promise<void> => {
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: `draw-${rows[0]!.id}`, rows }, null);
    assert.ok(drawn.ok);
  };
  const comesInEuro = (count: number) =>
    draws([
      aCall({ id: idOf(9000 + count), start, currency: 'EUR', charge: money('$4.20'), about: { callee: '+33' } }),
    ]);

  const press = async (card: ReadCard, title: string | RegExp, inputs: Readonly<Record<string, string>> = {}) =>
    (await office.presses(card, title, inputs)).card;
  const choices = (card: ReadCard): readonly { readonly title: string; readonly value: string }[] =>
    (card.inputs.find(({ id }) => id === 'rows')?.['choices'] ?? []) as never;
  const answers = async () => (await office.entries()).filter(({ kind }) => kind === 'questions-answered');

  it('say that there are none', async () => {
    says(await office.types('questions'), 'questions.none');
    says(await office.types('待确认', { locale: 'zh-CN' }), 'questions.none', {}, 'zh-CN');
  });

  it('are billed one or some at a time, after a review, once however often it is pressed', async () => {
    await comeTwice(3);
    const list = await office.types('questions');
    says(list, 'questions.about.look-alike');
    assert.equal(choices(list)[0]?.title, 'Nov 22, 2026, 18:00 UTC · 1:00 · Alex *Wilber* · Germany · $1.00');
    says(await press(list, 'Bill selected'), 'questions.nothingChosen');
    const rows = [idOf(5000), idOf(5002)].join(',');
    const review = await press(list, 'Bill selected', { rows });
    says(review, 'questions.bill.would', { count: 2, amount: '$2.00' });
    assert.match(textOf(review), /Balance: \$97\.00 → \$95\.00/);
    assert.equal((await answers()).length, 0);
    const done = await press(review, 'Bill 2');
    says(done, 'questions.bill.done', { count: 2, amount: '$2.00' });
    assert.equal(textOf(await press(review, 'Bill 2')), textOf(done));
    assert.equal((await answers()).length, 1);
    // The list's old card answers others, and none twice.
    const other = await press(await press(list, 'Ignore selected', { rows: idOf(5001) }), 'Ignore 1');
    says(other, 'questions.ignore.done', { count: 1 });
    says(await press(list, 'Bill selected', { rows }), 'refuse.no-such-question');
    says(await press(done, 'Questions'), 'questions.none');
    assert.match(textOf(await office.types('balance')), /\$95\.00/);
  });

  it('are answered all at once, those that were reviewed', async () => {
    await comeTwice(12);
    const list = await office.types('questions');
    assert.equal(choices(list).length, 10);
    assert.equal(choices(await press(list, 'More')).length, 2);
    const review = await press(list, 'Bill all 12');
    says(review, 'questions.bill.would', { count: 12, amount: '$12.00' });
    await press(await press(list, 'Ignore selected', { rows: idOf(5003) }), 'Ignore 1');
    const changed = await press(review, 'Bill 12');
    says(changed, 'questions.changed');
    says(changed, 'questions.bill.would', { count: 11, amount: '$11.00' });
    says(await press(changed, 'Bill 11'), 'questions.bill.done', { count: 11, amount: '$11.00' });
    says(await press(changed, 'Bill 11'), 'questions.bill.done', { count: 11, amount: '$11.00' });
    assert.match(textOf(await office.types('balance')), /\$77\.00/);
  });

  it('are answered by the thousand, and the others after these', async () => {
    await comeTwice(1003);
    const review = await press(await office.types('questions'), 'Ignore all 1,003');
    says(review, 'questions.ignore.would', { count: '1,000' });
    says(review, 'questions.later', { count: 3 });
    says(await press(review, 'Ignore 1,000'), 'questions.ignore.done', { count: '1,000' });
    says(
      await press(await press(await office.types('questions'), 'Ignore all 3'), 'Ignore 3'),
      'questions.ignore.done',
    );
    says(await office.types('questions'), 'questions.none');
  });

  it('in another currency are billed one by one, at an amount that somebody says', async () => {
    await comeTwice(1);
    await comesInEuro(1);
    await comesInEuro(2);
    const first = await office.types('questions');
    const list = await press(first, 'In another currency (2)');
    says(list, 'questions.about.other-currency', { currency: 'USD' });
    assert.match(choices(list)[0]!.title, /€4\.20$/);
    assert.ok(list.buttons.every(({ title }) => !title.startsWith('Bill all')));
    says(await press(list, 'Bill selected', { rows: `${idOf(9001)},${idOf(9002)}` }), 'questions.oneAtATime');
    const form = await press(list, 'Bill selected', { rows: idOf(9001) });
    says(form, 'questions.amount', { currency: 'USD' });
    says(await press(form, 'Review', { amount: '€4' }), 'refuse.currency-mismatch');
    const review = await press(form, 'Review', { amount: '4.60' });
    says(review, 'questions.bill.would', { count: 1, amount: '$4.60' });
    says(await press(review, 'Bill 1'), 'questions.bill.done', { amount: '$4.60' });
    says(await press(form, 'Review', { amount: '' }), 'refuse.no-such-question');
    const rest = await office.types('questions other currency');
    says(await press(await press(rest, 'Ignore selected', { rows: idOf(9002) }), 'Ignore 1'), 'questions.ignore.done');
    says(await office.types('questions other currency'), 'questions.noneOfKind');
    says(await office.types('questions why not'), 'misread.unexpected');
  });

  it('are for those who may move money, and name people to those who may see them', async () => {
    await comeTwice(1);
    const list = await office.types('questions');
    says(await office.types('questions', { as: people.reader }), 'deny.title');
    const review = await press(list, 'Bill selected', { rows: idOf(5000) });
    for (const card of [list, review])
      for (const { title } of card.buttons.filter(({ verb }) => verb === 'answer'))
        assert.match((await office.presses(card, title, {}, { as: people.reader })).text, /roles/);
    assert.equal((await answers()).length, 0);
    const [look] = await office.stores.looks.list({ limit: 1 });
    assert.deepEqual([look?.who, look?.whom, look?.command], [people.globalAdmin, undefined, 'questions']);
    const said = { by: 'operator', at: office.clock.now() };
    const rights = new Rights(office.stores.documents);
    await rights.give('detail', { kind: 'person', id: people.reader }, said);
    await rights.narrow('detail', said);
    office.clock.advance(600_000);
    assert.doesNotMatch(JSON.stringify(await office.types('questions')), /Alex/);
  });
});
