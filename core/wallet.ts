import { isSame, type Episode } from './alerts.ts';
import { monthOf, type Instant } from './calendar.ts';
import type { BoughtLot, Entry, Payment, PaymentMethod, Terms } from './entries.ts';
import { emptyPool, withDemand, withLot, withWriteOffs, type Pool } from './lots.ts';
import { add } from './money.ts';
import { backOffMs, coolDownMs, freshMemory, type RechargeMemory, type Rule } from './recharge.ts';
import { unreachable } from './result.ts';

export interface OpenPayment {
  readonly payment: Payment;
  readonly isUnknown: boolean;
}

/** The state of one tenant's pool: a fold of its journal, O(lots + open matters). */
export interface Wallet {
  readonly seq: number;
  /** The hash of the last entry. */
  readonly head: string;
  readonly recordedAt: Instant;
  readonly terms?: Terms;
  readonly pool: Pool;
  readonly hasBought: boolean;
  readonly lotsOpened: number;
  readonly invoices: number;
  readonly rule?: Rule;
  readonly method?: PaymentMethod;
  readonly openPayments: readonly OpenPayment[];
  readonly memory: RechargeMemory;
  readonly episodes: readonly Episode[];
  /** The sandbox's clock runs this far ahead of the wall's (SPEC L13). */
  readonly clockOffsetMs: number;
}

export const emptyWallet: Wallet = {
  seq: 0,
  head: '',
  recordedAt: 0,
  pool: emptyPool,
  hasBought: false,
  lotsOpened: 0,
  invoices: 0,
  openPayments: [],
  memory: freshMemory,
  episodes: [],
  clockOffsetMs: 0,
};

/** The wallet after one more entry. Entries of the past are facts: nothing is checked again here (that is `verify`). */
export function evolve(wallet: Wallet, entry: Entry): Wallet {
  return { ...happened(wallet, entry), seq: entry.seq, head: entry.hash, recordedAt: entry.recordedAt };
}

function happened(wallet: Wallet, entry: Entry): Wallet {
  switch (entry.kind) {
    case 'wallet-opened':
      return { ...wallet, terms: entry.facts };
    case 'credits-bought':
      return withBoughtLot(wallet, entry.facts.lot, entry.seq);
    case 'payment-requested':
      return withRequest(wallet, entry.facts);
    case 'payment-settled':
      return withBoughtLot(settled(wallet, entry.facts.key, entry.recordedAt), entry.facts.lot, entry.seq);
    case 'payment-declined':
      return declined(wallet, entry.facts.key, entry.recordedAt);
    case 'payment-left-unknown':
      return {
        ...wallet,
        openPayments: wallet.openPayments.map(open =>
          open.payment.key === entry.facts.key ? { ...open, isUnknown: true } : open,
        ),
      };
    case 'call-drawn':
      return { ...wallet, pool: redrawn(wallet.pool, entry.facts) };
    case 'lots-expired':
      return { ...wallet, pool: withWriteOffs(wallet.pool, entry.facts.at) };
    case 'rule-set':
      return { ...wallet, rule: entry.facts, memory: unpaused(wallet.memory) };
    case 'payment-method-set':
      return { ...wallet, method: entry.facts.method, memory: unpaused(wallet.memory) };
    case 'recharge-evaluated':
      return { ...wallet, memory: { ...wallet.memory, lastReason: entry.facts } };
    case 'alert-raised':
      return isEpisode(entry.facts) ? { ...wallet, episodes: [...wallet.episodes, entry.facts] } : wallet;
    case 'alert-ended': {
      const ended = entry.facts;
      return { ...wallet, episodes: wallet.episodes.filter(one => !(isEpisode(ended) && isSame(one, ended))) };
    }
    case 'clock-moved':
      return { ...wallet, clockOffsetMs: entry.facts.offsetMs };
    default:
      return unreachable(entry);
  }
}

/** The pool after a call's cost, the cost that it supersedes taken back first. */
export function redrawn(
  pool: Pool,
  change: { start: Instant; cost: number; was: { start: Instant; cost: number } | null },
): Pool {
  const cleared = change.was === null ? pool : withDemand(pool, change.was.start, -change.was.cost);
  return withDemand(cleared, change.start, change.cost);
}

function withBoughtLot(wallet: Wallet, lot: BoughtLot, seq: number): Wallet {
  const { demand, ...bought } = lot;
  const pool = withLot(
    wallet.pool,
    { ...bought, seq, demand: 0, drawn: 0, writtenOff: 0, isWrittenOff: false },
    demand,
  );
  return { ...wallet, pool, hasBought: true, lotsOpened: wallet.lotsOpened + 1, invoices: wallet.invoices + 1 };
}

function withRequest(wallet: Wallet, payment: Payment): Wallet {
  const openPayments = [...wallet.openPayments, { payment, isUnknown: false }];
  if (payment.purpose === 'order' || wallet.terms === undefined) return { ...wallet, openPayments };
  const month = monthOf(payment.requestedAt, wallet.terms.timeZone);
  const { memory } = wallet;
  const before = memory.month === month ? memory.requestedInMonth : 0;
  return {
    ...wallet,
    openPayments,
    memory: { ...memory, requested: memory.requested + 1, month, requestedInMonth: add(before, payment.amount) },
  };
}

function settled(wallet: Wallet, key: string, at: Instant): Wallet {
  const { payment, rest } = taken(wallet, key);
  if (payment?.purpose !== 'recharge') return { ...wallet, openPayments: rest };
  return {
    ...wallet,
    openPayments: rest,
    memory: { ...wallet.memory, declinesInRow: 0, retryAt: 0, coolUntil: at + coolDownMs },
  };
}

function declined(wallet: Wallet, key: string, at: Instant): Wallet {
  const { payment, rest } = taken(wallet, key);
  if (payment?.purpose !== 'recharge') return { ...wallet, openPayments: rest };
  const { memory } = wallet;
  const wait = backOffMs[memory.declinesInRow];
  return {
    ...wallet,
    openPayments: rest,
    memory: {
      ...memory,
      declinesInRow: memory.declinesInRow + 1,
      retryAt: wait === undefined ? memory.retryAt : at + wait,
      requestedInMonth: isSameMonth(wallet, payment.requestedAt)
        ? memory.requestedInMonth - payment.amount
        : memory.requestedInMonth,
    },
  };
}

// What was declined was not spent: the cap of its month has that room again (SPEC L8).
const isSameMonth = ({ terms, memory }: Wallet, at: Instant): boolean =>
  terms !== undefined && monthOf(at, terms.timeZone) === memory.month;

function taken(
  wallet: Wallet,
  key: string,
): { readonly payment: Payment | undefined; readonly rest: readonly OpenPayment[] } {
  return {
    payment: wallet.openPayments.find(open => open.payment.key === key)?.payment,
    rest: wallet.openPayments.filter(open => open.payment.key !== key),
  };
}

/** An admin has acted: back-off, pause and cool-down are over, and the rule is looked at afresh. */
const unpaused = (memory: RechargeMemory): RechargeMemory => ({
  ...memory,
  declinesInRow: 0,
  retryAt: 0,
  coolUntil: 0,
});

const isEpisode = (facts: { readonly alert: string; readonly threshold: number }): facts is Episode =>
  facts.alert === 'low-balance' || facts.alert === 'balance-zero';
