import assert from 'node:assert/strict';
import { KeptDigests } from '../../bot/wallets/kept-digests.ts';
import { busyWeek } from '../cards/digest-states.ts';
import { at } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';

const monday = '2026-11-23';

describe('digests that were told', () => {
  let documents: MemoryDocuments;
  let kept: KeptDigests;
  beforeEach(() => {
    documents = new MemoryDocuments();
    kept = new KeptDigests(documents);
  });

  it('are kept as they were told first, for each zone, whoever asks', async () => {
    assert.equal(await kept.find(monday, 'UTC'), undefined);
    await kept.keep(monday, 'UTC', busyWeek);
    const later = { ...busyWeek, cost: busyWeek.cost + 1n };
    assert.deepEqual(await kept.keep(monday, 'UTC', later), busyWeek);
    assert.deepEqual(await kept.keep(monday, 'Asia/Tokyo', later), later);
    assert.deepEqual(await new KeptDigests(documents).find(monday, 'UTC'), busyWeek);
  });

  it('are kept for a quarter of a year', async () => {
    await kept.keep('2026-08-24', 'UTC', busyWeek);
    await kept.keep('2026-08-17', 'UTC', busyWeek);
    await kept.keep(monday, 'UTC', busyWeek);
    assert.deepEqual(await kept.find('2026-08-24', 'UTC'), busyWeek);
    assert.equal(await kept.find('2026-08-17', 'UTC'), undefined);
  });

  it('forget where calls went once those are erased', async () => {
    await kept.keep(monday, 'UTC', busyWeek);
    await kept.eraseBefore(at('2026-11-16T00:00:00Z'), 'UTC');
    assert.deepEqual(await kept.find(monday, 'UTC'), busyWeek);
    await kept.eraseBefore(at('2026-11-16T00:00:01Z'), 'UTC');
    assert.deepEqual(await kept.find(monday, 'UTC'), { ...busyWeek, destinations: [], departments: [] });
    assert.doesNotMatch(JSON.stringify(await documents.read('digests')), /Latvia|Legal/);
  });

  it('are those that were told where a later version wrote a word that this one does not know', async () => {
    await kept.keep(monday, 'UTC', busyWeek);
    const stored = (await documents.read('digests')) as { digests: Record<string, { open: object[] }> };
    const own = stored.digests[`${monday} UTC`]!;
    const open = [...own.open, { kind: 'of-tomorrow', since: 1 }];
    const departments = [{ group: { kind: 'guests' }, cost: '5' }];
    await documents.change('digests', () => ({ digests: { [`${monday} UTC`]: { ...own, open, departments } } }));
    const later = { ...busyWeek, cost: busyWeek.cost + 1n };
    assert.deepEqual(await kept.keep(monday, 'UTC', later), { ...busyWeek, departments: [{ group: null, cost: 5n }] });
  });

  it('are worked out anew where one is damaged', async () => {
    await kept.keep(monday, 'UTC', busyWeek);
    await documents.change('digests', () => ({ digests: { [`${monday} UTC`]: { cost: 'much' } } }));
    assert.equal(await kept.find(monday, 'UTC'), undefined);
    assert.deepEqual(await kept.keep(monday, 'UTC', busyWeek), busyWeek);
  });
});
