import { setImmediate as aMoment } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  Activity,
  emptyWallet,
  err,
  follow,
  identify,
  missingEntry,
  ok,
  Verification,
  type Damage,
  type Effect,
  type Entry,
  type Hash,
  type Result,
  type Terms,
  type Wallet,
} from '../core/index.ts';
import { DriverError, type Clock, type Head, type Journal, type Rows } from './ports.ts';
import { Proposal, type Answer, type Request, type Waiting } from './proposal.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';

export type { Answer, Request } from './proposal.ts';

export interface WalletsPorts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly clock: Clock;
  readonly hash: Hash;
  /** Where a wallet's opening may begin; without them it begins at the first entry. */
  readonly snapshots?: Snapshots;
  /** The conversations that asked for alerts. */
  readonly subscribers: (tenant: string) => Promise<readonly string[]>;
  /** Called after the entries are safe; what it starts may take its time. */
  readonly carryOut: (tenant: string, effect: Effect) => void;
  /** Told of the wallet whenever it has become another, whoever appended. */
  readonly observe?: (tenant: string, wallet: Wallet) => void;
}

/** One tenant's wallet as this process knows it. */
interface Held {
  head: Head;
  wallet: Wallet;
  history: Activity;
  damage: Damage | undefined;
  /** The seq of the last snapshot. */
  snapshotSeq: number;
}

/** Entries are read in pages, so that a long journal holds up nobody. */
const pageEntries = 2000;

/** A snapshot every so many entries: what is left to follow at a start takes a fraction of a second. */
const snapshotEvery = 50_000;

/** Read → decide → append (again, when another process was faster) → carry out the effects: the only way to a wallet. */
export class Wallets {
  readonly #ports: WalletsPorts;
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(ports: WalletsPorts) {
    this.#ports = ports;
  }

