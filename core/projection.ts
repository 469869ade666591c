import { dayMs, type Instant } from './calendar.ts';
import type { DaysAhead } from './days-ahead.ts';
import { capacity, isSpendable, rest } from './lots.ts';
import type { Micros } from './money.ts';
import { lagDays, type Pace, type WeekdaySpend } from './pace.ts';
import { balanceOf, type Pool } from './pool.ts';

/** What auto-recharge adds on the way. */
export interface Adding {
  readonly rechargeWith: Micros;
  /** The balance up to which it fills; absent where it adds multiples of `rechargeWith`. */
  readonly upTo?: Micros;
  /** The balance below which it adds. */
  readonly trigger: Micros;
  /** Whether it goes by what the log tells, which the last two days' calls are not in yet: those may use up all before it adds. */
  readonly isLate: boolean;
  /** What it may still add in this month, and in each that follows. */
  readonly room: Micros;
  readonly roomOfMonth: Micros;
}

/** A way in which it may go on. */
export interface Going {
  readonly pool: Pool;
  readonly pace: Pace;
  readonly ahead: DaysAhead;
  readonly now: Instant;
  /** By how many spreads more is spent than expected; below zero less. */
  readonly spreads: number;
  readonly adding?: Adding | undefined;
  /** Money that is on its way. */
  readonly coming?: Micros;
}

/** Where it leads, if it goes on so. */
export interface Projection {
  /** When all is spent; null where it lasts until the credits expire. */
  readonly runsOut: Instant | null;
  /** When calls fail, since all is spent or expired; null beyond the horizon. */
  readonly empty: Instant | null;
  /** When auto-recharge first adds something; null where it does not. */
  readonly adds: Instant | null;
  /** What of the lots is left at their end. */
  readonly expiring: readonly { readonly lotId: string; readonly at: Instant; readonly amount: Micros }[];
}

/** How far a projection goes, in ms: every present lot has expired by then. */
export const horizonMs = 367 * dayMs;

/** From now on day by day, and within a day from expiry to expiry: each stretch takes its part of the day's spend, oldest lot first. */
export function projectionOf(going: Going): Projection {
  const { pool, now, coming = 0 } = going;
  const lots = new LotsOnTheWay(going);
  const spend = new SpendOnTheWay(going);
  const recharges = new Recharges(going.adding);
  const expiring: { lotId: string; at: Instant; amount: Micros }[] = [];
  const spentAt = (at: Instant): Projection => ({ runsOut: at, empty: at, adds: recharges.first, expiring });
  const isLate = going.adding?.isLate === true;
  const unseen = spend.unseen();
  recharges.fill(lots, { wanted: unseen, untold: isLate ? unseen : 0, at: now });
  if (isSpent(pool, unseen) && balanceOf(pool, now) + coming + recharges.added - unseen <= 0) return spentAt(now);
  lots.take(unseen);
  let from = now;
  for (let index = 0; lots.areLeft() && from < now + horizonMs; index += 1) {
    const day = going.ahead(index);
    if (index > 0 && day.beginsMonth) recharges.beginMonth();
    const rate = spend.ofDay(index) / (day.to - day.from);
    const untold = isLate ? spend.untoldOn(index) : 0;
    while (lots.areLeft() && from < day.to) {
      const to = Math.min(lots.nextEnd, day.to);
      const wanted = rate * (to - from);
      recharges.fill(lots, { wanted, untold, at: from });
      if (wanted > 0 && wanted >= lots.available) return spentAt(Math.round(from + lots.available / rate));
      lots.take(wanted);
      from = to;
      expiring.push(...lots.endUntil(from));
      recharges.fill(lots, { wanted: 0, untold, at: from });
    }
  }
  const isEmpty = spend.isAny() && pool.lots.length > 0 && !lots.areLeft();
  return { runsOut: null, empty: isEmpty ? from : null, adds: recharges.first, expiring };
}

