import assert from 'node:assert/strict';
import { fuzzActivities } from '../fuzz/fuzz-activities.ts';

describe('hostile activities', () => {
  it('break nothing, and are told nothing that is not theirs: 200 of a fixed seed', async () => {
    const { faults, statuses } = await fuzzActivities({ seed: 5, count: 200 });
    assert.deepEqual(faults, []);
    assert.ok((statuses.get(200) ?? 0) > 50, JSON.stringify([...statuses]));
  });
});
