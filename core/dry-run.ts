import { expiryOf, monthOf, type Instant } from './calendar.ts';
import type { Terms } from './entries.ts';
import { boughtLot } from './evolve.ts';
import { poolBefore } from './history.ts';
import { addUpTo, total, type Micros } from './money.ts';
import { balanceOf, type Pool } from './pool.ts';
import { withDemand, withLot, withReduction, type ChargesByInstant } from './pool-changes.ts';
import { evaluate } from './recharge.ts';
import { coolDownMs, freshMemory, type Rule } from './rule.ts';
import { emptyWallet, type Wallet } from './wallet.ts';

/** What a dry run is made of: the wallet as it is now. */
export interface DryRunFacts {
  readonly terms: Terms;
  readonly pool: Pool;
  /** What calls cost, by when they began; those of a quarter of an hour may stand together: an estimate is made of them. */
  readonly charges: ChargesByInstant;
  /** The keys of the wallet's own automatic charges. */
  readonly automatic: ReadonlySet<string>;
}

/** What a rule would have done over some time; none of it happened (L11). */
export interface DryRun {
  readonly isEstimate: true;
  readonly from: Instant;
  readonly to: Instant;
  readonly charges: readonly { readonly at: Instant; readonly amount: Micros; readonly balance: Micros }[];
  readonly charged: bigint;
  readonly lowest: Micros;
  /** How often the cap began to block a charge. */
  readonly capped: number;
  readonly closing: Micros;
}

/**
 * Replays what happened in (from, to] under a rule: with the pool as it was at `from`, the purchases, refunds, reconciliations and expiries
 * since, and charges that settle at once. The wallet's own automatic charges since `from` are left out: they are what the rule replaces.
 */
export function dryRun(
  facts: DryRunFacts,
  asked: { readonly rule: Rule; readonly from: Instant; readonly to: Instant },
): DryRun {
  const { rule, from, to } = asked;
  const { terms } = facts;
  const pool = poolBefore(facts.pool, chargesUntil(facts, from), from);
  let wallet: Wallet = {
    ...emptyWallet,
    terms,
    rule,
    method: { kind: 'admin-centre' },
    pool,
    memory: { ...freshMemory, month: monthOf(from, terms.timeZone) },
  };
  const charges: { at: Instant; amount: Micros; balance: Micros }[] = [];
  let lowest = balanceOf(pool, from);
  let capped = 0;
  let wasCapped = false;
  const considerAt = (at: Instant): void => {
    lowest = Math.min(lowest, balanceOf(wallet.pool, at));
    const evaluation = evaluate(wallet, at);
    if (evaluation.kind === 'wait') {
      const isCapped = evaluation.why.reason === 'cap-reached';
      if (isCapped && !wasCapped) capped += 1;
      wasCapped = isCapped;
      return;
    }
    const { amount } = evaluation;
    const month = monthOf(at, terms.timeZone);
    const before = wallet.memory.month === month ? wallet.memory.requestedInMonth : 0;
    wallet = {
      ...wallet,
      pool: opened(wallet.pool, { at, amount, expiresAt: expiryOf(at, terms.timeZone), number: charges.length + 1 }),
      memory: { ...wallet.memory, month, requestedInMonth: addUpTo(before, amount), coolUntil: at + coolDownMs },
    };
    charges.push({ at, amount, balance: balanceOf(wallet.pool, at) });
  };
  // A gap that opened during a cool-down is evaluated when that is over, and so on.
  let cooled = from;
  const coolDownUntil = (until: Instant): void => {
    for (let at = wallet.memory.coolUntil; at > cooled && at < until; at = wallet.memory.coolUntil) {
      cooled = at;
      considerAt(at);
    }
  };
  considerAt(from);
  for (const { at, change } of eventsOf(facts, asked)) {
    coolDownUntil(at);
    wallet = { ...wallet, pool: change(wallet.pool) };
    considerAt(at);
  }
  coolDownUntil(to);
  considerAt(to);
  return {
    isEstimate: true,
    from,
    to,
    charges,
    charged: total(charges.map(({ amount }) => amount)),
    lowest,
    capped,
    closing: balanceOf(wallet.pool, to),
  };
}

const chargesUntil = ({ charges }: DryRunFacts, until: Instant): readonly (readonly [Instant, Micros])[] =>
  [...charges].filter(([at]) => at <= until).toSorted(([one], [other]) => one - other);

interface Event {
  readonly at: Instant;
  readonly change: (pool: Pool) => Pool;
}

/** What happened to the pool in (from, to], without the wallet's own automatic charges, by the facts known now. */
function eventsOf(facts: DryRunFacts, { from, to }: { readonly from: Instant; readonly to: Instant }): Event[] {
  const { automatic } = facts;
  const charges = chargesUntil(facts, to);
  const pool = poolBefore(facts.pool, charges, to);
  const lots = pool.lots.filter(({ payment }) => payment === null || !automatic.has(payment));
  const purchases = lots.map(lot => {
    const opened = { ...lot, reduced: 0, drawn: 0, isWrittenOff: false, writeOffs: [] };
    return { at: lot.boughtAt, change: (before: Pool) => withLot(before, opened, demandUpTo(before, lot.expiresAt)) };
  });
  const reductions = pool.reductions
    .filter(({ lotId }) => lots.some(({ id }) => id === lotId))
    .map(reduction => ({ at: reduction.at, change: (before: Pool) => withReduction(before, reduction) }));
  const unseen = pool.reconciliations.filter(({ difference }) => difference > 0);
  const calls = [...charges, ...unseen.map(({ at, difference }) => [at, difference] as const)].map(([at, cost]) => ({
    at,
    change: (before: Pool) => withDemand(before, at, cost),
  }));
  const expiries = lots.map(({ expiresAt }) => ({ at: expiresAt, change: (before: Pool) => before }));
  return [...purchases, ...reductions, ...calls, ...expiries]
    .filter(({ at }) => at > from && at <= to)
    .toSorted((one, other) => one.at - other.at);
}

function opened(
  pool: Pool,
  charge: { readonly at: Instant; readonly amount: Micros; readonly expiresAt: Instant; readonly number: number },
): Pool {
  const { at, amount, expiresAt, number } = charge;
  const lot = boughtLot(
    { id: `dry-run-${number}`, boughtAt: at, expiresAt, amount },
    { seq: Number.MAX_SAFE_INTEGER, invoice: number, payment: null },
  );
  return withLot(pool, lot, demandUpTo(pool, expiresAt));
}

/** A lot opened during the run expires after it: all calls so far of the bucket that its expiry cuts began before that. */
const demandUpTo = (pool: Pool, expiresAt: Instant): Micros =>
  pool.buckets.find(({ until }) => until >= expiresAt)?.demand ?? 0;
