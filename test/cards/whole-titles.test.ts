import assert from 'node:assert/strict';
import { factsCard } from '../../cards/facts.ts';
import { visit } from '../support/card.ts';

describe('the titles of facts', () => {
  it('are not parted between Chinese letters, longer ones once in the middle, and values are as they were', () => {
    const facts = ['申请人', '每月自动充值的最高金额', 'Asked by', '金额（USD）'].map(title => ({
      title,
      value: title,
    }));
    const none = { title: 'x', notice: '', text: '', terms: '', sandbox: '', speak: 'x', buttons: [] };
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
      { title: '金\u2060额（USD）', value: '金额（USD）' },
    ]);
  });
});
