import { dayMs, type Instant } from './calendar.ts';
import { daysAhead, type DaysAhead } from './days-ahead.ts';
import type { Lot } from './lots.ts';
import type { Matter } from './matters.ts';
import type { Micros } from './money.ts';
import type { Pace } from './pace.ts';
import { balanceOf, type Pool } from './pool.ts';
import { projectionOf } from './projection.ts';
import { isPrepaid } from './spans.ts';
import type { Stage } from './standing.ts';
import type { Wallet } from './wallet.ts';

/** So many days before credits expire unused people are told (L11). */
const expirySteps = [90, 30, 7, 1];

/** What expires within so many days of a lot is told together with it. */
const togetherMs = 30 * dayMs;

/** Credits that will probably expire unused. */
export interface Expiring {
  /** The first of the lots that are told together. */
  readonly about: string;
  readonly step: number;
  readonly amount: Micros;
  /** When most of it expires. */
  readonly until: Instant;
}

/**
 * What will probably expire unused within 90 days, with its step. It begins where something worth telling is left even if more is used than
 * expected, and ends where nothing is to be expected; a step is told once, whatever else of the same weeks expires later.
 */
export function expiringSoon(asked: {
  readonly pool: Pool;
  readonly pace: Pace;
  readonly ahead: DaysAhead;
  readonly now: Instant;
  /** Less is not worth telling. */
  readonly least: Micros;
  /** The steps that stand, by what they are about. */
  readonly before: ReadonlyMap<string, number>;
}): readonly Expiring[] {
  const { pool, now, least, before } = asked;
  const expected = projectionOf({ ...asked, spreads: 0 }).expiring;
  const ifMoreIsUsed = projectionOf({ ...asked, spreads: 1 }).expiring;
  return toldTogether(pool.lots).flatMap(lots => {
    const about = lots[0]?.id ?? '';
    const ids = new Set(lots.map(({ id }) => id));
    const left = expected.filter(({ lotId }) => ids.has(lotId));
    const known = before.get(about);
    const sure = known === undefined ? ifMoreIsUsed.filter(({ lotId }) => ids.has(lotId)) : left;
    const most = left.toSorted((one, other) => other.amount - one.amount || one.at - other.at)[0];
    if (most === undefined || sumOf(sure) < (known === undefined ? least : least / 2)) return [];
    const reached = expirySteps.filter(step => most.at - now <= step * dayMs).at(-1);
    if (reached === undefined) return [];
    return [{ about, step: Math.min(known ?? Infinity, reached), amount: sumOf(left), until: most.at }];
  });
}

/** Lots in lot order, by when they expire: the same ones are always told together, whatever is left of them. */
export function toldTogether(lots: readonly Lot[]): readonly (readonly Lot[])[] {
  const together: Lot[][] = [];
  for (const lot of lots) {
    const last = together.at(-1);
    if (last?.[0] !== undefined && lot.expiresAt < last[0].expiresAt + togetherMs) last.push(lot);
    else together.push([lot]);
  }
  return together;
}

const sumOf = (parts: readonly { readonly amount: Micros }[]): Micros =>
  parts.reduce((sum, { amount }) => sum + amount, 0);

/** A tenth of what one orders at least. */
const leastOf = (minimum: Micros): Micros => minimum / 10;

/** What of a wallet's credits will probably expire unused. */
export function expiringStages(asked: {
  readonly wallet: Wallet;
  readonly pace: Pace;
  readonly at: Instant;
  readonly before: readonly Matter[];
}): readonly Stage[] {
  const { wallet, pace, at, before } = asked;
  const { terms, pool, spans } = wallet;
  if (terms === undefined || !isPrepaid(spans)) return [];
  const { currency, timeZone, minimum } = terms;
  const standing = new Map(
    before.flatMap(({ alert: { kind, about, step } }) =>
      kind === 'lot-expires' && about !== undefined && step !== undefined ? [[about, step] as const] : [],
    ),
  );
  const balance = balanceOf(pool, at);
  const soon = { pool, pace, ahead: daysAhead(at, timeZone), now: at, least: leastOf(minimum), before: standing };
  return expiringSoon(soon).map(({ amount, ...one }) => ({
    key: `lot-expires ${one.step}`,
    alert: { kind: 'lot-expires', at, currency, balance, ...one, amount: inTwoDigits(amount) },
    isBeingMended: false,
  }));
}

/** An estimate: a card is not drawn again for every cent that it moves. */
function inTwoDigits(amount: Micros): Micros {
  const digit = 10 ** Math.max(0, String(Math.round(amount)).length - 2);
  return Math.round(amount / digit) * digit;
}
