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
} from '../../core/index.ts';
import { DriverError, type Batch, type Clock, type Head, type Journal, type Rows } from '../ports/index.ts';
import { pageEntries, snapshotAt, verifyUpTo } from './open-journal.ts';
import { Proposal, type Answer, type Request, type Waiting } from './decisions.ts';
import type { Snapshots } from './snapshots.ts';

export type { Answer, Request } from './decisions.ts';

export interface WalletsPorts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly clock: Clock;
  readonly hash: Hash;
  /** Where a wallet's opening may begin; without them it begins at the first entry. */
  readonly snapshots?: Snapshots;
  /** The conversations that asked for alerts. */
  readonly subscribers: (tenant: string) => Promise<readonly string[]>;
}

/** A wallet has become another, whoever appended: `effects` are those of what was appended here, and the entries are safe. */
export interface Commit {
  readonly tenant: string;
  readonly wallet: Wallet;
  readonly effects: readonly Effect[];
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

/** Requests that were decided on the wallet as it was held: the first so many of those that waited. */
interface Decided {
  readonly held: Held;
  readonly proposal: Proposal;
  readonly count: number;
  /** What is to be written, where it was worked out ahead. */
  readonly batch?: Batch;
}

/** What has been decided and is being written. */
interface Flight {
  readonly proposal: Proposal;
  /**
   * Resolves when everyone who waited for it has been answered; never rejects. Gives the head that it led to, if it was written as it was
   * decided, with nobody in between.
   */
  readonly landed: Promise<Head | undefined>;
}

/** A snapshot every so many entries: what is left to follow at a start takes a fraction of a second. */
const snapshotEvery = 50_000;

/** The most rows that are written together, unless one page has more: nobody else gets a word in meanwhile. */
const rowsTogether = 1000;

/** So many rows take long enough to decide that it is done while those before them are written; fewer are better written together. */
const rowsDecidedAhead = 500;

/** Read → decide → append (again, when another process was faster) → carry out the effects: the only way to a wallet. */
export class Wallets {
  readonly #ports: WalletsPorts;
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #atTheDoor = new Set<string>();
  readonly #flights = new Map<string, Flight>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #listeners: ((commit: Commit) => void)[] = [];

  constructor(ports: WalletsPorts) {
    this.#ports = ports;
  }

  /** Calls at every commit; what the listener starts may take its time. */
  onCommit(listener: (commit: Commit) => void): void {
    this.#listeners.push(listener);
  }

