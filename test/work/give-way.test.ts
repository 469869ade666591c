import assert from 'node:assert/strict';
import { RightOfWay } from '../../bot/work/give-way.ts';

describe('long work', () => {
  let time: number;
  let paused: number;
  let way: RightOfWay;
  beforeEach(() => {
    time = 0;
    paused = 0;
    way = new RightOfWay({ rest: ms => Promise.resolve((paused += ms / 20)), now: () => time });
  });
  const part = (workedMs = 25): Promise<void> => {
    time += workedMs;
    return way.give();
  };

  it('pauses between its parts while an answer is due, and only then', async () => {
    await part();
    assert.equal(paused, 0);
    const answer = Promise.withResolvers<undefined>();
    const answered = way.answering(() => answer.promise);
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
    const others = way.answering(() => other.promise);
    await way.answering(async () => {
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
    const answered = way.answering(() => answer.promise);
    for (let parts = 0; parts < 100; parts += 1) await part(1);
    assert.equal(paused, 5);
    answer.resolve(undefined);
    await answered;
  });

  it('rests with all other', async () => {
    const rested = Promise.withResolvers<undefined>();
    way = new RightOfWay({ rest: () => rested.promise, now: () => time });
    const answer = Promise.withResolvers<undefined>();
    const answered = way.answering(() => answer.promise);
    let went = 0;
    const [first, second] = [0, 1].map(() => part(1).then(() => (went += 1)));
    for (let turn = 0; turn < 10; turn += 1) await new Promise(resolve => setImmediate(resolve));
    assert.equal(went, 0);
    rested.resolve(undefined);
    await Promise.all([first, second]);
    answer.resolve(undefined);
    await answered;
  });

  it('goes on after an answer that failed', async () => {
    await assert.rejects(way.answering(() => Promise.reject(new Error('no'))));
    await part();
    assert.equal(paused, 0);
  });
});
