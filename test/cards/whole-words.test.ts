import assert from 'node:assert/strict';
import { factsCard } from '../../cards/facts.ts';
import { visit } from '../support/card.ts';

const none = { title: 'x', notice: '', text: '', terms: '', sandbox: '', speak: 'x', buttons: [] };

describe('Chinese dates', () => {
  it('are not parted in texts nor in facts, and are read aloud as they are', () => {
    const date = '截至 2026年11月22日 12:00';
    const whole = '截至 2026\u2060年\u206011\u2060月\u206022\u2060日 12:00';
    const card = factsCard({ ...none, text: date, facts: [{ title: '12月3日', value: date }] });
    const shown: unknown[] = [];
    visit(card, node => {
      if (node['type'] === 'TextBlock') shown.push(node['text']);
      if (node['type'] === 'FactSet') shown.push(node['facts']);
    });
    assert.deepEqual(shown, ['x', whole, [{ title: '12\u2060月\u20603\u2060日', value: whole }]]);
    assert.doesNotMatch(String(card['speak']), /\u2060/);
  });
});

describe('the titles of facts', () => {
  it('are not parted at a hyphen nor between Chinese letters, longer ones once in the middle, and values are as they were', () => {
    const facts = ['申请人', '每月自动充值的最高金额', 'Asked by', 'Auto-recharge', '金额（USD）'].map(title => ({
      title,
      value: title,
    }));
    const shown: object[] = [];
    visit(factsCard({ ...none, facts }), node => {
      if (node['type'] === 'FactSet') shown.push(...(node['facts'] as object[]));
    });
    assert.deepEqual(shown, [
      { title: '申\u2060请\u2060人', value: '申请人' },
      {
        title: '每\u2060月\u2060自\u2060动\u2060充\u2060值的\u2060最\u2060高\u2060金\u2060额',
        value: '每月自动充值的最高金额',
      },
      { title: 'Asked by', value: 'Asked by' },
      { title: 'Auto-\u2060recharge', value: 'Auto-recharge' },
      { title: '金\u2060额（USD）', value: '金额（USD）' },
    ]);
  });
});
