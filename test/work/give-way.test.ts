import assert from 'node:assert/strict';
import { answering, giveWay } from '../../bot/work/give-way.ts';

describe('long work', () => {
  /** Far from what any other test has seen of time. */
  let time = 1e12;
  let paused: number;
  beforeEach(() => (paused = 0));
  const part = (workedMs = 25): Promise<void> => {
    time += workedMs;
    return giveWay({ pause: ms => Promise.resolve((paused += ms / 20)), now: () => time });
  };

  it('pauses between its parts while an answer is due, and only then', async () => {
    await part();
    assert.equal(paused, 0);
    const answer = Promise.withResolvers<undefined>();
    const answered = answering(() => answer.promise);
    await part();
    await part();
    assert.equal(paused, 2);
    answer.resolve(undefined);
    await answered;
    await part();
    assert.equal(paused, 2);
  });

  it('of an answer itself goes on, until that is given', async () => {
    let afterwards: Promise<void> | undefined;
    const given = Promise.withResolvers<undefined>();
    const other = Promise.withResolvers<undefined>();
    const others = answering(() => other.promise);
    await answering(async () => {
      await part();
      afterwards = given.promise.then(() => part());
    });
    assert.equal(paused, 0);
    given.resolve(undefined);
    await afterwards;
    assert.equal(paused, 1);
    other.resolve(undefined);
    await others;
  });

  it('pauses once for many small parts', async () => {
    const answer = Promise.withResolvers<undefined>();
    const answered = answering(() => answer.promise);
    for (let parts = 0; parts < 100; parts += 1) await part(1);
    assert.equal(paused, 5);
    answer.resolve(undefined);
    await answered;
  });

  it('goes on after an answer that failed', async () => {
    await assert.rejects(answering(() => Promise.reject(new Error('no'))));
    await part();
    assert.equal(paused, 0);
  });
});
