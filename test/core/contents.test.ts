import assert from 'node:assert/strict';
import { Contents, dayMs, hourMs, type ContentsLine, type KeptContents } from '../../core/index.ts';
import { aCall, Bench, money } from '../support/builders.ts';

describe('the table of contents', () => {
  const begun = Date.parse('2026-06-01T09:00:00Z');
  const bench = Bench.opened({ timeZone: 'Asia/Kolkata' }, begun);
  bench.buy('$100');
  bench.draw(aCall({ id: 'a', start: begun - hourMs, charge: money('$2') }), aCall({ id: 'b', charge: money('$3') }));
  // 00:30 of June 3 in India.
  bench.now = begun + dayMs + 10 * hourMs;
  bench.draw(aCall({ id: 'c', charge: money('$4') }));
  bench.draw(aCall({ id: 'c', charge: money('$5') }));
  bench.buy('$60');
  const made = (): Contents => {
    const contents = new Contents();
    for (const entry of bench.entries) contents.add(entry);
    return contents;
  };
  const all = ['payments', 'calls', 'rules', 'evaluations', 'alerts'] as const;
  const told = (line: ContentsLine): string => {
    if (line.kind === 'entry') return bench.entries[line.seq - 1]?.kind ?? 'none';
    const { day, calls, corrections, amount } = line.calls;
    return `${day}: ${calls}, ${corrections}, ${amount}`;
  };

  it('has the calls of a day in one line, after its other entries, in the wallet’s zone', () =>
    assert.deepEqual(
      made()
        .page({ groups: ['calls', 'payments'], limit: 9 })
        .lines.map(told),
      ['credits-bought', '2026-06-03: 1, 1, 5000000', 'credits-bought', '2026-06-01: 2, 0, 5000000'],
    ));

  it('is turned page by page, and a page keeps its place while more is recorded', () => {
    const contents = made();
    const whole = contents.page({ groups: all, limit: 99 });
    assert.equal(whole.older, undefined);
    const read: ContentsLine[] = [];
    let before: number | undefined;
    do {
      const page = contents.page({ groups: all, before, limit: 2 });
      assert.ok(page.lines.length <= 2);
      read.push(...page.lines);
      before = page.older;
      const last = bench.entries.at(-1);
      assert.ok(last);
      contents.add({ ...last, seq: last.seq + read.length });
    } while (before !== undefined);
    assert.deepEqual(read, whole.lines);
  });

  it('has only the days of a range', () => {
    const { lines } = made().page({ groups: all, days: { first: '2026-06-02', last: '2026-06-03' }, limit: 99 });
    assert.deepEqual(lines.map(told).slice(-2), ['credits-bought', '2026-06-03: 1, 1, 5000000']);
    const none = made().page({ groups: all, days: { first: '2026-06-04', last: '2026-06-09' }, limit: 99 });
    assert.deepEqual(none, { lines: [], older: undefined });
  });

  it('comes back from a snapshot as it was, and goes on', () => {
    const contents = made();
    const again = Contents.of(JSON.parse(JSON.stringify(contents.kept())) as KeptContents);
    for (const one of [contents, again]) one.add({ ...bench.entries[1]!, seq: 99, recordedAt: bench.now + dayMs });
    assert.deepEqual(again.kept(), contents.kept());
  });

  it('of nothing is empty', () => {
    assert.deepEqual(new Contents().page({ groups: all, limit: 9 }), { lines: [], older: undefined });
  });
});
