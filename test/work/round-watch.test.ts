import assert from 'node:assert/strict';
import { hourMs, minuteMs, secondMs } from '../../core/index.ts';
import { RoundWatch } from '../../bot/work/round-watch.ts';
import { at } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const deliver = { name: 'deliver', everyMs: 5 * secondMs };
const audit = { name: 'audit', everyMs: 6 * hourMs };

describe('the watch over rounds', () => {
  let clock: VirtualClock;
  let documents: MemoryDocuments;
  let watch: RoundWatch;
  beforeEach(() => {
    clock = new VirtualClock(at('2026-11-26T12:00:00Z'));
    documents = new MemoryDocuments();
    watch = new RoundWatch(documents, clock);
  });

  const begins = (name: string, of = watch): Promise<void> => of.during(name, () => Promise.resolve());
  /** Rounds of a job for so long. */
  const goesOn = async (name: string, ms: number, of = watch): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 10 * minuteMs) {
      await begins(name, of);
      clock.advance(10 * minuteMs);
    }
  };
  const isLate = async (of = watch): Promise<boolean> => (await of.lateSince()) !== undefined;

  it('says since when a round goes on that has not ended in an hour', async () => {
    watch.expect([deliver]);
    const begun = clock.now();
    const { promise, resolve } = Promise.withResolvers();
    const round = watch.during('deliver', () => promise);
    clock.advance(hourMs);
    assert.equal(await isLate(), false);
    clock.advance(secondMs);
    assert.equal(await watch.lateSince(), begun);
    resolve(undefined);
    await round;
    assert.equal(await isLate(), false);
  });

  it('says since when a round is due that does not begin, and of what is not run at all, from when it is expected', async () => {
    watch.expect([deliver, audit]);
    await begins('audit');
    const due = clock.now() + audit.everyMs;
    await goesOn('deliver', 7 * hourMs);
    assert.equal(await isLate(), false);
    await goesOn('deliver', 10 * minuteMs);
    assert.equal(await watch.lateSince(), due);
    await begins('audit');
    assert.equal(await isLate(), false);
    assert.equal(await isLate(new RoundWatch(documents, clock)), false);
  });

  it('knows of rounds that another process begins, and that it has begun none any more', async () => {
    const other = new RoundWatch(documents, clock);
    for (const one of [watch, other]) one.expect([deliver]);
    for (let hours = 0; hours < 5; hours += 1) {
      await goesOn('deliver', hourMs, other);
      assert.equal(await isLate(), false);
    }
    clock.advance(2 * hourMs + minuteMs);
    assert.equal(await isLate(other), true);
    // What it read last may have been of the last moment.
    await watch.lateSince();
    clock.advance(hourMs + minuteMs);
    assert.equal(await isLate(), true);
  });

  it('is not led astray by a clock that jumps, nor stopped by a store that fails', async () => {
    watch.expect([audit]);
    clock.set(clock.now() + 48 * hourMs);
    assert.equal(await isLate(), false);
    documents.read = () => Promise.reject(new Error('away'));
    documents.change = () => Promise.reject(new Error('away'));
    let ran = 0;
    await watch.during('audit', () => Promise.resolve((ran += 1)));
    assert.equal(ran, 1);
    clock.advance(8 * hourMs);
    assert.equal(await isLate(), true);
  });
});
