import {
  decide,
  emptyWallet,
  err,
  follow,
  identify,
  ok,
  verify,
  windowsOf,
  Activity,
  type CallRow,
  type Command,
  type Damage,
  type DemandIn,
  type Decision,
  type Effect,
  type Entry,
  type Hash,
  type IdentifiedRow,
  type Refusal,
  type Result,
  type RowRejection,
  type Terms,
  type Wallet,
  type Window,
} from '../core/index.ts';
import type { Announcement, Clock, Journal, Rows } from './ports.ts';

/** A command before the shell has added what core needs to know: the time, and what the store knows of the rows. */
type WithoutContext<Each> = Each extends { readonly kind: 'draw' }
  ? Omit<Each, 'at' | 'known' | 'rows'> & { readonly rows: readonly CallRow[] }
  : Each extends Command
    ? Omit<Each, 'at' | 'known' | 'held'>
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
  history: Activity;
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
  read(tenant: string): Promise<Result<{ readonly wallet: Wallet; readonly history: Activity }, Damage>> {
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
      const demandIn = await this.#demandIn(tenant, windowsOf(wallet, command));
      const decision = decide(wallet, command, { hash, prior, demandIn });
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
    const { rows, hash } = this.#ports;
    switch (request.kind) {
      case 'draw': {
        const page = request.rows.map(row => identify(row, hash));
        return { ...request, at, rows: page, known: await rows.known(tenant, asked(page)) };
      }
      case 'answer': {
        const ids = request.questions.map(({ id }) => id);
        const held = await rows.questions(tenant, { ids, limit: ids.length });
        return { ...request, at, held, known: await rows.known(tenant, { ids, lookAlikeKeys: [] }) };
      }
      case 'reverse': {
        const ids = request.what.kind === 'row' ? [request.what.id] : [];
        return { ...request, at, known: await rows.known(tenant, { ids, lookAlikeKeys: [] }) };
      }
      default:
        return { ...request, at };
    }
  }

  /** What earlier calls cost that the command may move, asked of the rows beforehand: core itself cannot wait. */
  async #demandIn(tenant: string, windows: readonly Window[]): Promise<DemandIn> {
    const demands = await Promise.all(
      windows.map(async window => [window, await this.#ports.rows.demandIn(tenant, window)] as const),
    );
    return ({ from, to }) => {
      const known = demands.find(([window]) => window.from === from && window.to === to);
      if (known === undefined) throw new Error('core asked for a window that it had not announced');
      return known[1];
    };
  }

  async #upToDate(tenant: string): Promise<Held> {
    const { journal, hash } = this.#ports;
    const held = this.#held.get(tenant) ?? { wallet: emptyWallet, history: new Activity(), damage: undefined };
    this.#held.set(tenant, held);
    if (held.damage !== undefined || (await journal.headSeq(tenant)) === held.wallet.seq) return held;
    const entries = await journal.entriesAfter(tenant, held.wallet.seq);
    // At the first reading everything is checked; later, of what another process appended, its place in the chain.
    const checked = held.wallet.seq === 0 ? verify(entries, hash) : follow(held.wallet, entries, hash);
    if (!checked.ok) {
      held.damage = checked.refusal;
      return held;
    }
    held.wallet = checked.value;
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

const asked = (
  page: readonly IdentifiedRow[],
): { readonly ids: readonly string[]; readonly lookAlikeKeys: readonly string[] } => ({
  ids: page.map(({ row }) => row.id),
  lookAlikeKeys: page.flatMap(({ lookAlikeKey }) => lookAlikeKey ?? []),
});
