import {
  decide,
  emptyWallet,
  err,
  evolve,
  lookAlikeKey,
  ok,
  unreachable,
  verify,
  windowOfPurchase,
  BalanceHistory,
  type CallRow,
  type Command,
  type Damage,
  type Decision,
  type Effect,
  type Entry,
  type Hash,
  type Instant,
  type Micros,
  type Refusal,
  type Result,
  type RowRejection,
  type Terms,
  type Wallet,
} from '../core/index.ts';
import type { Announcement, Clock, Journal, Rows } from './ports.ts';

/** A command before the shell has added what core needs to know: the time, and what is known of the rows. */
type WithoutContext<Each> = Each extends Command
  ? Omit<Each, 'at' | (Each extends { kind: 'draw' } ? 'known' : never)>
  : never;
export type Request = WithoutContext<Command>;

export type Answer = Result<
  {
    readonly wallet: Wallet;
    /** The entry that carries the request's id; nothing when the request left nothing to record. */
    readonly entry: Entry | undefined;
    readonly isRepeated: boolean;
    readonly rejected: readonly RowRejection[];
  },
  Refusal | Damage
>;

export interface WalletsPorts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly clock: Clock;
  readonly hash: Hash;
  /** The conversations that asked for alerts. */
  readonly subscribers: (tenant: string) => Promise<readonly string[]>;
  /** Called after the entries are safe; what it starts may take its time. */
  readonly carryOut: (tenant: string, effect: Effect) => void;
}

interface Held {
  wallet: Wallet;
  history: BalanceHistory;
  damage: Damage | undefined;
}

/** Read → decide → append (again, when another process was faster) → carry out the effects: the only way to a wallet. */
export class Wallets {
  readonly #ports: WalletsPorts;
  readonly #held = new Map<string, Held>();
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(ports: WalletsPorts) {
    this.#ports = ports;
  }

  /** The wallet as the journal has it now. A damaged journal is refused, and says which entry is wrong. */
  read(tenant: string): Promise<Result<{ readonly wallet: Wallet; readonly history: BalanceHistory }, Damage>> {
    return this.#inTurn(tenant, async () => {
      const held = await this.#upToDate(tenant);
      return held.damage === undefined ? ok(held) : err(held.damage);
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

  /** Decides and appends one request. Requests of one tenant follow each other; `by` is who asked, null for the program itself. */
  execute(tenant: string, request: Request, by: string | null): Promise<Answer> {
    return this.#inTurn(tenant, () => this.#execute(tenant, request, by));
  }

  /** The sandbox's reset: a new, empty journal. */
  async startAnew(tenant: string): Promise<void> {
    await this.#inTurn(tenant, async () => {
      await this.#ports.journal.startAnew(tenant);
      this.#held.delete(tenant);
    });
  }

  async #execute(tenant: string, request: Request, by: string | null): Promise<Answer> {
    const { journal, hash } = this.#ports;
    // Each round another process was faster; it made progress, so this ends.
    for (;;) {
      const held = await this.#upToDate(tenant);
      if (held.damage !== undefined) return err(held.damage);
      const { wallet } = held;
      const command = await this.#withContext(tenant, request);
      const prior = request.kind === 'draw' ? undefined : await journal.entry(tenant, request.id);
      const decision = decide(wallet, command, { hash, prior, demandIn: await this.#demand(tenant, wallet, command) });
      if (!decision.ok) return decision;
      if (decision.value.kind === 'repeated')
        return ok({ wallet, entry: decision.value.original, isRepeated: true, rejected: [] });
      if ((await this.#append(tenant, wallet, decision.value, by)) === 'moved-on') continue;
      for (const entry of decision.value.entries) held.history.add(entry);
      held.wallet = decision.value.wallet;
      for (const effect of decision.value.effects) this.#ports.carryOut(tenant, effect);
      const entry = decision.value.entries.find(({ id }) => id === request.id);
      return ok({ wallet: held.wallet, entry, isRepeated: false, rejected: decision.value.rejected });
    }
  }

  async #append(
    tenant: string,
    wallet: Wallet,
    decision: Decision & { kind: 'decided' },
    by: string | null,
  ): Promise<'appended' | 'moved-on'> {
    const { entries, rowChanges, effects } = decision;
    if (entries.length === 0 && rowChanges.length === 0) return 'appended';
    const alerts = effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert] : []));
    const subscribers = alerts.length === 0 ? [] : await this.#ports.subscribers(tenant);
    const announcements: Announcement[] = alerts.flatMap(alert =>
      subscribers.map(conversationId => ({ id: `${alert.id}@${conversationId}`, conversationId, alert })),
    );
    return this.#ports.journal.append(tenant, wallet.seq, { entries, rowChanges, announcements, by });
  }

  async #withContext(tenant: string, request: Request): Promise<Command> {
    const at = this.#ports.clock.now();
    if (request.kind !== 'draw') return { ...request, at };
    return { ...request, at, known: await this.#ports.rows.known(tenant, pageOf(request.rows, this.#ports.hash)) };
  }

  /** What a purchase would pay for at once, asked of the rows beforehand: core itself cannot wait. */
  async #demand(tenant: string, wallet: Wallet, command: Command): Promise<() => Micros> {
    const boughtAt = purchaseInstant(command, wallet);
    const window = boughtAt === undefined ? undefined : windowOfPurchase(wallet, boughtAt);
    const demand = window === undefined ? 0 : await this.#ports.rows.demandIn(tenant, window);
    return () => demand;
  }

  async #upToDate(tenant: string): Promise<Held> {
    const { journal, hash } = this.#ports;
    const held = this.#held.get(tenant) ?? { wallet: emptyWallet, history: new BalanceHistory(), damage: undefined };
    this.#held.set(tenant, held);
    if (held.damage !== undefined || (await journal.headSeq(tenant)) === held.wallet.seq) return held;
    const entries = await journal.entriesAfter(tenant, held.wallet.seq);
    // At the first reading everything is checked; later only what another process appended, by its place in the chain.
    if (held.wallet.seq === 0) {
      const verified = verify(entries, hash);
      if (!verified.ok) {
        held.damage = verified.refusal;
        return held;
      }
      held.wallet = verified.value;
    } else {
      held.wallet = entries.reduce(evolve, held.wallet);
    }
    for (const entry of entries) held.history.add(entry);
    return held;
  }

  #inTurn<Value>(tenant: string, work: () => Promise<Value>): Promise<Value> {
    const turn = (this.#queues.get(tenant) ?? Promise.resolve()).then(work);
    this.#queues.set(
      tenant,
      turn.catch(() => undefined),
    );
    return turn;
  }
}

function purchaseInstant(command: Command, wallet: Wallet): Instant | undefined {
  switch (command.kind) {
    case 'buy':
      return command.boughtAt;
    case 'settle':
      return Math.max(command.at, wallet.recordedAt);
    case 'open-wallet':
    case 'draw':
    case 'order':
    case 'decline':
    case 'leave-unknown':
    case 'set-rule':
    case 'set-payment-method':
    case 'catch-up':
    case 'move-clock':
      return undefined;
    default:
      return unreachable(command);
  }
}

const pageOf = (
  rows: readonly CallRow[],
  hash: Hash,
): { readonly ids: readonly string[]; readonly lookAlikeKeys: readonly string[] } => ({
  ids: rows.map(row => row.id),
  lookAlikeKeys: rows.flatMap(row => lookAlikeKey(row, hash) ?? []),
});
