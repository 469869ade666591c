import type { Instant } from './calendar.ts';
import type { Lot, WriteOff } from './lots.ts';
import { add, type Micros } from './money.ts';
import { boundaryOf, type Pool, type Reconciliation, type Reduction } from './pool.ts';
import { WideSum } from './wide-sum.ts';

/**
 * Works out all that follows from the facts, in one pass over time: what each lot pays and what its expiry ends, each reconciliation's
 * difference, and owed (L5, L7). Facts: of the lots what was bought, of the reconciliations what was shown, the buckets, the reductions.
 * O(lots + reconciliations), and once more over the expired lots for each time that one of them became smaller after its end.
 */
export const workedOut = (facts: Pool): Pool => new Pass(facts).result();

/**
 * The calls in the order of their start, each taking, in lot order, the lots that expire after it began (L5). Because all calls of a bucket
 * begin before those of the next, the sums suffice: what a lot cannot hold flows on to the next, and what the last cannot hold is owed.
 */
class Pass {
  readonly #facts: Pool;
  /** The lots' places in the order of their purchase. */
  readonly #byPurchase: Int32Array;
  /** The places of the lots that became smaller. */
  readonly #reduced: ReadonlyMap<string, number>;
  /** By lot: how large it is known to be by now, what it has paid, and what its end has written off. */
  readonly #sizes: Float64Array;
  readonly #drawn: Float64Array;
  readonly #writeOffs: (WriteOff[] | undefined)[] = [];
  readonly #reconciliations: Reconciliation[] = [];
  /** What was called for and no expired lot has paid: the others pay for it, or it is owed. More than the wallet holds at once. */
  readonly #unpaid = new WideSum();
  /** What has been bought and has not expired, less what was called for and not paid by a lot that has. */
  readonly #balance = new WideSum();
  #buckets = 0;
  #bought = 0;
  #expired = 0;
  #reductions = 0;

  constructor(facts: Pool) {
    const { lots, reductions } = facts;
    this.#facts = facts;
    this.#byPurchase = byPurchase(lots);
    this.#reduced = reductions.length === 0 ? nowhere : placesOf(lots, reductions);
    this.#sizes = new Float64Array(lots.length);
    for (let index = 0; index < lots.length; index += 1) this.#sizes[index] = boughtSize(lots[index]);
    this.#drawn = new Float64Array(lots.length);
  }

  /** Of each bucket in turn: its calls, then the balance shown just before its end, then the lots that expire at its end. */
  result(): Pool {
    const { buckets, reconciliations, lots } = this.#facts;
    for (const { until, demand } of buckets) {
      this.#buckets += 1;
      this.#draw(demand);
      const next = reconciliations[this.#reconciliations.length];
      if (next !== undefined && boundaryOf(next.at) === until) this.#reconcile(next);
      for (let lot = lots[this.#expired]; lot !== undefined && lot.expiresAt <= until; lot = lots[this.#expired])
        this.#expire(lot);
    }
    this.#reduceUntil(Number.MAX_SAFE_INTEGER);
    return {
      ...this.#facts,
      lots: lots.map((lot, index) => this.#lot(lot, index)),
      reconciliations: this.#isAsBefore() ? reconciliations : this.#reconciliations,
      owed: this.#unpaid.exact(),
    };
  }

  #draw(demand: Micros): void {
    this.#unpaid.add(demand);
    this.#balance.add(-demand);
  }

  /** The balance at that instant, by what is dated by then, becomes what was shown: by usage not yet seen, or by a lot (L7). */
  #reconcile(one: Reconciliation): void {
    this.#reduceUntil(one.at);
    const found = this.#buyUntil(one.at, one.lotId);
    const difference = add(this.#balance.exact(), -one.stated);
    this.#reconciliations.push(difference === one.difference ? one : { ...one, difference });
    if (difference > 0) this.#draw(difference);
    if (difference >= 0 || found === undefined) return;
    this.#sizes[found] = -difference;
    this.#balance.clear();
    this.#balance.add(one.stated);
  }

  /** Counts the lots bought by then; gives the place of the one with that id, if it is one of them. */
  #buyUntil(at: Instant, lotId?: string): number | undefined {
    let found: number | undefined;
    for (; this.#bought < this.#byPurchase.length; this.#bought += 1) {
      const index = this.#byPurchase[this.#bought] ?? 0;
      const lot = this.#facts.lots[index];
      if (lot === undefined || lot.boughtAt > at) break;
      this.#balance.add(this.#size(index));
      if (lot.id === lotId) found = index;
    }
    return found;
  }

  #expire(lot: Lot): void {
    this.#reduceUntil(lot.expiresAt);
    this.#buyUntil(lot.boughtAt);
    const index = this.#expired;
    this.#expired += 1;
    this.#pay(index);
    const unspent = this.#size(index) - this.#paid(index);
    this.#balance.add(-unspent);
    this.#writeOff(index, { at: lot.expiresAt, amount: unspent });
  }

  #pay(index: number): void {
    const paid = this.#unpaid.atMost(this.#size(index));
    this.#drawn[index] = paid;
    this.#unpaid.add(-paid);
  }

