import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayMs, hourMs, minuteMs } from '../../core/index.ts';
import { longestHeldMs, TeamsLimits } from '../../bot/drivers/teams/limits.ts';
import { at } from '../support/builders.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

interface Sent {
  readonly conversation: string;
  readonly number: number;
  readonly at: number;
  readonly hasTag: boolean;
}

/** What Teams counts, and what it would refuse. */
const published = [
  { amount: 7, windowMs: 1000 },
  { amount: 8, windowMs: 2000 },
  { amount: 60, windowMs: 30_000 },
  { amount: 1800, windowMs: hourMs },
];

const publishedOfTags = [
  { amount: 2, windowMs: 5000 },
  { amount: 5, windowMs: 60_000 },
];

/** The most in any window of that length: each window that is fullest begins with one of them. */
function most(times: readonly number[], windowMs: number): number {
  const inOrder = times.toSorted((one, other) => one - other);
  let first = 0;
  let found = 0;
  for (const [last, time] of inOrder.entries()) {
    while ((inOrder[first] ?? 0) <= time - windowMs) first += 1;
    found = Math.max(found, last - first + 1);
  }
  return found;
}

function assertWithin(sent: readonly Sent[]): void {
  for (const [, ours] of Map.groupBy(sent, ({ conversation }) => conversation)) {
    for (const { amount, windowMs } of published)
      assert.ok(
        most(
          ours.map(one => one.at),
          windowMs,
        ) <= amount,
        `${amount} in ${windowMs} ms`,
      );
    const tagged = ours.filter(({ hasTag }) => hasTag).map(one => one.at);
    for (const { amount, windowMs } of publishedOfTags)
      assert.ok(most(tagged, windowMs) <= amount, `tags in ${windowMs} ms`);
  }
  assert.ok(
    most(
      sent.map(one => one.at),
      1000,
    ) <= 50,
    'the organization',
  );
}

