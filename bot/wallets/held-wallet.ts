import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  Activity,
  emptyWallet,
  err,
  follow,
  missingEntry,
  unreadableEntry,
  Verification,
  type Damage,
  type Effect,
  type Hash,
  type Wallet,
} from '../../core/index.ts';
import type { Head, Journal } from '../ports/index.ts';
import { pageEntries, readableAfter, readsOf, snapshotAt, verifyUpTo } from './open-journal.ts';
import type { Snapshots } from './snapshots.ts';

/** One tenant's wallet as this process knows it. */
export interface Held {
  head: Head;
  wallet: Wallet;
  readonly history: Activity;
  damage: Damage | undefined;
  /** The seq of the last snapshot. */
  snapshotSeq: number;
}

export interface HeldWalletPorts {
  readonly journal: Journal;
  readonly hash: Hash;
  /** A wallet is opened from its snapshot; without one, from the first entry. */
  readonly snapshots?: Snapshots;
  /** Told how many entries have been checked, while it is opened from the first one. */
  readonly onProgress?: (seq: number, until: number) => void;
}

/** Opens one tenant's wallet, from its snapshot or its first entry, and follows what other processes append. */
export class HeldWallet {
  readonly #ports: HeldWalletPorts;
  readonly #onChange: (wallet: Wallet, effects: readonly Effect[]) => void;
  #held: Held | undefined;

  constructor(ports: HeldWalletPorts, onChange: (wallet: Wallet, effects: readonly Effect[]) => void) {
    this.#ports = ports;
    this.#onChange = onChange;
  }

  /** As it was last known; nothing before it has been opened. */
  get known(): Held | undefined {
    return this.#held;
  }

  /** As the journal has it now. */
  async upToDate(): Promise<Held> {
    const head = await this.#ports.journal.head();
    const held = this.#held?.head.book === head.book ? this.#held : await this.#open(head);
    if (held.damage === undefined && held.wallet.seq < head.seq) await this.#follow(held, head);
    held.head = head;
    this.#held = held;
    return held;
  }

  /** Replaces the wallet; the entries that led to it are already saved. */
  change(held: Held, wallet: Wallet, effects: readonly Effect[] = []): void {
    held.wallet = wallet;
    this.#onChange(wallet, effects);
  }

  /** The sandbox has begun a new book: the wallet is empty. */
  beginAnew(): void {
    this.#held = undefined;
    this.#onChange(emptyWallet, []);
  }

  /** Opens it afresh the next time. */
  forget(): void {
    this.#held = undefined;
  }

  async #open(head: Head): Promise<Held> {
    const { journal, hash, onProgress } = this.#ports;
    const snapshot = await snapshotAt(this.#ports, head);
    if (snapshot !== undefined) {
      const { wallet, history } = snapshot;
      const held = { head, wallet, history, damage: undefined, snapshotSeq: wallet.seq };
      this.change(held, wallet);
      return held;
    }
    const history = new Activity();
    const verification = new Verification(hash);
    const damage = await verifyUpTo(journal, verification, head.seq, {
      history,
      isWaitedFor: true,
      onProgress: seq => onProgress?.(seq, head.seq),
    });
    // The sandbox may have been reset while it was read: then this was another book.
    if (damage !== undefined && (await journal.head()).book !== head.book) return this.upToDate();
    const wallet = damage === undefined ? verification.wallet : emptyWallet;
    const held = { head, wallet, history, damage, snapshotSeq: 0 };
    this.change(held, wallet);
    return held;
  }

  /** Folds what another process has appended, after checking its place in the chain. */
  async #follow(held: Held, head: Head): Promise<void> {
    const { journal, hash } = this.#ports;
    while (held.wallet.seq < head.seq) {
      const entries = await readableAfter(readsOf(journal), held.wallet.seq, pageEntries);
      const followed = entries === undefined ? err(unreadableEntry(held.wallet)) : follow(held.wallet, entries, hash);
      if (entries === undefined || !followed.ok || entries.length === 0) {
        // The sandbox may have been reset: then these belong to another book, which the next `upToDate` opens.
        if ((await journal.head()).book !== head.book) return;
        held.damage = followed.ok ? missingEntry(held.wallet) : followed.refusal;
        return;
      }
      for (const entry of entries) held.history.add(entry);
      this.change(held, followed.value);
      await yieldToEventLoop();
    }
  }
}
