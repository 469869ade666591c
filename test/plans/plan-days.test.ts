import assert from 'node:assert/strict';
import { dayOf } from '../../core/index.ts';
import { planDaysOf } from '../../bot/plans/plan-days.ts';
import { someCalls, today } from '../support/plan-world.ts';

describe('the days that plans are judged by', () => {
  const usage = { day: dayOf(today, 'UTC'), calls: 1, seconds: 60, cost: 0n, drawn: 0n };
  const call = someCalls('ann', 1);
  const rows = { usageByDay: () => Promise.resolve([usage]), callMix: () => Promise.resolve([call]) };
  const asked = { now: today, timeZone: 'UTC' };

  it('are 90, and read no calls where there are none', async () => {
    const days = await planDaysOf({ rows, stopping: new AbortController().signal }, asked);
    const read = await Promise.all(days.map(day => day.read()));
    assert.deepEqual([days.length, read.flat(), read.at(-1)], [90, [call], [call]]);
  });

  it('read nothing more once the program stops', async () => {
    const stop = new AbortController();
    const days = await planDaysOf({ rows, stopping: stop.signal }, asked);
    stop.abort();
    await assert.rejects(days.at(-1)?.read() ?? Promise.resolve(), { name: 'AbortError' });
  });
});
