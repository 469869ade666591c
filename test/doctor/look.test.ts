import assert from 'node:assert/strict';
import { lookAt } from '../../bot/doctor/look.ts';
import { observed } from '../../bot/ports/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('a look at everything', () => {
  it('waits for nobody longer than eight seconds, and for nobody because of another', async () => {
    const waiting = new VirtualClock(0);
    let isStopped = false;
    const looking = lookAt(waiting, [
      {
        area: 'mail',
        look: signal => new Promise(() => signal.addEventListener('abort', () => (isStopped = true))),
      },
      { area: 'clock', look: () => Promise.resolve([observed('clock', 'clock-alone')]) },
      { area: 'teams', look: () => Promise.reject(new Error('a bug')) },
    ]);
    await new Promise(setImmediate);
    waiting.advance(8000);
    assert.deepEqual(
      (await looking).map(({ area, kind }) => `${area} ${kind}`),
      ['mail check-late', 'clock clock-alone', 'teams check-failed'],
    );
    assert.ok(isStopped);
  });
});
