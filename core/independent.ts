import type { Instant } from './calendar.ts';
import { instantOf, type Entry } from './entries.ts';
import type { Micros } from './money.ts';
import type { Pool } from './pool.ts';
import { unreachable } from './result.ts';

/** A standing row that draws: what one call costs. */
export interface DrawingCall {
  readonly id: string;
  readonly start: Instant;
  readonly cost: Micros;
}

/** What came of it: what is left of each lot and what it has paid, by the lot's id; owed; and each reconciliation's difference, by its entry. */
export interface Allocation {
  readonly rests: ReadonlyMap<string, Micros>;
  readonly paid: ReadonlyMap<string, Micros>;
  readonly differences: ReadonlyMap<string, Micros>;
  readonly owed: Micros;
  readonly balance: Micros;
}

interface Bought {
  readonly id: string;
  readonly seq: number;
  readonly boughtAt: Instant;
  readonly expiresAt: Instant;
  readonly amount: Micros;
}

interface Reduced {
  readonly id: string;
  readonly lotId: string;
  readonly at: Instant;
  readonly amount: Micros;
}

interface Shown {
  readonly id: string;
  readonly at: Instant;
  readonly stated: Micros;
  readonly lot: Pick<Bought, 'id' | 'seq' | 'expiresAt'>;
}

interface Facts {
  readonly lots: readonly Bought[];
  readonly reduced: readonly Reduced[];
  readonly shown: readonly Shown[];
}

/** What draws, in the order of time; read once for each balance that was shown, and once more. */
type Drawing = Iterable<Demand>;

/**
 * Allocates call by call from the rows, as the rules say it and without any cleverness: it shares no code with the pool, so that one can be
 * held against the other (L12). Facts dated after `at` are left out. O(calls × reconciliations).
 *
 * @param calls Those that draw, in the order of their start and then of their id.
 */
export function allocateCallByCall(
  entries: Iterable<Entry> | BookedFacts,
  calls: Drawing,
  at: Instant = Infinity,
): Allocation {
  const facts = entries instanceof BookedFacts ? entries : BookedFacts.of(entries);
  const lots = facts.lots.filter(({ boughtAt }) => boughtAt <= at);
  const unseen: Demand[] = [];
  const differences = new Map<string, Micros>();
  for (const { id, at: then, stated, lot } of facts.shown.filter(one => one.at <= at)) {
    const known = lots.filter(({ boughtAt }) => boughtAt <= then);
    const begun = demandBy(calls, unseen, then);
    const difference = allocated({ lots: known, reduced: facts.reduced }, begun, then).balance - stated;
    differences.set(id, difference);
    if (difference > 0) unseen.push({ start: then, cost: difference });
    if (difference < 0) lots.push({ ...lot, boughtAt: then, amount: -difference });
  }
  return { ...allocated({ lots, reduced: facts.reduced }, demandBy(calls, unseen, at), at), differences };
}

/** On what a pool and an allocation disagree, in words; nothing where they agree. */
export function disagreements({ lots, owed, reconciliations }: Pool, allocation: Allocation): readonly string[] {
  const { paid, differences } = allocation;
  return [
    ...lots.filter(({ id, drawn }) => drawn !== (paid.get(id) ?? 0)).map(({ id }) => `lot ${id}`),
    ...(owed === allocation.owed ? [] : ['owed']),
    ...reconciliations
      .filter(({ id, difference }) => difference !== differences.get(id))
      .map(({ id }) => `reconciliation ${id}`),
  ];
}

type Demand = Pick<DrawingCall, 'start' | 'cost'>;

/** The calls that began by an instant, and the usage not yet seen that was found by then, each after all calls that began with it. */
const demandBy = (calls: Drawing, unseen: readonly Demand[], at: Instant): Drawing => ({
  *[Symbol.iterator]() {
    let next = 0;
    for (const call of calls) {
      if (call.start > at) break;
      for (let found = unseen[next]; found !== undefined && found.start < call.start; found = unseen[(next += 1)])
        yield found;
      yield call;
    }
    yield* unseen.slice(next);
  },
});

