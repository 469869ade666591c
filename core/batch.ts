import type { Alert, AlertKind } from './alerts.ts';
import type { Instant } from './calendar.ts';
import type { Hash } from './hash.ts';
import type { RowChange, RowRejection } from './known-rows.ts';
import type { Command, Decision, Effect } from './commands.ts';
import { instantFor } from './time-back.ts';
import { formatOf, type Entry, type Happening, type Unposted } from './entries.ts';
import { changed, changesOf } from './evolve.ts';
import type { Invariant } from './invariant.ts';
import { brokenBy } from './invariants.ts';
import { brokenAfter, brokenTogether } from './invariants-after.ts';
import { seal } from './journal.ts';
import type { Payment } from './payments.ts';
import { balanceOf } from './pool.ts';
import { postingsOf } from './postings.ts';
import { ok, type Result } from './result.ts';
import { gatewayKeyIn, type Wallet } from './wallet.ts';

/** One command's entries as they grow: each is sealed to the one before, and the wallet evolves with it. */
export class Batch {
  wallet: Wallet;
  /** The wallet before the command. */
  readonly before: Wallet;
  readonly entries: Entry[] = [];
  readonly effects: Effect[] = [];
  /** The instant of what it posts, opens and waits for: the accepted reading. */
  readonly at: Instant;
  /** Not before the last entry's, though that may have been recorded ahead of time (L13). */
  readonly #recordedAt: Instant;
  readonly #id: string;
  readonly #digest: string;
  readonly #hash: Hash;

  constructor(wallet: Wallet, command: Command, digest: string, hash: Hash) {
    this.wallet = wallet;
    this.before = wallet;
    this.at = instantFor(wallet, command.at);
    this.#recordedAt = Math.max(this.at, wallet.recordedAt);
    this.#id = command.id;
    this.#digest = digest;
    this.#hash = hash;
  }

  /** Adds an entry; the first carries the command's own id, the others must name theirs. */
  record(happening: Happening, id = this.#id): this {
    const { wallet } = this;
    // The cast is safe: a kind and its facts come from one happening, which the compiler cannot see.
    const { kind, facts } = happening;
    const seq = wallet.seq + 1;
    const instant = this.at < this.#recordedAt ? { at: this.at } : {};
    const unposted = {
      version: formatOf({ ...happening, ...instant, recordedAt: this.#recordedAt }),
      seq,
      id,
      kind,
      recordedAt: this.#recordedAt,
      ...instant,
      digest: this.#digest,
      facts,
    } as Unposted;
    const changes = changesOf(wallet, unposted);
    const postings = postingsOf(unposted, wallet.pool, changes.pool ?? wallet.pool);
    const entry = seal(unposted, { postings, previous: wallet.head }, this.#hash);
    this.entries.push(entry);
    this.wallet = changed(wallet, entry, changes);
    mustHold(brokenBy(wallet, entry) ?? brokenAfter(wallet, entry, this.wallet));
    return this;
  }

  /** The key that a gateway is to know a payment of this book by. */
  gatewayKey(key: string): string {
    return gatewayKeyIn(this.wallet, key, this.#hash);
  }

  charge(payment: Payment): void {
    this.effects.push({ kind: 'charge', payment });
  }

  announce(kind: AlertKind, facts: Omit<Partial<Alert>, 'kind'>): void {
    const { terms, pool, seq } = this.wallet;
    if (terms === undefined) return;
    const balance = balanceOf(pool, this.at);
    this.effects.push({
      kind: 'announce',
      alert: { id: `alert-${seq}-${kind}`, kind, at: this.at, currency: terms.currency, balance, ...facts },
    });
  }
}

/**
 * The batch as a decision, with its changes to call rows. No accepted command may condemn the journal: what `verify` would find is a bug (L2).
 */
export function decided(
  { before, wallet, entries, effects }: Batch,
  rowChanges: readonly RowChange[] = [],
  rejected: readonly RowRejection[] = [],
): Result<Decision, never> {
  mustHold(brokenTogether(before, entries, wallet));
  return ok({ kind: 'decided', wallet, entries, effects, rowChanges, rejected });
}

function mustHold(broken: Invariant | undefined): void {
  if (broken !== undefined) throw new Error(`the command would condemn the journal: ${broken}`);
}
