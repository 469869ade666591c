import { hourMs, monthOf, type Instant } from './calendar.ts';
import { clockSlackMs } from './clock.ts';
import { backOffMs, coolDownMs } from './rule.ts';
import type { Wallet } from './wallet.ts';

/**
 * The instant that an accepted reading stands for in a wallet: one a little behind the last entry's, as processes are to each other, is
 * that one; one far behind is itself, since the entries before it were recorded ahead of time.
 */
export const instantFor = ({ at }: Pick<Wallet, 'at'>, reading: Instant): Instant =>
  reading < at - clockSlackMs ? reading : Math.max(reading, at);

/** What a wallet waits for after its time fell back to `at`: nothing that was set ahead of time holds for longer than it would have. */
export function withTimeBack(wallet: Wallet, at: Instant): Partial<Wallet> {
  const { terms, memory, openedAt = at } = wallet;
  const month = terms === undefined ? memory.month : monthOf(at, terms.timeZone);
  return {
    openedAt: Math.min(openedAt, at),
    memory: {
      ...memory,
      coolUntil: Math.min(memory.coolUntil, at + coolDownMs),
      retryAt: Math.min(memory.retryAt, at + longestBackOffMs),
      // What was requested ahead of time was requested in the month that it really was.
      month: memory.month > month ? month : memory.month,
    },
  };
}

const longestBackOffMs = backOffMs.at(-1) ?? hourMs;