describe('Teams’ limits', () => {
  let clock: VirtualClock;
  let limits: TeamsLimits;
  let sent: Sent[];
  let turnedAway: number;
  beforeEach(() => {
    clock = new VirtualClock(at('2026-01-01T08:00:00Z'));
    limits = new TeamsLimits(clock);
    sent = [];
    turnedAway = 0;
  });

  /** Sends as a caller does that keeps what is turned away. */
  async function sends(conversation: string, number: number, hasTag = false): Promise<void> {
    for (;;) {
      const asked = clock.elapsed();
      const waitMs = await limits.take(conversation, { hasTag });
      if (waitMs === undefined) {
        sent.push({ conversation, number, at: clock.elapsed(), hasTag });
        return;
      }
      turnedAway += 1;
      assert.ok(clock.elapsed() - asked <= 2 * longestHeldMs, 'held for too long');
      await clock.wait(waitMs);
    }
  }

  const carryOut = (work: readonly Promise<void>[]): Promise<unknown> => clock.carryOut(Promise.all(work), () => false);

  it('let the first seven messages of a conversation go at once, and hold those that need not wait long', async () => {
    await carryOut(Array.from({ length: 8 }, (_, number) => sends('a', number)));
    assert.deepEqual(
      sent.map(one => one.number),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.ok(sent[6]!.at <= 200 && sent[7]!.at >= 1000);
    assert.equal(turnedAway, 0);
  });

  it('turn away what would wait longer, with the time', async () => {
    await carryOut(Array.from({ length: 60 }, (_, number) => sends('a', number)));
    const waitMs = await limits.take('a');
    assert.ok(waitMs !== undefined && waitMs > longestHeldMs && waitMs <= 30_050, String(waitMs));
  });

  it('take an hour’s 1,800 messages of one conversation, and no more', async () => {
    await carryOut(Array.from({ length: 1850 }, (_, number) => sends('a', number)));
    assertWithin(sent);
    assert.ok(sent[1799]!.at < hourMs && sent[1800]!.at >= hourMs);
  }).timeout(60_000);

  it('send to 1,000 conversations in little more than the 20 seconds that 50 a second take', async () => {
    await carryOut(Array.from({ length: 1000 }, (_, number) => sends(`c${number}`, number)));
    assertWithin(sent);
    // Not fifty at once, then none.
    const times = sent.map(one => one.at);
    assert.ok(most(times, 100) <= 10, `${most(times, 100)} at once`);
    assert.ok(clock.elapsed() < 22_000, `${clock.elapsed()} ms`);
  });

  for (const connectingMs of [0, 100, 300, 800])
    it(`hold at Teams’ end too, where the first connections take ${connectingMs} ms, and after a rest too`, async () => {
      const arrived: number[] = [];
      const sendsTo = async (conversation: string): Promise<void> => {
        await sends(conversation, 0);
        await clock.wait(Math.max(0, begun + connectingMs - clock.elapsed()));
        arrived.push(clock.elapsed());
        await clock.wait(150);
        limits.answered();
      };
      let begun = 0;
      for (const round of ['first', 'second']) {
        begun = clock.elapsed();
        const all = Array.from({ length: 400 }, (_, number) => sendsTo(`${round}-${number}`));
        await carryOut(all);
        assert.ok(clock.elapsed() - begun <= 400 * 21 + 1500, `${clock.elapsed() - begun} ms`);
        clock.advance(5000);
      }
      assert.ok(most(arrived, 1000) <= 50, `${most(arrived, 1000)} in a second`);
    });

  it('hold only the conversation that Teams told to wait, however long', async () => {
    limits.pause('a', 90_000);
    const waitMs = await limits.take('a');
    assert.equal(waitMs, 90_000);
    assert.equal(await limits.take('b'), undefined);
    clock.advance(89_999);
    assert.equal(await clock.carryOut(limits.take('a'), () => false), undefined);
    assert.equal(clock.elapsed(), 90_000);
  });

  it('turn away who is waiting in a conversation when Teams tells it to wait', async () => {
    for (let number = 0; number < 7; number += 1) await carryOut([sends('a', number)]);
    const eighth = limits.take('a');
    limits.pause('a', minuteMs);
    assert.equal(await eighth, minuteMs);
  });

  it('never wait longer than a day, whatever Teams says', async () => {
    limits.pause('a', 1e15);
    assert.equal(await limits.take('a'), dayMs);
  });

  it('forget conversations that nothing was sent to for an hour or two, but not one that has to wait', async () => {
    await carryOut(Array.from({ length: 500 }, (_, number) => sends(`c${number}`, number)));
    limits.pause('a', 5 * hourMs);
    for (let hours = 0; hours < 3; hours += 1) {
      clock.advance(hourMs + minuteMs);
      await carryOut([sends('b', hours)]);
    }
    assert.equal(limits.size, 2);
    assert.ok(((await limits.take('a')) ?? 0) > hourMs);
  });

  it('are never exceeded, whoever sends when, nobody waits for ever, and each conversation keeps its order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            conversation: fc.integer({ min: 0, max: 12 }),
            afterMs: fc.oneof(
              { weight: 6, arbitrary: fc.constant(0) },
              fc.integer({ min: 0, max: 400 }),
              fc.integer({ max: 40_000, min: 0 }),
            ),
            hasTag: fc.integer({ min: 0, max: 9 }).map(drawn => drawn === 0),
            pauseMs: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 60_000 })),
          }),
          { maxLength: 300, size: 'max' },
        ),
        async asked => {
          clock = new VirtualClock(at('2026-01-01T08:00:00Z'));
          limits = new TeamsLimits(clock);
          sent = [];
          const ends = new Map<string, number>();
          const work = (async () => {
            const sending: Promise<void>[] = [];
            for (const [number, { conversation, afterMs, hasTag, pauseMs }] of asked.entries()) {
              if (afterMs > 0) await clock.wait(afterMs);
              const name = `c${conversation}`;
              if (pauseMs > 0) {
                limits.pause(name, pauseMs);
                ends.set(`${name} ${clock.elapsed()}`, clock.elapsed() + pauseMs);
              }
              sending.push(sends(name, number, hasTag));
            }
            await Promise.all(sending);
          })();
          await clock.carryOut(work, () => false);
          assert.equal(sent.length, asked.length);
          assertWithin(sent);
          for (const [key, until] of ends) {
            const [name, since] = key.split(' ');
            assert.ok(
              !sent.some(one => one.conversation === name && one.at > Number(since) && one.at < until),
              'too early',
            );
          }
        },
      ),
      { numRuns: 100 },
    )).timeout(60_000);

  it('grant what they hold of one conversation in the order that it was asked for', async () => {
    const order: number[] = [];
    const takes = Array.from({ length: 20 }, async (_, number) => {
      if ((await limits.take('a')) === undefined) order.push(number);
    });
    await carryOut(takes);
    assert.deepEqual(
      order,
      [...order].toSorted((one, other) => one - other),
    );
    assert.ok(order.length > 7);
  });
});
