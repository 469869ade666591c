import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import {
  err,
  identify,
  ok,
  Verification,
  type Activity,
  type Damage,
  type Effect,
  type Entry,
  type Mode,
  type OtherMode,
  type Refusal,
  type Result,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { DriverError, type Head, type Transaction } from '../ports/index.ts';
import { DecidedGroup, type CommandResult, type DecidedGroupPorts, type Request, type Waiting } from './decisions.ts';
import { HeldWallet, type Held, type HeldWalletPorts } from './held-wallet.ts';
import { verifyUpTo } from './open-journal.ts';

/** The wallet has become another, whoever appended: `effects` are those of what was appended here, and the entries are safe. */
export interface Commit {
  readonly wallet: Wallet;
  readonly effects: readonly Effect[];
}

export type { CommandResult, Request } from './decisions.ts';

/** Why a wallet is not shown. */
export type Unreadable = Damage | OtherMode;

/** What requests would lead to: the answer of the last of them, and every entry, those included that follow from it. */
export type Preview = (CommandResult & { readonly ok: true })['value'] & {
  readonly before: Wallet;
  readonly entries: readonly Entry[];
};

export type LedgerPorts = DecidedGroupPorts & HeldWalletPorts;

/** The first `count` requests of the queue, decided on the wallet as it was held. */
interface Decided {
  readonly held: Held;
  readonly group: DecidedGroup;
  readonly count: number;
  /** What is to be written, where it was worked out ahead. */
  readonly transaction?: Transaction;
}

/** A group that is being written. */
interface InFlight {
  readonly group: DecidedGroup;
  /**
   * Resolves when all its requests have been answered; never rejects. Gives the new head if the group was written as decided, with no
   * other writer in between.
   */
  readonly committed: Promise<Head | undefined>;
}

/** A snapshot every this many entries: at a start the rest is replayed in a fraction of a second. */
const snapshotEvery = 50_000;

/** The most rows that are written together, unless one page has more. */
const rowsTogether = 1000;

/** From this many rows on, deciding takes long enough to overlap with writing the group before. */
const rowsDecidedAhead = 500;

/** One tenant's ledger: a queue of requests, decided one after the other and committed in groups (README.md has the picture). */
export class Ledger {
  readonly #ports: LedgerPorts;
  readonly #held: HeldWallet;
  readonly #serially = pLimit(1);
  readonly #listeners: ((commit: Commit) => void)[] = [];
  #queue: Waiting[] = [];
  #isDrainScheduled = false;
  #inFlight: InFlight | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
    this.#held = new HeldWallet(ports, (wallet, effects) => {
      for (const listener of this.#listeners) listener({ wallet, effects });
    });
  }

  /** Calls the listener at every commit; what it starts is not waited for. */
  onCommit(listener: (commit: Commit) => void): void {
    this.#listeners.push(listener);
  }

  /** The wallet as the journal has it now. A damaged journal is refused, and says which entry is wrong; one of another mode too. */
  read(): Promise<Result<{ readonly wallet: Wallet; readonly history: Activity }, Unreadable>> {
    return this.#alone(async () => {
      // What is shown next depends on whether the clock is believed.
      await this.#ports.clock.reading();
      const held = await this.#held.upToDate();
      const { damage, wallet, history } = held;
      if (damage !== undefined) return err(damage);
      // So many entries are read only once, whoever read them: also before a bot has run on them.
      if (wallet.seq - held.snapshotSeq >= snapshotEvery) await this.snapshot().catch(() => undefined);
      const other = otherMode(wallet, this.#ports.mode);
      return other === undefined ? ok({ wallet, history }) : err(other);
    });
  }

  /** The terms as they were last read: current enough to format an answer. */
  async terms(): Promise<Terms | undefined> {
    const known = this.#held.known?.wallet.terms;
    if (known !== undefined) return known;
    const read = await this.read();
    return read.ok ? read.value.wallet.terms : undefined;
  }

  /** The entry that carries that id, if there is one. */
  entry(id: string): Promise<Entry | undefined> {
    return this.#ports.journal.entry(id);
  }

  /**
   * Has the store find rows, which takes long the first time after a start where there are very many: outside of the line in which every reader
   * waits, so that whoever draws calls waits for it first. Where it fails, so will they.
   */
  async findRows(): Promise<void> {
    await this.#ports.rows.known({ ids: [], lookAlikes: [] }).catch(() => undefined);
  }

  /** Decides and appends one request; `by` is who asked, null for the program itself. */
  execute(request: Request, by: string | null): Promise<CommandResult> {
    return new Promise((settle, fail) => this.#queued({ ...this.#identified(request), by, settle, fail }));
  }

  /** The same of a request that was made for a wallet that may have changed: where `holds` fails by then nothing is recorded, and undefined given. */
  executeWhile(
    holds: (wallet: Wallet) => boolean,
    request: Request,
    by: string | null,
  ): Promise<CommandResult | undefined> {
    return new Promise((settle, fail) => {
      const guard = { holds, otherwise: () => settle(undefined) };
      this.#queued({ ...this.#identified(request), by, guard, settle, fail });
    });
  }

  #queued(waiting: Waiting): void {
    this.#queue.push(waiting);
    this.#scheduleDrain();
  }

  /** Decides requests as `execute` would, one on what the other leads to, and records nothing. Refuses what the first of them is refused for. */
  preview(requests: readonly [Request, ...Request[]]): Promise<Result<Preview, Refusal | Damage>> {
    return this.#alone(async () => {
      const answers: CommandResult[] = [];
      const settle = (answer: CommandResult): void => void answers.push(answer);
      const fail = (error: unknown): never => {
        throw error;
      };
      const waiting = requests.map(request => ({ ...this.#identified(request), by: null, settle, fail }));
      const { group } = await this.#decide(waiting, 'afresh');
      group.answer();
      const answer = answers.find(({ ok: isDecided }) => !isDecided) ?? answers[requests.length - 1];
      if (answer === undefined) throw new Error('the last of these needs from the store what the others change');
      return answer.ok ? ok({ ...answer.value, before: group.base, entries: group.entries }) : answer;
    });
  }

  /** The sandbox's reset: a new, empty journal. */
  async startAnew(): Promise<void> {
    await this.#alone(async () => {
      await this.#ports.journal.startAnew();
      this.#held.beginAnew();
    });
  }

  /** Stores a snapshot of the wallet as it is now, if entries have come since the last one. */
  async snapshot(): Promise<void> {
    const { snapshots } = this.#ports;
    const held = this.#held.known;
    if (snapshots === undefined || held === undefined || held.damage !== undefined) return;
    const { wallet, history, head } = held;
    if (wallet.seq === held.snapshotSeq) return;
    held.snapshotSeq = wallet.seq;
    await snapshots.write({ book: head.book, wallet, history });
  }

  /**
   * Checks the whole journal, as opening it without a snapshot would, while requests go on. Damage stops all writing; a snapshot that
   * the entries do not lead to is dropped.
   */
  async audit(onProgress?: (seq: number) => void): Promise<Result<Wallet, Damage>> {
    const { journal, hash, snapshots } = this.#ports;
    const { book, seq } = await journal.head();
    const verification = new Verification(hash);
    let damage = await verifyUpTo(journal, verification, seq, { onProgress });
    return this.#alone(async () => {
      const held = await this.#held.upToDate();
      if (held.damage !== undefined) return err(held.damage);
      // The sandbox was reset meanwhile: what was checked is the old book.
      if (held.head.book !== book) return ok(held.wallet);
      damage ??= await verifyUpTo(journal, verification, held.wallet.seq, { isWaitedFor: true });
      if (damage !== undefined) {
        held.damage = damage;
        return err(damage);
      }
      if (!isDeepStrictEqual(held.wallet, verification.wallet)) {
        this.#held.forget();
        await snapshots?.drop();
      }
      return ok(verification.wallet);
    });
  }

  #identified(request: Request): Pick<Waiting, 'request' | 'page'> {
    const { hash } = this.#ports;
    return { request, page: request.kind === 'draw' ? request.rows.map(row => identify(row, hash)) : [] };
  }

  /** Schedules one drain of the queue. */
  #scheduleDrain(): void {
    if (this.#isDrainScheduled) return;
    this.#isDrainScheduled = true;
    void this.#serially(() => {
      this.#isDrainScheduled = false;
      return this.#drain();
    });
  }

  /** Decides as many queued requests as can be decided together, and begins to write them. The others wait for the next drain. */
  async #drain(): Promise<void> {
    // Requests of the same turn of the event loop are written together.
    await this.#nextTurn();
    if (rowsOf(this.#queue) < rowsDecidedAhead) await this.#inFlight?.committed;
    const queue = this.#queue;
    const requests = queue.splice(0, togetherOf(queue));
    if (requests.length === 0) return;
    try {
      const decided = (await this.#decideAhead(requests)) ?? (await this.#decide(requests));
      queue.unshift(...requests.slice(decided.count));
      const inFlight = { group: decided.group, committed: this.#write(requests.slice(0, decided.count), decided) };
      this.#inFlight = inFlight;
      void inFlight.committed.then(() => {
        if (this.#inFlight === inFlight) this.#inFlight = undefined;
      });
    } catch (error) {
      await this.#inFlight?.committed;
      await this.#writeSingly(requests, error);
    } finally {
      if (queue.length > 0) this.#scheduleDrain();
    }
  }

  /** Decides on the group that is being written, waits for that write, and gives what was decided if it is still valid. */
  async #decideAhead(requests: readonly Waiting[]): Promise<Decided | undefined> {
    if (this.#inFlight === undefined) return undefined;
    const { group: before, committed } = this.#inFlight;
    const group = new DecidedGroup(this.#ports, before);
    const count = await group.decide(requests);
    const transaction = count > 0 && group.isAllNew ? this.#transactionOf(group) : undefined;
    if (transaction !== undefined) this.#ports.journal.prepare?.(transaction);
    const head = await committed;
    group.releaseBase();
    const held = this.#held.known;
    // The store's answers are valid only if no other process has written since, not even a row without an entry.
    const holds = transaction !== undefined && head !== undefined && held?.head === head && held.damage === undefined;
    return holds ? { held, group, count, transaction } : undefined;
  }

  /** Decides as many as go together on the wallet as this process knows it, or, where that matters, as the journal has it now. */
  async #decide(requests: readonly Waiting[], how: 'as-known' | 'afresh' = 'as-known'): Promise<Decided> {
    let isFresh = how === 'afresh' || this.#held.known === undefined;
    for (;;) {
      const held = (isFresh ? undefined : this.#held.known) ?? (await this.#held.upToDate());
      const group = new DecidedGroup(this.#ports, held.wallet);
      const count = held.damage === undefined ? await group.decide(requests) : group.refuse(requests, held.damage);
      // An append finds out by itself whether what was known is out of date; a refusal, a failure, or an earlier answer, would not.
      const isValid = isFresh && !(group.hasFailed && (await this.#hasMovedOn(held.head)));
      if (group.isAllNew || isValid) return { held, group, count };
      isFresh = true;
    }
  }

  /** Whether another process has written since: then rows may be newer than the wallet, and what was worked out of both means nothing. */
  async #hasMovedOn(since: Head): Promise<boolean> {
    return !isDeepStrictEqual(await this.#ports.journal.head(), since);
  }

  /** Appends what was decided and answers; decides again if another process was faster. Never rejects: failures go to the requests. */
  async #write(requests: readonly Waiting[], decided: Decided): Promise<Head | undefined> {
    let rest = requests;
    let next = decided;
    try {
      // Each round answers a request, unless another process made progress: so the loop ends.
      for (;;) {
        const head = await this.#append(next);
        if (head === 'moved-on') {
          next = await this.#decide(rest, 'afresh');
          continue;
        }
        this.#commit(next, head);
        rest = rest.slice(next.count);
        if (next.held.wallet.seq - next.held.snapshotSeq >= snapshotEvery) await this.snapshot().catch(() => undefined);
        if (rest.length === 0) return next === decided ? head : undefined;
        next = await this.#decide(rest);
      }
    } catch (error) {
      await this.#writeSingly(rest, error);
      return undefined;
    }
  }

  async #append({ held, group, transaction }: Decided): Promise<Head | 'moved-on'> {
    if (group.isEmpty) return held.head;
    await this.#nextTurn();
    return this.#ports.journal.append(held.head, transaction ?? this.#transactionOf(group));
  }

  #commit({ held, group }: Decided, head: Head): void {
    for (const entry of group.entries) held.history.add(entry);
    held.head = head;
    this.#held.change(held, group.wallet, group.effects);
    group.answer();
  }

  /** A request that cannot be written must not fail the others. If the store is unreachable, none is tried again. */
  async #writeSingly(requests: readonly Waiting[], error: unknown): Promise<void> {
    const isHopeless = error instanceof DriverError && error.code === 'store-unreachable';
    if (isHopeless || requests.length === 1) for (const request of requests) request.fail(error);
    else
      for (const request of requests) {
        try {
          await this.#write([request], await this.#decide([request]));
        } catch (reason) {
          request.fail(reason);
        }
      }
  }

  #transactionOf({ entries, rowChanges, actors, effects }: DecidedGroup): Transaction {
    const alerts = effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert] : []));
    return { entries, rowChanges, alerts, actors };
  }

  /** A page takes long to decide, and long to write: each has a turn of the event loop of its own, and whoever waits for an answer has theirs in between. */
  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => yieldToEventLoop());
    return this.#turn;
  }

  /** Runs work after everything decided before it has been written. */
  #alone<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#serially(async () => {
      await this.#inFlight?.committed;
      return work();
    });
  }
}

/** That a wallet is of another mode than the program; undefined where it is not, or none is told. */
function otherMode({ terms }: Wallet, program: Mode | undefined): OtherMode | undefined {
  if (terms === undefined || program === undefined || terms.mode === program) return undefined;
  return { kind: 'other-mode', mode: terms.mode, program };
}

const rowsOf = (queue: readonly Waiting[]): number => queue.reduce((sum, { page }) => sum + page.length, 0);

/** How many queued requests are written together: with at most `rowsTogether` rows between them, and one at least. */
function togetherOf(queue: readonly Waiting[]): number {
  let rows = 0;
  const tooMany = queue.findIndex(({ page }, index) => (rows += page.length) > rowsTogether && index > 0);
  return tooMany === -1 ? queue.length : tooMany;
}
