import { expiryOf, type Instant, type Micros } from '../../core/index.ts';

// A naive ledger: it allocates call by call, and starts from the beginning for every question. It is slow, and shares nothing with core
// but the calendar.

export interface NaiveLot {
  readonly name: string;
  readonly order: number;
  readonly boughtAt: Instant;
  readonly expiresAt: Instant;
  readonly amount: Micros;
}

export interface NaiveFacts {
  readonly lots: readonly NaiveLot[];
  readonly calls: readonly { readonly id: string; readonly start: Instant; readonly cost: Micros }[];
  readonly reductions: readonly { readonly lot: string; readonly at: Instant; readonly amount: Micros }[];
  readonly shown: readonly {
    readonly name: string;
    readonly order: number;
    readonly at: Instant;
    readonly balance: Micros;
  }[];
}

export interface NaiveWorld {
  readonly rests: ReadonlyMap<string, Micros>;
  readonly owed: Micros;
  readonly balance: Micros;
}

/** What is left of each lot, and owed, at an instant: by the facts that are dated by then, whenever they became known. */
export function naiveWorld(facts: NaiveFacts, at: Instant, timeZone: string): NaiveWorld {
  const lots = facts.lots.filter(lot => lot.boughtAt <= at);
  const calls = facts.calls.filter(call => call.start <= at).map(call => ({ ...call, isUnseen: 0 }));
  const shown = facts.shown
    .filter(one => one.at <= at)
    .toSorted((one, other) => one.at - other.at || one.order - other.order);
  for (const one of shown) {
    const earlier = {
      lots: lots.filter(lot => lot.boughtAt <= one.at),
      calls: calls.filter(call => call.start <= one.at),
    };
    const difference = allocated(earlier, facts.reductions, one.at).balance - one.balance;
    if (difference > 0) calls.push({ id: one.name, start: one.at, cost: difference, isUnseen: 1 });
    if (difference < 0)
      lots.push({
        name: one.name,
        order: one.order,
        boughtAt: one.at,
        expiresAt: expiryOf(one.at, timeZone),
        amount: -difference,
      });
  }
  return allocated({ lots, calls }, facts.reductions, at);
}

function allocated(
  {
    lots,
    calls,
  }: { lots: readonly NaiveLot[]; calls: readonly { id: string; start: Instant; cost: Micros; isUnseen: number }[] },
  reductions: NaiveFacts['reductions'],
  at: Instant,
): NaiveWorld {
  const ordered = lots
    .toSorted(
      (one, other) => one.expiresAt - other.expiresAt || one.boughtAt - other.boughtAt || one.order - other.order,
    )
    .map(lot => ({
      ...lot,
      left: reductions.reduce(
        (left, one) => (one.lot === lot.name && one.at <= at ? left - one.amount : left),
        lot.amount,
      ),
    }));
  let owed = 0;
  const queue = calls.toSorted(
    (one, other) => one.start - other.start || one.isUnseen - other.isUnseen || (one.id < other.id ? -1 : 1),
  );
  for (const call of queue) {
    let need = call.cost;
    for (const lot of ordered) {
      if (lot.expiresAt <= call.start) continue;
      const taken = Math.min(lot.left, need);
      lot.left -= taken;
      need -= taken;
    }
    owed += need;
  }
  const rests = new Map(ordered.map(lot => [lot.name, lot.expiresAt > at ? lot.left : 0]));
  return { rests, owed, balance: [...rests.values()].reduce((sum, left) => sum + left, 0 - owed) };
}
