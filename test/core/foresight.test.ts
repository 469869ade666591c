import assert from 'node:assert/strict';
import { foreseenYear } from './foresight/foreseen-year.ts';

describe('what is foreseen in the years of twelve organizations', function () {
  this.timeout(120_000);

  const totals: Record<string, number> = {};
  before(() => {
    for (let seed = 1; seed <= 12; seed += 1)
      for (const [name, count] of Object.entries<number>({ ...foreseenYear(seed) }))
        totals[name] = (totals[name] ?? 0) + count;
  });
  const shareOf = (part: string, whole: string): number => (totals[part] ?? 0) / (totals[whole] ?? 0);

  it('comes between the earliest and the latest day four times in five', () => {
    assert.ok((totals['warnings'] ?? 0) > 60, JSON.stringify(totals));
    assert.ok(shareOf('within', 'warnings') >= 0.75, JSON.stringify(totals));
  });

  it('is warned of three days before calls fail, but for one time in fifty', () => {
    assert.ok((totals['cutOffs'] ?? 0) > 10, JSON.stringify(totals));
    assert.ok(shareOf('surprises', 'cutOffs') <= 1 / 50, JSON.stringify(totals));
  });

  it('is told falsely less than once in a quarter', () =>
    assert.ok(shareOf('falseOnes', 'quarters') < 1, JSON.stringify(totals)));

  it('is told of credits that expire, and of hardly any that do not', () => {
    assert.ok((totals['expired'] ?? 0) > 0 && totals['expiredUntold'] === 0, JSON.stringify(totals));
    assert.ok(shareOf('wrong30', 'told30') <= 0.2, JSON.stringify(totals));
  });

  it('is the same for the same seed', () => assert.deepEqual(foreseenYear(3), foreseenYear(3)));
});
