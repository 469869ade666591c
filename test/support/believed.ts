import { ok } from '../../core/index.ts';
import type { Clock } from '../../bot/ports/index.ts';
import type { LedgerClock } from '../../bot/wallets/decisions.ts';

/** A clock whose every reading is accepted: for tests that are not about clocks. */
export const believed = (clock: Pick<Clock, 'now'>): LedgerClock => ({
  reading: () => Promise.resolve(ok(clock.now())),
});