  /** The wallet as the journal has it now. A damaged journal is refused, and says which entry is wrong. */
  read(tenant: string): Promise<Result<{ readonly wallet: Wallet; readonly history: Activity }, Damage>> {
    return this.#alone(tenant, async () => {
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
      this.#letIn(tenant);
    });
  }

  /** The sandbox's reset: a new, empty journal. */
  async startAnew(tenant: string): Promise<void> {
    await this.#alone(tenant, async () => {
      await this.#ports.journal.startAnew(tenant);
      this.#held.delete(tenant);
      this.#tell({ tenant, wallet: emptyWallet, effects: [] });
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
    let damage = await verifyUpTo(this.#ports.journal, tenant, verification, seq);
    return this.#alone(tenant, async () => {
      const held = await this.#upToDate(tenant);
      if (held.damage !== undefined) return err(held.damage);
      // Begun anew meanwhile: it was another book's, and is nobody's any more.
      if (held.head.book !== book) return ok(held.wallet);
      damage ??= await verifyUpTo(this.#ports.journal, tenant, verification, held.wallet.seq);
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

  /** Whoever waits gets a turn, all together, after those who came before. */
  #letIn(tenant: string): void {
    if (this.#atTheDoor.has(tenant)) return;
    this.#atTheDoor.add(tenant);
    void this.#inTurn(tenant, () => {
      this.#atTheDoor.delete(tenant);
      return this.#group(tenant);
    });
  }

  /** Decides those that wait, as far as they can be decided together, and begins to write them. The others wait for the next turn. */
  async #group(tenant: string): Promise<void> {
    // Lets in who is at the door: they are written together, and a long import holds up nobody.
    await aMoment();
    if (!this.#isLong(tenant)) await this.#flights.get(tenant)?.landed;
    const waiting = this.#waiting.get(tenant) ?? [];
    const group = waiting.splice(0, togetherOf(waiting));
    if (group.length === 0) return;
    try {
      const decided = (await this.#decidedAhead(tenant, group)) ?? (await this.#decided(tenant, group));
      waiting.unshift(...group.slice(decided.count));
      const flight = {
        proposal: decided.proposal,
        landed: this.#write(tenant, group.slice(0, decided.count), decided),
      };
      this.#flights.set(tenant, flight);
      void flight.landed.then(() => this.#flights.get(tenant) === flight && this.#flights.delete(tenant));
    } catch (error) {
      await this.#flights.get(tenant)?.landed;
      await this.#failed(tenant, group, error);
    } finally {
      if (waiting.length > 0) this.#letIn(tenant);
    }
  }

  #isLong(tenant: string): boolean {
    const rows = (this.#waiting.get(tenant) ?? []).map(({ page }) => page.length);
    return rows.reduce((sum, length) => sum + length, 0) >= rowsDecidedAhead;
  }

  /** Decides on what is being written, waits until it is, and gives what was decided if it still holds. */
  async #decidedAhead(tenant: string, group: readonly Waiting[]): Promise<Decided | undefined> {
    const flight = this.#flights.get(tenant);
    if (flight === undefined) return undefined;
    const proposal = new Proposal(this.#ports, tenant, flight.proposal);
    const count = await proposal.decide(group);
    const batch = count > 0 && proposal.isAllNew ? await this.#batchOf(tenant, proposal) : undefined;
    if (batch !== undefined) this.#ports.journal.prepare?.(batch);
    const head = await flight.landed;
    proposal.stands();
    const held = this.#held.get(tenant);
    // What the store was asked holds only if nobody else has written since, be it an entry or a row alone.
    const stands = batch !== undefined && head !== undefined && held?.head === head && held.damage === undefined;
    return stands ? { held, proposal, count, batch } : undefined;
  }

  /** Decides as many as go together on the wallet as this process knows it, or, where that matters, as the journal has it now. */
  async #decided(tenant: string, group: readonly Waiting[], how: 'as-known' | 'afresh' = 'as-known'): Promise<Decided> {
    let isFresh = how === 'afresh' || !this.#held.has(tenant);
    for (;;) {
      const held = (isFresh ? undefined : this.#held.get(tenant)) ?? (await this.#upToDate(tenant));
      const proposal = new Proposal(this.#ports, tenant, held.wallet);
      const count = held.damage === undefined ? await proposal.decide(group) : proposal.refuse(group, held.damage);
      // What was known may be old news. An append finds out by itself; whoever is refused, or told of an earlier answer, must not.
      if (proposal.isAllNew || isFresh) return { held, proposal, count };
      isFresh = true;
    }
  }

  /** Appends what was decided and answers; decides again where another process was faster. Never fails: those who wait are told. */
  async #write(tenant: string, group: readonly Waiting[], decided: Decided): Promise<Head | undefined> {
    let rest = group;
    let next = decided;
    try {
      // Each round those who wait become fewer, or another process made progress: this ends.
      for (;;) {
        const head = await this.#appended(tenant, next);
        if (head === 'moved-on') {
          next = await this.#decided(tenant, rest, 'afresh');
          continue;
        }
        this.#lands(tenant, next, head);
        rest = rest.slice(next.count);
        if (next.held.wallet.seq - next.held.snapshotSeq >= snapshotEvery)
          await this.snapshot(tenant).catch(() => undefined);
        if (rest.length === 0) return next === decided ? head : undefined;
        next = await this.#decided(tenant, rest);
      }
    } catch (error) {
      await this.#failed(tenant, rest, error);
      return undefined;
    }
  }

  #lands(tenant: string, { held, proposal }: Decided, head: Head): void {
    for (const entry of proposal.entries) held.history.add(entry);
    held.head = head;
    this.#becomes(tenant, held, proposal.wallet, proposal.effects);
    proposal.answer();
  }

  /** One that cannot be written must not take the others with it; where nothing can be, each would only wait in turn. */
  async #failed(tenant: string, group: readonly Waiting[], error: unknown): Promise<void> {
    const isHopeless = error instanceof DriverError && error.code === 'store-unreachable';
    if (isHopeless || group.length === 1) for (const one of group) one.fail(error);
    else
      for (const one of group) {
        try {
          await this.#write(tenant, [one], await this.#decided(tenant, [one]));
        } catch (reason) {
          one.fail(reason);
        }
      }
  }

  async #appended(tenant: string, { held, proposal, batch }: Decided): Promise<Head | 'moved-on'> {
    if (proposal.isEmpty) return held.head;
    return this.#ports.journal.append(tenant, held.head, batch ?? (await this.#batchOf(tenant, proposal)));
  }

  async #batchOf(tenant: string, { entries, rowChanges, actors, effects }: Proposal): Promise<Batch> {
    const alerts = effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert] : []));
    const subscribers = alerts.length === 0 ? [] : await this.#ports.subscribers(tenant);
    const announcements = alerts.flatMap(alert =>
      subscribers.map(conversationId => ({ id: `${alert.id}@${conversationId}`, conversationId, alert })),
    );
    return { entries, rowChanges, announcements, actors };
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
    const snapshot = await snapshotAt(this.#ports, tenant, head);
    if (snapshot !== undefined) {
      const { wallet, history } = snapshot;
      const held = { head, wallet, history, damage: undefined, snapshotSeq: wallet.seq };
      this.#becomes(tenant, held, wallet);
      return held;
    }
    const history = new Activity();
    const verification = new Verification(this.#ports.hash);
    const damage = await verifyUpTo(this.#ports.journal, tenant, verification, head.seq, history);
    const wallet = damage === undefined ? verification.wallet : emptyWallet;
    const held = { head, wallet, history, damage, snapshotSeq: 0 };
    // While it was read the sandbox may have begun anew: then it was another book's.
    if (damage !== undefined && (await this.#ports.journal.head(tenant)).book !== head.book)
      return this.#upToDate(tenant);
    this.#becomes(tenant, held, wallet);
    return held;
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

  #becomes(tenant: string, held: Held, wallet: Wallet, effects: readonly Effect[] = []): void {
    held.wallet = wallet;
    this.#tell({ tenant, wallet, effects });
  }

  #tell(commit: Commit): void {
    for (const listener of this.#listeners) listener(commit);
  }

  /** Work that must find everything written that was decided before it. */
  #alone<Value>(tenant: string, work: () => Promise<Value>): Promise<Value> {
    return this.#inTurn(tenant, async () => {
      await this.#flights.get(tenant)?.landed;
      return work();
    });
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

/** How many of those that wait are written together: as many as have a page of rows between them, and one at least. */
function togetherOf(waiting: readonly Waiting[]): number {
  let rows = 0;
  const tooMany = waiting.findIndex(({ page }, index) => (rows += page.length) > rowsTogether && index > 0);
  return tooMany === -1 ? waiting.length : tooMany;
}
