import assert from 'node:assert/strict';
import prettier from 'prettier';
import type { Figure } from '../bench/figures.ts';
import { costsIn, type CpuProfile } from '../bench/profile.ts';
import { compared, isMet, machineKind, merged, textOfLast, type LastFigures } from '../bench/last.ts';

// Of one profile: a node of each place, what was seen at each sample.
const profile = (...samples: readonly (readonly [name: string, url: string, micros: number])[]): CpuProfile => ({
  nodes: samples.map(([functionName, url], id) => ({ id, callFrame: { functionName, url } })),
  samples: samples.map((_, id) => id),
  timeDeltas: samples.map(([, , micros]) => micros),
});

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
      'rows/s': { measured: '250,000', target: '≥ 250,000: met', d03eed2: '', last: '200,000 × 1.25 (2026-11-23)' },
      'ours to theirs': { measured: '0.89', target: '', d03eed2: '', last: '' },
    });
    assert.equal(compared(last, measured(rows(199_999)))['rows/s']?.target, '≥ 250,000: missed');
  });

  it('stand beside those of the commit that they are compared with, where they were measured there', () => {
    const first = compared({}, measured({ ...rows(250_000), d03eed2: 138_000 }))['rows/s'];
    assert.equal(first?.d03eed2, '138,000 × 1.81');
  });

  it('have no factor of nothing', () => {
    const factor = (before: number, now: number): string | undefined => {
      const last: LastFigures = merged({}, measured(rows(before)), monday);
      return compared(last, measured(rows(now)))['rows/s']?.last;
    };
    assert.deepEqual([factor(0, 3), factor(2, 0)], ['0 (2026-11-23)', '2 × 0.00 (2026-11-23)']);
  });

  it('meet a target by what it says', () => {
    const met = (is: '≥' | '≤' | '<' | '=') => [1, 2, 3].map(value => isMet(value, { is, value: 2 }));
    assert.deepEqual(met('≥'), [false, true, true]);
    assert.deepEqual(met('≤'), [true, true, false]);
    assert.deepEqual(met('<'), [true, false, false]);
    assert.deepEqual(met('='), [false, true, false]);
  });
});

describe('a profile of the bench', () => {
  it('tells each file of the project, and of what has none its function, without what waits', () => {
    const file = (name: string): string => new URL(`../../core/${name}`, import.meta.url).href;
    const costs = costsIn(
      profile(
        ...[['draw', file('calls.ts'), 2000] as const, ['(idle)', '', 90_000] as const],
        ...[['run', '', 5000] as const, ['seal', file('calls.ts'), 1000] as const],
      ),
      process.cwd(),
    );
    assert.deepEqual(Object.entries(costs), [
      ['run', { ms: 5, share: '62.5 %' }],
      ['core/calls.ts', { ms: 3, share: '37.5 %' }],
    ]);
  });
});