function allocated(
  { lots, reduced }: Pick<Facts, 'lots' | 'reduced'>,
  demand: Drawing,
  at: Instant,
): Omit<Allocation, 'differences'> {
  const queue = lots
    .toSorted((one, other) => one.expiresAt - other.expiresAt || one.boughtAt - other.boughtAt || one.seq - other.seq)
    .map(lot => ({ ...lot, left: sizeOf(lot, reduced, at), paid: 0 }));
  let owed = 0;
  // Calls come in the order of their start: a lot that has expired for one, or is empty, is of no use to the next.
  let first = 0;
  for (const { start, cost } of demand) {
    let due = cost;
    for (let place = first; place < queue.length && due > 0; place += 1) {
      const lot = queue[place];
      if (lot === undefined) break;
      const isOver = lot.expiresAt <= start;
      const taken = isOver ? 0 : Math.min(lot.left, due);
      lot.left -= taken;
      lot.paid += taken;
      due -= taken;
      if (place === first && (isOver || lot.left === 0)) first += 1;
    }
    owed += due;
  }
  const rests = new Map(queue.map(({ id, left, expiresAt }) => [id, expiresAt > at ? left : 0]));
  const balance = [...rests.values()].reduce((sum, left) => sum + left, 0 - owed);
  return { rests, paid: new Map(queue.map(({ id, paid }) => [id, paid])), owed, balance };
}

/** What a lot can pay, by what had been given back of it then. */
const sizeOf = (lot: Bought, reduced: readonly Reduced[], at: Instant): Micros =>
  reduced.reduce((size, one) => (one.lotId === lot.id && one.at <= at ? size - one.amount : size), lot.amount);

/** The facts of a journal, of entries that are read one after the other. */
export class BookedFacts implements Facts {
  readonly lots: Bought[] = [];
  readonly reduced: Reduced[] = [];
  readonly #shown = new Map<string, Shown>();

  static of(entries: Iterable<Entry>): BookedFacts {
    const facts = new BookedFacts();
    for (const entry of entries) facts.add(entry);
    return facts;
  }

  get shown(): readonly Shown[] {
    return [...this.#shown.values()].toSorted((one, other) => one.at - other.at);
  }

  add(entry: Entry): void {
    const { kind, facts, seq, id } = entry;
    switch (kind) {
      case 'credits-bought':
      case 'payment-settled':
        this.lots.push({ ...facts.lot, seq });
        break;
      case 'credits-refunded':
      case 'credits-charged-back':
        this.reduced.push({ id, lotId: facts.lotId, at: instantOf(entry), amount: facts.amount });
        break;
      case 'charge-back-reversed':
        this.reduced.push({ id, lotId: facts.lotId, at: instantOf(entry), amount: -facts.amount });
        break;
      case 'return-reversed': {
        const since = this.reduced.find(one => one.id === facts.returned)?.at ?? -Infinity;
        this.reduced.push({ id, lotId: facts.lotId, at: Math.max(since, instantOf(entry)), amount: -facts.amount });
        break;
      }
      case 'purchase-reversed':
        // It was never made.
        this.reduced.push({ id, lotId: facts.lotId, at: -Infinity, amount: facts.amount });
        break;
      case 'balance-reconciled':
        this.#shown.set(id, { id, at: facts.at, stated: facts.stated, lot: { ...facts.lot, seq } });
        break;
      case 'reconciliation-reversed':
        this.#shown.delete(facts.reconciliation);
        break;
      case 'wallet-opened':
      case 'opening-moved':
      case 'payment-requested':
      case 'payment-linked':
      case 'payment-declined':
      case 'payment-cancelled':
      case 'payment-left-unknown':
      case 'call-drawn':
      case 'call-reversed':
      case 'questions-answered':
      case 'lots-expired':
      case 'rule-set':
      case 'thresholds-set':
      case 'payment-method-set':
      case 'backup-method-set':
      case 'recharge-evaluated':
      case 'alert-raised':
      case 'alert-ended':
      case 'mode-adopted':
      case 'rows-erased':
      case 'clock-moved':
      case 'approval-limit-set':
      case 'approval-asked':
      case 'approval-granted':
      case 'approval-declined':
      case 'approval-withdrawn':
      case 'approval-expired':
        break;
      default:
        unreachable(kind);
    }
  }
}