/** Owed, spent to the last cent, or used up by calls that no report shows yet. Where nothing was bought, or nobody calls, nothing runs out. */
const isSpent = ({ owed, lots }: Pool, unseen: Micros): boolean =>
  owed > 0 || (unseen > 0 && lots.some(lot => capacity(lot) > 0));

/** What has to be added now so that it lasts until then; 0 where what is there is enough. */
export function missingUntil(going: Going, until: Instant): Micros {
  const lots = new LotsOnTheWay(going);
  const spend = new SpendOnTheWay(going);
  let missing = lots.owed + lots.takeWhatThereIs(spend.unseen());
  let from = going.now;
  for (let index = 0; from < until; index += 1) {
    const day = going.ahead(index);
    const rate = spend.ofDay(index) / (day.to - day.from);
    while (from < Math.min(day.to, until)) {
      const to = Math.min(lots.nextEnd, day.to, until);
      missing += lots.takeWhatThereIs(rate * (to - from));
      from = to;
      lots.endUntil(from);
    }
  }
  return Math.round(missing);
}

/** What calls have probably cost that no report shows yet: what the last two days usually cost (M8). */
export const unseenOf = (going: Pick<Going, 'pace' | 'ahead'>): Micros =>
  new SpendOnTheWay({ ...going, spreads: 0 }).unseen();

/** By so many spreads at most two days are thought to be beyond what is usual, where a rule waits for what the log tells. */
const mostUntold = 2;

/** What calls cost on the way: of more days together the spread is less than that of one, but never less than the drift of the pace. */
class SpendOnTheWay {
  readonly #going: Pick<Going, 'pace' | 'ahead' | 'spreads'>;
  #expected = 0;
  #variance = 0;
  #spent = 0;

  constructor(going: Pick<Going, 'pace' | 'ahead' | 'spreads'>) {
    this.#going = going;
  }

  unseen(): Micros {
    const today = this.#going.ahead(0);
    const passed = Math.min(1, Math.max(0, 1 - (today.to - today.from) / dayMs));
    const before = (days: number): number => ((today.weekday + 6 - days) % 7) + 1;
    this.#add(before(lagDays), 1 - passed);
    for (let days = 1; days < lagDays; days += 1) this.#add(before(days), 1);
    this.#add(today.weekday, passed);
    return this.#taken();
  }

  ofDay(index: number): Micros {
    const { from, to, weekday } = this.#going.ahead(index);
    this.#add(weekday, Math.min(1, (to - from) / dayMs));
    return this.#taken();
  }

  /** What the log will not tell yet at the end of a day: of two days not the worst that may be, or no rule would be in time. */
  untoldOn(index: number): Micros {
    const { weekday } = this.#going.ahead(index);
    const days = Array.from({ length: lagDays }, (_, before) => this.#usualOn(((weekday + 6 - before) % 7) + 1));
    const expected = days.reduce((sum, { mean }) => sum + mean, 0);
    const variance = days.reduce((sum, { spread }) => sum + spread ** 2, 0);
    return this.#spreadOut({ expected, variance }, Math.min(mostUntold, this.#going.spreads));
  }

  isAny(): boolean {
    return this.#expected > 0;
  }

  #add(weekday: number, part: number): void {
    const { mean, spread } = this.#usualOn(weekday);
    this.#expected += mean * part;
    this.#variance += spread ** 2 * part;
  }

