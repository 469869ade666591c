import {
  decide,
  err,
  ok,
  windowsOf,
  type CallRow,
  type ClockDoubt,
  type Command,
  type Damage,
  type DemandIn,
  type Effect,
  type Entry,
  type Hash,
  type IdentifiedRow,
  type Instant,
  type KnownRows,
  type Mode,
  type Refusal,
  type Result,
  type Reversible,
  type RowChange,
  type RowRejection,
  type Wallet,
  type Window,
} from '../../core/index.ts';
import type { Actor, AskedRows, Journal, Rows } from '../ports/index.ts';
import { together, type RememberedCalls } from './remembered-calls.ts';

/** A command before the shell has added what core needs to know: the time, and what the store knows of the rows. */
type WithoutContext<Each> = Each extends { readonly kind: 'draw' }
  ? Omit<Each, 'at' | 'known' | 'rows'> & {
      readonly rows: readonly CallRow[];
      /** What was known of these before the store was lost, and the store does not know. */
      readonly remembered?: RememberedCalls;
    }
  : Each extends Command
    ? Omit<Each, 'at' | 'known' | 'held'>
    : never;
export type Request = WithoutContext<Command>;

export type CommandResult = Result<
  {
    readonly wallet: Wallet;
    /** The entry that carries the request's id; nothing when the request left nothing to record. */
    readonly entry: Entry | undefined;
    readonly isRepeated: boolean;
    readonly rejected: readonly RowRejection[];
    /** What it caused beside the entries: none where it was repeated. */
    readonly effects: readonly Effect[];
  },
  Refusal | Damage
>;

/** What must hold of the wallet that a request is decided on, where it was made for another that may have become this one. */
export interface Guard {
  readonly holds: (wallet: Wallet) => boolean;
  /** Is called instead of an answer where it does not: then nothing is recorded. */
  readonly otherwise: () => void;
}

/** A request in the queue, with the callbacks for its answer. */
export interface Waiting {
  readonly request: Request;
  /** The rows of a draw with what they are known by; none for other requests. */
  readonly page: readonly IdentifiedRow[];
  readonly by: string | null;
  readonly guard?: Guard | undefined;
  readonly settle: (result: CommandResult) => void;
  readonly fail: (error: unknown) => void;
}

/** Gives the instant for what is recorded now, or why the clock is not believed (L13). */
export interface LedgerClock {
  reading(): Promise<Result<Instant, ClockDoubt>>;
}

export interface DecidedGroupPorts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly clock: LedgerClock;
  readonly hash: Hash;
  /** The program's mode: wallets of another are not touched. */
  readonly mode?: Mode;
}

/** Requests decided one after the other, each on the wallet that the one before leads to, and not written yet. */
export class DecidedGroup {
  /** What they were decided on. */
  readonly base: Wallet;
  wallet: Wallet;
  readonly entries: Entry[] = [];
  readonly rowChanges: RowChange[] = [];
  readonly actors: Actor[] = [];
  readonly effects: Effect[] = [];
  /** Whether all of them have something new to write: none was refused, none is a repetition. */
  isAllNew = true;
  /** Whether one could not be decided: a fault, unless the store had gone on since the wallet was read. */
  hasFailed = false;
  readonly #ports: DecidedGroupPorts;
  readonly #answers: (() => void)[] = [];
  /** The ids and look-alike keys of this group's rows: the store does not have them yet. */
  readonly #touched = new Set<string>();
  /** The group that this one is decided on, while that is being written: the store may not have it yet either. */
  #before: DecidedGroup | undefined;

  constructor(ports: DecidedGroupPorts, on: Wallet | DecidedGroup) {
    this.#ports = ports;
    this.#before = on instanceof DecidedGroup ? on : undefined;
    this.base = on instanceof DecidedGroup ? on.wallet : on;
    this.wallet = this.base;
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.entries.length === 0 && this.rowChanges.length === 0;
  }