  /** The wallet as the journal has it now. A damaged journal is refused, and says which entry is wrong. */
  read(tenant: string): Promise<Result<{ readonly wallet: Wallet; readonly history: Activity }, Damage>> {
    return this.#inTurn(tenant, async () => {
      const held = await this.#upToDate(tenant);
      return held.damage === undefined ? ok({ wallet: held.wallet, history: held.history }) : err(held.damage);
    });
  }

  /** The terms as they were last read: enough for how an answer speaks, where asking the store again would only cost time. */
  async terms(tenant: string): Promise<Terms | undefined> {
    const held = this.#held.get(tenant);
    if (held?.wallet.terms !== undefined) return held.wallet.terms;
    const read = await this.read(tenant);
    return read.ok ? read.value.wallet.terms : undefined;
  }

  /** The entry that carries that id, if there is one. */
  entry(tenant: string, id: string): Promise<Entry | undefined> {
    return this.#ports.journal.entry(tenant, id);
  }

  /**
   * Decides and appends one request; `by` is who asked, null for the program itself. Requests of one tenant are decided one after the
   * other; those that wait together are written together.
   */
  execute(tenant: string, request: Request, by: string | null): Promise<Answer> {
    return new Promise((settle, fail) => {
      const waiting = this.#waiting.get(tenant) ?? [];
      this.#waiting.set(tenant, waiting);
      const page = request.kind === 'draw' ? request.rows.map(row => identify(row, this.#ports.hash)) : [];
      waiting.push({ request, page, by, settle, fail });
      void this.#inTurn(tenant, () => this.#group(tenant)).catch(() => undefined);
    });
  }

  /** The sandbox's reset: a new, empty journal. */
  async startAnew(tenant: string): Promise<void> {
    await this.#inTurn(tenant, async () => {
      await this.#ports.journal.startAnew(tenant);
      this.#held.delete(tenant);
      this.#ports.observe?.(tenant, emptyWallet);
    });
  }

  /** Keeps a snapshot of the wallet as it is now, if entries have come since the last one. */
  async snapshot(tenant: string): Promise<void> {
    const { snapshots } = this.#ports;
    const held = this.#held.get(tenant);
    if (snapshots === undefined || held === undefined || held.damage !== undefined) return;
    const { wallet, history, head } = held;
    if (wallet.seq === held.snapshotSeq) return;
    held.snapshotSeq = wallet.seq;
    await snapshots.write(tenant, { book: head.book, wallet, history });
  }

  /**
   * Checks the whole journal, as opening it without a snapshot would, beside whatever else goes on. What it finds stops all writing; a
   * snapshot that the entries do not lead to is given up.
   */
  async audit(tenant: string): Promise<Result<Wallet, Damage>> {
    const { journal, hash, snapshots } = this.#ports;
    const { book, seq } = await journal.head(tenant);
    const verification = new Verification(hash);
    let damage = await this.#verify(tenant, verification, seq);
    return this.#inTurn(tenant, async () => {
      const held = await this.#upToDate(tenant);
      if (held.damage !== undefined) return err(held.damage);
      // Begun anew meanwhile: it was another book's, and is nobody's any more.
      if (held.head.book !== book) return ok(held.wallet);
      damage ??= await this.#verify(tenant, verification, held.wallet.seq);
      if (damage !== undefined) {
        held.damage = damage;
        return err(damage);
      }
      if (!isDeepStrictEqual(held.wallet, verification.wallet)) {
        this.#held.delete(tenant);
        await snapshots?.drop(tenant);
      }
      return ok(verification.wallet);
    });
  }

  /** Those that wait, as far as they can be decided together; the others wait for the next turn. */
  async #group(tenant: string): Promise<void> {
    // Lets in who is at the door: they are written together, and a long import holds up nobody.
    await aMoment();
    const waiting = this.#waiting.get(tenant) ?? [];
    this.#waiting.set(tenant, []);
    if (waiting.length === 0) return;
    let rest: readonly Waiting[] = waiting;
    while (rest.length > 0) {
      const group = rest;
      try {
        rest = group.slice(await this.#executed(tenant, group));
      } catch (error) {
        // One that cannot be written must not take the others with it; where nothing can be, each would only wait in turn.
        if (error instanceof DriverError && error.code === 'store-unreachable')
          for (const one of group) one.fail(error);
        else if (group.length > 1) for (const one of group) await this.#alone(tenant, one);
        else group[0]?.fail(error);
        rest = [];
      }
    }
  }

  async #alone(tenant: string, one: Waiting): Promise<void> {
    await this.#executed(tenant, [one]).catch((error: unknown) => one.fail(error));
  }

  /** Decides as many as go together, appends once, and answers them; gives how many. */
  async #executed(tenant: string, group: readonly Waiting[]): Promise<number> {
    let held = await this.#heldNow(tenant);
    let isFresh = false;
    // Each round another process was faster; it made progress, so this ends.
    for (;;) {
      if (held.damage !== undefined && !isFresh) {
        held = await this.#upToDate(tenant);
        isFresh = true;
      }
      const { damage } = held;
      if (damage !== undefined) {
        for (const one of group) one.settle(err(damage));
        return group.length;
      }
      const proposal = new Proposal(this.#ports, tenant, held.wallet);
      const count = await proposal.decide(group);
      // What was known may be old news. An append finds out by itself; whoever is refused, or told of an earlier answer, must not.
      if (!proposal.isAllNew && !isFresh) {
        held = await this.#upToDate(tenant);
        isFresh = true;
        continue;
      }
      const head = await this.#appended(tenant, held.head, proposal);
      if (head === 'moved-on') {
        held = await this.#upToDate(tenant);
        isFresh = true;
        continue;
      }
      for (const entry of proposal.entries) held.history.add(entry);
      held.head = head;
      this.#becomes(tenant, held, proposal.wallet);
      for (const effect of proposal.effects) this.#ports.carryOut(tenant, effect);
      proposal.answer();
      if (held.wallet.seq - held.snapshotSeq >= snapshotEvery) await this.snapshot(tenant).catch(() => undefined);
      return count;
    }
  }

  async #appended(tenant: string, after: Head, proposal: Proposal): Promise<Head | 'moved-on'> {
    const { entries, rowChanges, actors, effects } = proposal;
    if (entries.length === 0 && rowChanges.length === 0) return after;
    const alerts = effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert] : []));
    const subscribers = alerts.length === 0 ? [] : await this.#ports.subscribers(tenant);
    const announcements = alerts.flatMap(alert =>
      subscribers.map(conversationId => ({ id: `${alert.id}@${conversationId}`, conversationId, alert })),
    );
    return this.#ports.journal.append(tenant, after, { entries, rowChanges, announcements, actors });
  }

  /** The wallet as this process last knew it; opened where it was not yet. */
  async #heldNow(tenant: string): Promise<Held> {
    return this.#held.get(tenant) ?? this.#upToDate(tenant);
  }

  async #upToDate(tenant: string): Promise<Held> {
    const head = await this.#ports.journal.head(tenant);
    const known = this.#held.get(tenant);
    const held = known?.head.book === head.book ? known : await this.#opened(tenant, head);
    if (held.damage === undefined && held.wallet.seq < head.seq) await this.#follow(tenant, held, head);
    held.head = head;
    this.#held.set(tenant, held);
    return held;
  }

  /** A wallet that this process has not read yet, or that continues in another book: from its snapshot, or from its first entry. */
  async #opened(tenant: string, head: Head): Promise<Held> {
    const snapshot = await this.#snapshotOf(tenant, head);
    if (snapshot !== undefined) {
      const { wallet, history } = snapshot;
      const held = { head, wallet, history, damage: undefined, snapshotSeq: wallet.seq };
      this.#becomes(tenant, held, wallet);
      return held;
    }
    const history = new Activity();
    const verification = new Verification(this.#ports.hash);
    const damage = await this.#verify(tenant, verification, head.seq, history);
    const wallet = damage === undefined ? verification.wallet : emptyWallet;
    const held = { head, wallet, history, damage, snapshotSeq: 0 };
    // While it was read the sandbox may have begun anew: then it was another book's.
    if (damage !== undefined && (await this.#ports.journal.head(tenant)).book !== head.book)
      return this.#upToDate(tenant);
    this.#becomes(tenant, held, wallet);
    return held;
  }

  /** The snapshot, if the journal has the entry that it was made after. */
  async #snapshotOf(tenant: string, head: Head): Promise<Snapshot | undefined> {
    const snapshot = await this.#ports.snapshots?.read(tenant);
    if (snapshot?.book !== head.book || snapshot.wallet.seq > head.seq) return undefined;
    const [last] = await this.#ports.journal.entriesAfter(tenant, snapshot.wallet.seq - 1, 1);
    return last?.hash === snapshot.wallet.head ? snapshot : undefined;
  }

  /** What another process has appended since: its place in the chain is checked, and it is folded. */
  async #follow(tenant: string, held: Held, head: Head): Promise<void> {
    while (held.wallet.seq < head.seq) {
      const entries = await this.#ports.journal.entriesAfter(tenant, held.wallet.seq, pageEntries);
      const followed = follow(held.wallet, entries, this.#ports.hash);
      if (!followed.ok || entries.length === 0) {
        // The sandbox may have begun anew meanwhile: then these were another book's, which the next look opens.
        if ((await this.#ports.journal.head(tenant)).book !== head.book) return;
        held.damage = followed.ok ? missingEntry(held.wallet) : followed.refusal;
        return;
      }
      for (const entry of entries) held.history.add(entry);
      this.#becomes(tenant, held, followed.value);
      await aMoment();
    }
  }

  /** Checks the entries up to `until`, those that were not yet; gives the first damage. */
  async #verify(
    tenant: string,
    verification: Verification,
    until: number,
    history?: Activity,
  ): Promise<Damage | undefined> {
    while (verification.wallet.seq < until) {
      const { seq } = verification.wallet;
      const entries = await this.#ports.journal.entriesAfter(tenant, seq, Math.min(pageEntries, until - seq));
      if (entries.length === 0) return missingEntry(verification.wallet);
      for (const entry of entries) {
        const damage = verification.add(entry);
        if (damage !== undefined) return damage;
        history?.add(entry);
      }
      await aMoment();
    }
    return undefined;
  }

  #becomes(tenant: string, held: Held, wallet: Wallet): void {
    held.wallet = wallet;
    this.#ports.observe?.(tenant, wallet);
  }

  #inTurn<Value>(tenant: string, work: () => Promise<Value>): Promise<Value> {
    const turn = (this.#turns.get(tenant) ?? Promise.resolve()).then(work);
    this.#turns.set(
      tenant,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
