import assert from 'node:assert/strict';
import prettier from 'prettier';
import type { Figure } from '../bench/figures.ts';
import { compared, isMet, machineKind, merged, textOfLast, type LastFigures } from '../bench/last.ts';

const machine = machineKind({ model: 'Slow', cores: 2, nodeVersion: 'v26.10.0', platform: 'linux' });
const measured = (...figures: readonly Figure[]) => ({ machine, part: 'ledger', figures });
const rows = (value: number): Figure => ({
  ...{ key: 'rows', figure: 'rows/s', value },
  target: { is: '≥', value: 250_000 },
});
const ratio = (value: number): Figure => ({ key: 'ratio', figure: 'ours to theirs', value, digits: 2 });
const monday = '2026-11-23';
const friday = '2026-11-27';

describe('the figures that the bench keeps', () => {
  it('are those of machines of one kind: the patch of Node makes no other', () => {
    assert.equal(machine, 'Slow × 2, Node v26, linux');
    assert.equal(machineKind({ model: 'Slow', cores: 2, nodeVersion: 'v26.11.1', platform: 'linux' }), machine);
    assert.notEqual(machineKind({ model: 'Slow', cores: 4, nodeVersion: 'v26.10.0', platform: 'linux' }), machine);
  });

  it('are replaced one by one: other figures, parts and machines stay as they were, with their days', () => {
    const elsewhere = { Other: { ledger: { rows: { value: 1, on: monday } } } };
    const before = merged(elsewhere, measured(rows(200_000), ratio(0.5)), monday);
    const turns = merged(before, { machine, part: 'turns', figures: [ratio(1)] }, monday);
    assert.deepEqual(merged(turns, measured(rows(210_000)), friday), {
      ...elsewhere,
      [machine]: {
        ledger: { rows: { value: 210_000, on: friday }, ratio: { value: 0.5, on: monday } },
        turns: { ratio: { value: 1, on: monday } },
      },
    });
  });

  it('keep four digits', () => {
    assert.deepEqual(merged({}, measured(rows(184_315.13), ratio(0.88495)), monday)[machine]?.['ledger'], {
      rows: { value: 184_300, on: monday },
      ratio: { value: 0.885, on: monday },
    });
  });

  it('are written in one order, whatever was measured first, and formatted', async () => {
    const one = merged(merged({}, measured(rows(1)), monday), measured(ratio(2)), monday);
    const other = merged(merged({}, measured(ratio(2)), monday), measured(rows(1)), monday);
    assert.equal(textOfLast(one), textOfLast(other));
    assert.equal(await prettier.format(textOfLast(one), { parser: 'json' }), textOfLast(one));
    assert.deepEqual(JSON.parse(textOfLast(one)), one);
  });

  it('are shown beside the new ones, with the ratio, and whether the target is met', () => {
    const last = merged({}, measured(rows(200_000)), monday);
    assert.deepEqual(compared(last, measured(rows(250_000), ratio(0.885))), {
      'rows/s': { now: '250,000', before: '200,000 (2026-11-23)', ratio: '1.25', target: '≥ 250,000: met' },
      'ours to theirs': { now: '0.89', before: '', ratio: '', target: '' },
    });
    assert.equal(compared(last, measured(rows(199_999)))['rows/s']?.target, '≥ 250,000: missed');
  });

  it('have a ratio to nothing only where there is still nothing', () => {
    const ratioTo = (before: number, now: number): string | undefined => {
      const last: LastFigures = merged({}, measured(rows(before)), monday);
      return compared(last, measured(rows(now)))['rows/s']?.ratio;
    };
    assert.deepEqual([ratioTo(0, 0), ratioTo(0, 3), ratioTo(2, 0)], ['1.00', '', '0.00']);
  });

  it('meet a target by what it says', () => {
    const met = (is: '≥' | '≤' | '<' | '=') => [1, 2, 3].map(value => isMet(value, { is, value: 2 }));
    assert.deepEqual(met('≥'), [false, true, true]);
    assert.deepEqual(met('≤'), [true, true, false]);
    assert.deepEqual(met('<'), [true, false, false]);
    assert.deepEqual(met('='), [false, true, false]);
  });
});