  /** Decides requests in order, until one needs from the store what this group changes; gives how many were decided. */
  async decide(requests: readonly Waiting[]): Promise<number> {
    const known = this.#known(requests.map(askedRows));
    // Avoids an unhandled rejection until awaited.
    known.catch(() => undefined);
    const reading = await this.#ports.clock.reading();
    for (const [index, waiting] of requests.entries()) {
      try {
        if (!(await this.#decideOne(waiting, reading, known))) return index;
      } catch (error) {
        this.isAllNew = false;
        this.hasFailed = true;
        this.#answers.push(() => waiting.fail(error));
      }
    }
    return requests.length;
  }

  /** Refuses them all, since the journal is damaged; gives how many. */
  refuse(requests: readonly Waiting[], damage: Damage): number {
    this.isAllNew = false;
    for (const { settle } of requests) this.#answers.push(() => settle(err(damage)));
    return requests.length;
  }

  /** Forgets the group before, which has been written. */
  releaseBase(): void {
    this.#before = undefined;
  }

  answer(): void {
    for (const answer of this.#answers) answer();
  }

  /** Whether the request could be decided; it is answered when the whole group has been written. */
  async #decideOne(
    waiting: Waiting,
    reading: Result<Instant, ClockDoubt>,
    known: Promise<KnownRows>,
  ): Promise<boolean> {
    const { request, by, guard, settle } = waiting;
    if (guard?.holds(this.wallet) === false) {
      this.isAllNew = false;
      this.#answers.push(guard.otherwise);
      return true;
    }
    const doubt = reading.ok ? undefined : reading.refusal;
    const at = reading.ok ? reading.value : reading.refusal.at;
    const asked = askedRows(waiting);
    if (keysOf(asked).some(key => this.#touches(key))) return false;
    const knownRows = asked.ids.length === 0 ? noRows : await known;
    const command = await this.#withContext(waiting, at, knownRows);
    const windows = windowsOf(this.wallet, command);
    if (windows.length > 0 && this.#touchesAny()) return false;
    const demandIn = await this.#demandIn(windows);
    const { hash, mode: program } = this.#ports;
    const prior = await this.#prior(request);
    const proposed = await this.#proposed(request);
    const decision = decide(this.wallet, command, { hash, program, prior, proposed, doubt, demandIn });
    if (!decision.ok) {
      this.isAllNew = false;
      this.#answers.push(() => settle(decision));
      return true;
    }
    if (decision.value.kind === 'repeated') {
      const { wallet } = this;
      const entry = decision.value.original;
      this.isAllNew = false;
      this.#answers.push(() => settle(ok({ wallet, entry, isRepeated: true, rejected: [], effects: [] })));
      return true;
    }
    const { wallet, entries, rowChanges, effects, rejected } = decision.value;
    this.wallet = wallet;
    // Pages are long: no spreading into arguments.
    for (const entry of entries) this.entries.push(entry);
    for (const change of rowChanges) this.rowChanges.push(change);
    for (const entry of entries) {
      const person = personOf(request, entry, by);
      if (person !== null) this.actors.push({ seq: entry.seq, person });
    }
    this.effects.push(...effects);
    if (rowChanges.length > 0) for (const key of keysOf(asked)) this.#touched.add(key);
    for (const change of rowChanges) for (const key of lookAlikeKeysOf(change, knownRows)) this.#touched.add(key);
    if (entries.length === 0 && rowChanges.length === 0) this.isAllNew = false;
    const entry = entries.find(({ id }) => id === request.id);
    this.#answers.push(() => settle(ok({ wallet, entry, isRepeated: false, rejected, effects })));
    return true;
  }

  /** The entry that already carries the request's id. A page of rows has none of its own. */
  async #prior(request: Request): Promise<Entry | undefined> {
    if (request.kind === 'draw') return undefined;
    return this.#recorded(request.id);
  }

  /** The entry that already carries the id of what is proposed. */
  async #proposed(request: Request): Promise<Entry | undefined> {
    return 'proposal' in request ? this.#recorded(request.proposal.id) : undefined;
  }

  async #recorded(id: string): Promise<Entry | undefined> {
    return this.#entry(id) ?? (await this.#ports.journal.entry(id));
  }

  #entry(id: string): Entry | undefined {
    return (
      this.entries.find(entry => entry.id === id) ?? (this.#before === undefined ? undefined : this.#before.#entry(id))
    );
  }

  #touches(key: string): boolean {
    return this.#touched.has(key) || (this.#before !== undefined && this.#before.#touches(key));
  }

  #touchesAny(): boolean {
    return this.#touched.size > 0 || (this.#before !== undefined && this.#before.#touchesAny());
  }