  /** Makes the lots smaller that were refunded, charged back or reversed by then. */
  #reduceUntil(at: Instant): void {
    const { reductions } = this.#facts;
    let late: Instant | undefined;
    for (let next = reductions[this.#reductions]; next !== undefined && next.at <= at;) {
      if (late !== undefined && next.at > late) {
        this.#payAgain(late);
        late = undefined;
      }
      if (this.#reduce(next)) late = next.at;
      next = reductions[(this.#reductions += 1)];
    }
    if (late !== undefined) this.#payAgain(late);
  }

  /** Makes one lot smaller; gives whether it had expired. */
  #reduce({ lotId, amount }: Reduction): boolean {
    const index = this.#reduced.get(lotId);
    if (index === undefined) return false;
    this.#sizes[index] = this.#size(index) - amount;
    if (index < this.#expired) return true;
    if (this.#isBought(index)) this.#balance.add(-amount);
    return false;
  }

  #isBought(index: number): boolean {
    const last = this.#facts.lots[this.#byPurchase[this.#bought - 1] ?? -1];
    return last !== undefined && (this.#facts.lots[index]?.boughtAt ?? Infinity) <= last.boughtAt;
  }

  /** A lot became smaller after its end: the expired lots pay once more, and what their ends wrote off changes from then on. */
  #payAgain(at: Instant): void {
    const { buckets, lots } = this.#facts;
    this.#unpaid.clear();
    let shown = 0;
    let index = 0;
    for (const { until, demand } of buckets.slice(0, this.#buckets)) {
      this.#unpaid.add(demand);
      const one = this.#reconciliations[shown];
      if (one !== undefined && boundaryOf(one.at) === until) {
        this.#unpaid.add(Math.max(0, one.difference));
        shown += 1;
      }
      for (; index < this.#expired && (lots[index]?.expiresAt ?? Infinity) <= until; index += 1)
        this.#payDifferently(index, at);
    }
  }

  #payDifferently(index: number, at: Instant): void {
    const before = this.#paid(index);
    this.#pay(index);
    this.#balance.add(this.#paid(index) - before);
    const written = this.#writeOffs[index]?.reduce((sum, { amount }) => sum + amount, 0) ?? 0;
    this.#writeOff(index, { at, amount: this.#size(index) - this.#paid(index) - written });
  }

  /** Of a lot whose end has been posted. */
  #writeOff(index: number, writeOff: WriteOff): void {
    if (this.#facts.lots[index]?.isWrittenOff !== true || writeOff.amount === 0) return;
    (this.#writeOffs[index] ??= []).push(writeOff);
  }

  #size(index: number): Micros {
    return this.#sizes[index] ?? 0;
  }

  #paid(index: number): Micros {
    return this.#drawn[index] ?? 0;
  }

  #lot(lot: Lot, index: number): Lot {
    const drawn = this.#paid(index);
    const writeOffs = this.#writeOffs[index] ?? none;
    const amount = lot.invoice === null ? this.#size(index) : lot.amount;
    const isSame = drawn === lot.drawn && amount === lot.amount && isSameWriteOffs(writeOffs, lot.writeOffs);
    return isSame ? lot : { ...lot, amount, drawn, writeOffs };
  }

  #isAsBefore(): boolean {
    return this.#facts.reconciliations.every((one, index) => one === this.#reconciliations[index]);
  }
}

const none: readonly WriteOff[] = [];
const nowhere: ReadonlyMap<string, number> = new Map();

/** How large it is before anything is known of reconciliations: they say how large theirs are. */
const boughtSize = (lot: Lot | undefined): Micros => (lot === undefined || lot.invoice === null ? 0 : lot.amount);

/** The places of the lots in the order of their purchase: lot order, but for leap and daylight-saving days. */
function byPurchase(lots: readonly Lot[]): Int32Array {
  const boughtAt = (index: number): Instant => lots[index]?.boughtAt ?? 0;
  const places = new Int32Array(lots.length);
  let isInOrder = true;
  for (let index = 0; index < lots.length; index += 1) {
    places[index] = index;
    isInOrder &&= index === 0 || boughtAt(index - 1) <= boughtAt(index);
  }
  return isInOrder ? places : places.sort((one, other) => boughtAt(one) - boughtAt(other));
}

function placesOf(lots: readonly Lot[], reductions: readonly Reduction[]): ReadonlyMap<string, number> {
  const reduced = new Set(reductions.map(({ lotId }) => lotId));
  return new Map([...lots.entries()].flatMap(([index, { id }]) => (reduced.has(id) ? [[id, index] as const] : [])));
}

const isSameWriteOffs = (one: readonly WriteOff[], other: readonly WriteOff[]): boolean =>
  one.length === other.length &&
  one.every(({ at, amount }, index) => at === other[index]?.at && amount === other[index].amount);
