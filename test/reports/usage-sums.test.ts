import assert from 'node:assert/strict';
import fc from 'fast-check';
import { usageView } from '../../bot/reports/usage.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import type { Sight } from '../../bot/chat/roles.ts';
import type { UsageSums } from '../../bot/ports/index.ts';
import { readCard } from '../support/card.ts';

const days = { first: '2026-11-01', last: '2026-11-30' };
const whole: Sight = { kind: 'whole' };
const facts = {
  ...{ sight: whole, apart: new Map<string, string>(), currency: 'USD', importing: '', opensAt: 0 },
  ...{ from: Date.parse('2026-11-01'), to: Date.parse('2026-11-30') },
} as const;

const sumsOf = (seconds: number): UsageSums => ({ calls: 1, seconds, cost: 1_000_000n, drawn: 0n });
const sum = (parts: readonly number[]): number => parts.reduce((one, other) => one + other, 0);

/** The minutes of every line, and of all, as the card shows them. */
function shownMinutes(seconds: readonly number[], by: 'type' | 'day'): readonly [parts: number, all: number] {
  const speech = speechFor({ language: 'en', timeZone: 'UTC', isSandbox: false });
  const lines = seconds.map((some, index) => ({ ...sumsOf(some), key: `type${index}`, label: `type${index}` }));
  const report = {
    ...{ ...sumsOf(sum(seconds)), days, before: { ...sumsOf(0), calls: 0, days } },
    byDay: seconds.map((some, index) => ({ ...sumsOf(some), day: `2026-11-${String(index + 1).padStart(2, '0')}` })),
    by: by === 'day' ? {} : { type: { lines: lines.slice(1), others: { ...sumsOf(seconds[0] ?? 0), lines: 1 } } },
  };
  const { texts } = readCard(usageView(speech, report, { ...facts, by }));
  const all = texts.find(text => text.startsWith('Talk time: '))?.slice('Talk time: '.length) ?? '';
  const parts = texts.flatMap(text => /minutes: (?<minutes>.+)$/.exec(text)?.groups?.['minutes'] ?? []);
  assert.equal(parts.length, seconds.length);
  const read = (text: string): number => (text === 'under 1' ? 0 : Number(text.replaceAll(/,| min$/g, '')));
  return [sum(parts.map(read)), read(all)];
}

describe('the minutes of a usage report', () => {
  for (const by of ['type', 'day'] as const)
    it(`add up to those above them, by ${by}`, () =>
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 2, maxLength: 12 }), seconds => {
          const [parts, all] = shownMinutes(seconds, by);
          assert.equal(parts, all);
        }),
        { numRuns: 30 },
      ));
});