  #usualOn(weekday: number): Pick<WeekdaySpend, 'mean' | 'spread'> {
    return this.#going.pace.weekdays[weekday - 1] ?? { mean: 0, spread: 0 };
  }

  #spreadOut(
    { expected, variance }: { readonly expected: number; readonly variance: number },
    spreads: number,
  ): number {
    return Math.max(0, expected + spreads * Math.sqrt(variance + (this.#going.pace.drift * expected) ** 2));
  }

  #taken(): Micros {
    const spent = Math.max(
      this.#spent,
      this.#spreadOut({ expected: this.#expected, variance: this.#variance }, this.#going.spreads),
    );
    const taken = spent - this.#spent;
    this.#spent = spent;
    return taken;
  }
}

/** The lots as they are used up. */
class LotsOnTheWay {
  readonly owed: Micros;
  readonly #lots: { readonly lotId: string; readonly expiresAt: Instant; left: number }[];
  available = 0;

  constructor({ pool, now, coming = 0 }: Pick<Going, 'pool' | 'now' | 'coming'>) {
    this.owed = pool.owed;
    this.#lots = pool.lots
      .filter(lot => isSpendable(lot, now) && rest(lot) > 0)
      .map(lot => ({ lotId: lot.id, expiresAt: lot.expiresAt, left: rest(lot) }));
    this.available = this.#lots.reduce((sum, { left }) => sum + left, 0);
    if (coming > 0) this.put(coming);
  }

  areLeft(): boolean {
    return this.#lots.length > 0;
  }

  get nextEnd(): Instant {
    return this.#lots[0]?.expiresAt ?? Infinity;
  }

  take(amount: number): void {
    this.takeWhatThereIs(amount);
  }

  /** Gives what there was not. */
  takeWhatThereIs(amount: number): number {
    let wanted = amount;
    for (const lot of this.#lots) {
      if (wanted <= 0) break;
      const taken = Math.min(lot.left, wanted);
      lot.left -= taken;
      wanted -= taken;
    }
    this.available -= amount - wanted;
    return wanted;
  }

  put(amount: Micros): void {
    this.#lots.push({ lotId: '', expiresAt: Infinity, left: amount });
    this.available += amount;
  }

  /** Ends those whose life is over by then; gives what was left of them. */
  endUntil(at: Instant): Projection['expiring'] {
    const ended: { lotId: string; at: Instant; amount: Micros }[] = [];
    for (let lot = this.#lots[0]; lot !== undefined && lot.expiresAt <= at; lot = this.#lots[0]) {
      if (lot.left >= 1) ended.push({ lotId: lot.lotId, at: lot.expiresAt, amount: Math.round(lot.left) });
      this.available -= lot.left;
      this.#lots.shift();
    }
    return ended;
  }
}

/** Adds what the rule adds, as far as its limit of the month allows. */
class Recharges {
  readonly #adding: Adding | undefined;
  #room: Micros;
  added: Micros = 0;
  first: Instant | null = null;

  constructor(adding: Adding | undefined) {
    this.#adding = adding;
    this.#room = adding?.room ?? 0;
  }

  beginMonth(): void {
    this.#room = this.#adding?.roomOfMonth ?? 0;
  }

  /** Before a stretch in which so much is spent, and which begins at `at`; of so much the rule is not told yet. */
  fill(
    lots: LotsOnTheWay,
    { wanted, untold, at }: { readonly wanted: number; readonly untold: number; readonly at: Instant },
  ): void {
    const { rechargeWith = 0, trigger = 0, upTo } = this.#adding ?? {};
    const below = trigger - untold;
    if (below <= 0 || rechargeWith <= 0) return;
    const left = lots.available - wanted;
    const amount =
      upTo === undefined
        ? rechargeWith * Math.min(Math.ceil((below - left) / rechargeWith), Math.floor(this.#room / rechargeWith))
        : filling(left, { rechargeWith, below, upTo: upTo - untold, room: this.#room });
    if (amount <= 0) return;
    this.first ??= at;
    this.#room -= amount;
    this.added += amount;
    lots.put(amount);
  }
}

/** What fills a balance below the threshold up to the target, at least "Recharge with"; 0 where there is no need, or no room. */
function filling(
  left: number,
  {
    rechargeWith,
    below,
    upTo,
    room,
  }: Pick<Adding, 'rechargeWith' | 'room'> & { readonly below: Micros; readonly upTo: Micros },
): Micros {
  return left >= below || room < rechargeWith ? 0 : Math.min(room, Math.max(rechargeWith, upTo - left));
}
