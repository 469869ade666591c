import assert from 'node:assert/strict';
import { answering, giveWay } from '../../bot/work/give-way.ts';

describe('long work', () => {
  let paused: number;
  beforeEach(() => (paused = 0));
  const part = (): Promise<void> => giveWay(() => Promise.resolve((paused += 1)));

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
      afterwards = given.promise.then(part);
    });
    assert.equal(paused, 0);
    given.resolve(undefined);
    await afterwards;
    assert.equal(paused, 1);
    other.resolve(undefined);
    await others;
  });

  it('goes on after an answer that failed', async () => {
    await assert.rejects(answering(() => Promise.reject(new Error('no'))));
    await part();
    assert.equal(paused, 0);
  });
});
