import type { Instant } from '../../../core/index.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import type { Clock, Documents, Journal, Rows } from '../../../bot/ports/index.ts';
import { AcceptedClock } from '../../../bot/wallets/accepted-clock.ts';
import { KeptReading } from '../../../bot/wallets/kept-reading.ts';
import { Ledger } from '../../../bot/wallets/ledger.ts';

/** What the program finds when it starts: its store, and the clock of its machine. */
export interface Found {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly documents: Documents;
  /** What the machine's clock shows, right or wrong. */
  readonly shown: () => Instant;
  /** How long the machine has been on, which no clock can be wrong about. */
  readonly elapsed: () => Instant;
}

/** The bot's own ledger as it starts: it knows only what is in the store. */
export function startedLedger({ journal, rows, documents, shown, elapsed }: Found): {
  readonly ledger: Ledger;
  readonly clock: AcceptedClock;
} {
  const wall: Clock = {
    now: shown,
    offsetMs: 0,
    elapsed,
    wait: () => Promise.resolve(),
    after: () => () => undefined,
  };
  const clock = new AcceptedClock({ clock: wall, kept: new KeptReading(documents), witnesses: [] });
  return { ledger: new Ledger({ journal, rows, clock, hash: sha256 }), clock };
}
