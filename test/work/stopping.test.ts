import assert from 'node:assert/strict';
import { secondMs } from '../../core/index.ts';
import { stopGraceMs, Stopping } from '../../bot/work/stopping.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('stopping', () => {
  let clock: VirtualClock;
  let stopping: Stopping;
  let called: string[];

  beforeEach(() => {
    clock = new VirtualClock(0);
    stopping = new Stopping(clock);
    called = [];
  });
  const after = (ms: number, name: string): (() => void) => stopping.clock.after(ms, () => void called.push(name));

  it('shortens what is still to time out to the grace, and nothing that is shorter', () => {
    after(60 * secondMs, 'long');
    after(2 * secondMs, 'short');
    clock.advance(secondMs);
    stopping.begin();
    clock.advance(secondMs);
    assert.deepEqual(called, ['short']);
    clock.advance(stopGraceMs - secondMs - 1);
    assert.deepEqual(called, ['short']);
    clock.advance(1);
    assert.deepEqual(called, ['short', 'long']);
  });

  it('leaves what begins later what is left of the grace, and nothing after it', () => {
    stopping.begin();
    clock.advance(stopGraceMs - secondMs);
    after(60 * secondMs, 'in time');
    clock.advance(secondMs);
    after(60 * secondMs, 'too late');
    clock.advance(0);
    assert.deepEqual(called, ['in time', 'too late']);
  });

  it('calls nothing that was canceled, and nothing twice', () => {
    const cancelBefore = after(60 * secondMs, 'canceled before');
    const cancel = after(60 * secondMs, 'canceled');
    after(secondMs, 'called before');
    after(60 * secondMs, 'called');
    cancelBefore();
    clock.advance(secondMs);
    stopping.begin();
    cancel();
    clock.advance(120 * secondMs);
    assert.deepEqual(called, ['called before', 'called']);
    assert.equal(clock.waiting, 0);
  });

  it('has one grace, however often it is begun', () => {
    after(60 * secondMs, 'called');
    stopping.begin();
    clock.advance(secondMs);
    stopping.begin();
    clock.advance(stopGraceMs - secondMs);
    assert.deepEqual(called, ['called']);
  });
});
