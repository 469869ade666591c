import { dayMs, startOfMonth, startsOfDays, type Instant, type Month, type TimeZone } from './calendar.ts';
import { daysAhead } from './days-ahead.ts';
import type { Matter } from './matters.ts';
import { lagDays, type Pace } from './pace.ts';
import { balanceOf } from './pool.ts';
import { addedNext, addingOf, comingTo } from './recharge.ts';
import { projectionOf } from './projection.ts';
import { isPrepaid } from './spans.ts';
import type { Stage } from './standing.ts';
import type { Wallet } from './wallet.ts';

/** So many days before a payment card expires people are told, and when it has. */
const cardSteps = [60, 30, 7, 0];

/** What there is to say of a card that expires. */
export interface CardExpiry {
  readonly step: number;
  /** The last instant at which it is good: a card is good until the end of its month. */
  readonly until: Instant;
  /** When auto-recharge is expected to charge it next, where it will be good no more by then. */
  readonly missed?: Instant;
}

/**
 * How long a card is good for: told at 60, 30 and 7 days, again once the next recharge is expected only after it, and when it has expired. What
 * has been said of the same month stands: a step does not grow, and a recharge that is expected sooner again takes nothing back.
 */
export function cardExpiry(
  expires: Month,
  asked: {
    readonly now: Instant;
    readonly timeZone: TimeZone;
    /** When auto-recharge charges next, as far as is known. */
    readonly charges: Instant | null;
    readonly before: CardExpiry | undefined;
  },
): CardExpiry | undefined {
  const { now, timeZone, charges, before } = asked;
  const until = startOfMonth(expires, timeZone, 1) - 1;
  const reached = cardSteps.findLast(step => until - now < step * dayMs);
  if (reached === undefined) return undefined;
  const said = before?.until === until ? before : undefined;
  const step = Math.min(said?.step ?? reached, reached);
  const missed = said?.missed ?? (charges !== null && charges > until && charges > now ? charges : undefined);
  return { step, until, ...(missed !== undefined && step > 0 && { missed }) };
}

/** A card that payments are made with, or that would be tried if they fail. */
export interface PaymentCard {
  readonly about: 'payment' | 'backup';
  /** What tells it from others; undefined where nothing does. */
  readonly label: string | undefined;
  /** The last month in which it is good; null for a card without one. */
  readonly expires: Month | null;
}

/** What there is to say of a wallet's cards. */
export function cardExpiryStages(asked: {
  readonly wallet: Wallet;
  readonly cards: readonly PaymentCard[];
  readonly pace: Pace;
  readonly at: Instant;
  readonly before: readonly Matter[];
}): readonly Stage[] {
  const { wallet, cards, at, before } = asked;
  const { terms, pool, spans } = wallet;
  if (terms === undefined || !isPrepaid(spans)) return [];
  const { currency, timeZone } = terms;
  const facts = { at, currency, balance: balanceOf(pool, at) };
  const charges = cards.length === 0 ? null : nextCharge(asked, timeZone);
  return cards.flatMap(({ about, label, expires }) => {
    const told = before.find(({ alert }) => alert.kind === 'card-expires' && alert.about === about);
    const known = told && saidIn(told);
    const found = expires === null ? undefined : cardExpiry(expires, { now: at, timeZone, charges, before: known });
    if (found === undefined) return [];
    const { step, until, missed } = found;
    // Its card tells what was expected when it was told: else every change of a forecast would edit it.
    const next = missed === undefined ? {} : { next: { amount: addedNext(wallet, at), at: missed } };
    return {
      key: ['card-expires', expires, step, ...(missed === undefined ? [] : ['missed'])].join(' '),
      alert: { kind: 'card-expires', ...facts, about, step, until, ...(label !== undefined && { label }), ...next },
      isBeingMended: false,
    };
  });
}

/** What a matter says of a card. */
function saidIn({ alert: { step, until, next } }: Matter): CardExpiry | undefined {
  if (step === undefined || until === undefined) return undefined;
  return { step, until, ...(next !== undefined && { missed: next.at }) };
}

/** On which day auto-recharge is expected to charge next, once the log has told of the calls; null where it is not, or that is too far to say. */
function nextCharge(
  { wallet, pace, at }: { readonly wallet: Wallet; readonly pace: Pace; readonly at: Instant },
  timeZone: TimeZone,
): Instant | null {
  const known = addingOf(wallet, at);
  // What the log is behind is counted in days, below: it does not keep the rule from adding.
  const adding = known && { ...known, isLate: false };
  const ahead = daysAhead(at, timeZone);
  const { adds } = projectionOf({
    pool: wallet.pool,
    pace,
    ahead,
    now: at,
    spreads: 0,
    adding,
    coming: comingTo(wallet),
  });
  if (adds === null) return null;
  const seen = adds + lagDays * dayMs;
  return startsOfDays(1, seen, timeZone)[0] ?? seen;
}