  /** What the store knows of all the rows that a group asks about, asked once. */
  async #known(asked: readonly AskedRows[]): Promise<KnownRows> {
    const all = { ids: asked.flatMap(({ ids }) => ids), lookAlikes: asked.flatMap(({ lookAlikes }) => lookAlikes) };
    return all.ids.length === 0 ? noRows : this.#ports.rows.known(all);
  }

  async #withContext({ request, page }: Waiting, at: Instant, known: KnownRows): Promise<Command> {
    const { rows } = this.#ports;
    switch (request.kind) {
      case 'draw': {
        const { remembered, ...asked } = request;
        return { ...asked, at, rows: page, known: remembered === undefined ? known : together(known, remembered) };
      }
      case 'answer': {
        const ids = request.questions.map(({ id }) => id);
        return { ...request, at, known, held: await rows.questions({ ids, limit: ids.length }) };
      }
      case 'reverse':
      case 'ask-approval':
      case 'approve':
      case 'ask-and-approve':
        return { ...request, at, known };
      default:
        return { ...request, at };
    }
  }

  /** What earlier calls cost that the command may move, asked of the rows beforehand: core itself cannot wait. */
  async #demandIn(windows: readonly Window[]): Promise<DemandIn> {
    const demands = await Promise.all(
      windows.map(async window => [window, await this.#ports.rows.demandIn(window)] as const),
    );
    return ({ from, to }) => {
      const known = demands.find(([window]) => window.from === from && window.to === to);
      if (known === undefined) throw new Error('core asked for a window that it had not announced');
      return known[1];
    };
  }
}

const noRows: KnownRows = { byId: new Map(), lookAlikes: new Map() };

/** Which rows must be read before a request can be decided. */
function askedRows({ request, page }: Waiting): AskedRows {
  switch (request.kind) {
    case 'draw':
      return {
        ids: page.map(({ row }) => row.id),
        lookAlikes: page.flatMap(({ row, lookAlikeKey }) =>
          lookAlikeKey === undefined ? [] : { key: lookAlikeKey, start: row.start },
        ),
      };
    case 'answer':
      return { ids: request.questions.map(({ id }) => id), lookAlikes: [] };
    case 'reverse':
      return rowsReversed(request);
    case 'ask-approval':
    case 'approve':
    case 'ask-and-approve':
      return request.proposal.kind === 'reverse' ? rowsReversed(request.proposal) : noAskedRows;
    default:
      return noAskedRows;
  }
}

const noAskedRows: AskedRows = { ids: [], lookAlikes: [] };

const rowsReversed = ({ what }: { readonly what: Reversible }): AskedRows =>
  what.kind === 'row' ? { ids: [what.id], lookAlikes: [] } : noAskedRows;

/** Whose an entry is: of what was agreed to only the grant is whoever agreed's, the rest whoever asked's (P5). */
function personOf(request: Request, { kind }: Entry, by: string | null): string | null {
  if (kind === 'approval-granted') return by;
  if (request.kind === 'approve') return request.asker;
  // An operator is nobody in the directory.
  return request.kind === 'ask-and-approve' ? null : by;
}

const keysOf = ({ ids, lookAlikes }: AskedRows): readonly string[] => [...ids, ...lookAlikes.map(({ key }) => key)];

/** By which keys a changed row was known, would be known again, or is known from now on: what looks like it waits for the store. */
function lookAlikeKeysOf(change: RowChange, { byId }: KnownRows): readonly string[] {
  const known = byId.get(change.kind === 'reverse' ? change.id : change.row.id);
  const keys = [known?.standing?.lookAlikeKey, known?.previous?.lookAlikeKey];
  if ('lookAlikeKey' in change) keys.push(change.lookAlikeKey);
  return keys.filter(key => key !== undefined);
}
