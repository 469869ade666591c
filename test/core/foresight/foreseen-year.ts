import {
  balanceOf,
  boughtLot,
  dayMs,
  emptyingOf,
  emptyPool,
  expiringSoon,
  expiryOf,
  hourMs,
  isSpendable,
  microsPerUnit,
  paceOf,
  rest,
  projectionOf,
  stepOfRunningOut,
  toldTogether,
  warnedDaysBefore,
  withDemand,
  withLot,
  withWriteOffs,
  writtenOff,
  type Adding,
  type DaysAhead,
  type DaySpend,
  type Expiring,
  type Going,
  type Instant,
  type Micros,
  type Pace,
  type Pool,
} from '../../../core/index.ts';
import {
  daysBefore,
  daysOfYear,
  Luck,
  organizationOf,
  partsOfDay,
  wholeFifties,
  type Organization,
} from './organization.ts';

// A year of one organization's credits, walked in parts of six hours: people call, the log reports it a day or two later, what is foreseen is
// looked at, people add funds when they are warned or when calls fail. Nothing runs but the domain's own functions.

const partMs = (24 / partsOfDay) * hourMs;
/** A Monday. */
const epoch = Date.UTC(2025, 5, 30);

/** How what was foreseen compares with what came. */
export interface ForeseenYear {
  /** Times at which calls began to fail, and at which somebody had added funds before that, having been warned. */
  cutOffs: number;
  heeded: number;
  /** Of these, those without a warning that had stood for 72 h. */
  surprises: number;
  /** Of these, where what had been added was less than 72 h before. */
  justAdded: number;
  /** Of these, in the first two weeks of an organization, or of its calls. */
  newcomers: number;
  /** Warnings, by what would have come had nobody added funds: between the earliest and the latest day, sooner, later. */
  warnings: number;
  within: number;
  sooner: number;
  later: number;
  /** Warnings for n days of credits that would have lasted for more than twice as long. */
  falseOnes: number;
  /** Quarters of a year in which an organization had more than one of these. */
  noisyQuarters: number;
  quarters: number;
  /** Groups of lots of which something worth telling expired; and those of them that had not been told of 25 days before. */
  expired: number;
  expiredUntold: number;
  /** Steps of the ladder of expiry that were told, by how many days before; and those where nothing worth telling expired after all. */
  told90: number;
  told30: number;
  told7: number;
  told1: number;
  wrong90: number;
  wrong30: number;
  wrong7: number;
  wrong1: number;
}

const freshYear = (): ForeseenYear => ({
  ...{ cutOffs: 0, heeded: 0, surprises: 0, justAdded: 0, newcomers: 0, warnings: 0, within: 0, sooner: 0, later: 0 },
  ...{ falseOnes: 0, noisyQuarters: 0, quarters: 0, expired: 0, expiredUntold: 0 },
  ...{ told90: 0, told30: 0, told7: 0, told1: 0, wrong90: 0, wrong30: 0, wrong7: 0, wrong1: 0 },
});

/** Less is not told to expire. */
const least = 5 * microsPerUnit;

/** A step that was told of credits that expire unused. */
interface ToldExpiry extends Expiring {
  readonly at: Instant;
}

/** Which part of what was called arrives how many parts later: 24 to 48 h, and some later still. */
const arrival: readonly (readonly [number, number])[] = [
  [4, 0.1],
  [5, 0.24],
  [6, 0.3],
  [7, 0.24],
  [8, 0.1],
  [18, 0.02],
];

/** The days of the zone are the same for all, and quick to tell: it is UTC. */
const aheadOf =
  (now: Instant): DaysAhead =>
  index => {
    const start = (Math.floor(now / dayMs) + index) * dayMs;
    const weekday = ((Math.floor((start - epoch) / dayMs) % 7) + 7) % 7;
    return {
      from: Math.max(now, start),
      to: start + dayMs,
      weekday: weekday + 1,
      beginsMonth: firsts.has(start),
    };
  };
const firsts = new Set(Array.from({ length: 60 }, (_, month) => Date.UTC(2025, month, 1)));

export function foreseenYear(seed: number): ForeseenYear {
  const year = new Year(seed);
  for (let part = year.begins; part < (daysBefore + daysOfYear) * partsOfDay; part += 1) year.live(part);
  return year.report();
}

class Year {
  readonly begins: number;
  readonly #organization: Organization;
  readonly #luck: Luck;
  readonly #actual: Float64Array;
  readonly #seen: Float64Array;
  readonly #report = freshYear();
  readonly #falseByQuarter = [0, 0, 0, 0, 0];
  /** As Microsoft has it, and as the log has told. */
  #real: Pool = emptyPool;
  #known: Pool = emptyPool;
  #lots = 0;
  #step: number | undefined;
  #warnedAt: Instant | undefined;
  #expiring: readonly Expiring[] = [];
  readonly #toldExpiries: ToldExpiry[] = [];
  #isCut = false;
  #addsAt = Infinity;
  #addedAt: Instant = 0;
  #firstCallAt: Instant | undefined;
  #spentInMonth = 0;
  #month = '';

  constructor(seed: number) {
    this.#organization = organizationOf(seed);
    this.#luck = new Luck(seed * 7919 + 17);
    this.#actual = new Float64Array(this.#organization.demand.length);
    this.#seen = new Float64Array(this.#organization.demand.length / partsOfDay);
    this.begins = this.#organization.begins * partsOfDay;
    const { opening, usualDay } = this.#organization;
    const now = this.#at(this.begins);
    for (const { days, daysAgo } of opening)
      this.#add(wholeFifties(days * usualDay), now - Math.round(daysAgo) * dayMs);
    if (opening.length === 0) this.#add(this.#amount(), now);
  }

  live(part: number): void {
    const now = this.#at(part);
    this.#arrive(part);
    this.#real = withWriteOffs(this.#real, now);
    this.#known = withWriteOffs(this.#known, now);
    if (now >= this.#addsAt) {
      this.#addsAt = Infinity;
      if (!this.#isCut && this.#isJudged(part)) this.#report.heeded += 1;
      this.#add(this.#amount(), now);
    }
    this.#rechargeAsOrdered(now);
    this.#look(part, now);
    this.#call(part, now);
  }

  report(): ForeseenYear {
    this.#judgeExpiries();
    const quarters = this.#falseByQuarter.slice(0, 4);
    return { ...this.#report, noisyQuarters: quarters.filter(count => count > 1).length, quarters: quarters.length };
  }

  #at(part: number): Instant {
    return epoch + part * partMs;
  }

  #isJudged(part: number): boolean {
    return part >= daysBefore * partsOfDay;
  }

  #amount(): Micros {
    const { usualDay, addsDays } = this.#organization;
    return wholeFifties(usualDay * this.#luck.around(addsDays, 0.4));
  }

  #lookAtExpiry(now: Instant, pace: Pace): void {
    if (!this.#known.lots.some(({ expiresAt }) => expiresAt > now && expiresAt <= now + 91 * dayMs)) return;
    const before = new Map(this.#expiring.map(({ about, step }) => [about, step]));
    this.#expiring = expiringSoon({ pool: this.#known, pace, ahead: aheadOf(now), now, least, before });
    for (const one of this.#expiring)
      if (one.step < (before.get(one.about) ?? Infinity)) this.#toldExpiries.push({ ...one, at: now });
  }

  /** What expired of lots that are told together. */
  #judgeExpiries(): void {
    const end = this.#at((daysBefore + daysOfYear) * partsOfDay);
    const begin = this.#at(daysBefore * partsOfDay);
    for (const lots of toldTogether(this.#real.lots)) {
      const last = lots.at(-1)?.expiresAt ?? Infinity;
      if (last > end || (lots[0]?.expiresAt ?? 0) < begin) continue;
      const expired = lots.reduce((sum, lot) => sum + writtenOff(lot), 0);
      const told = this.#toldExpiries.filter(({ about }) => about === lots[0]?.id);
      for (const { step } of told) {
        const name = String(step) as '90' | '30' | '7' | '1';
        this.#report[`told${name}`] += 1;
        if (expired < least) this.#report[`wrong${name}`] += 1;
      }
      if (expired < least) continue;
      this.#report.expired += 1;
      if (!told.some(({ at, until }) => until - at >= 25 * dayMs)) this.#report.expiredUntold += 1;
    }
  }

  #add(amount: Micros, at: Instant): void {
    this.#lots += 1;
    const lot = boughtLot(
      { id: String(this.#lots), boughtAt: at, expiresAt: expiryOf(at, 'UTC'), amount },
      { seq: this.#lots, invoice: this.#lots, payment: null },
    );
    const demandUpTo = (pool: Pool): Micros => pool.buckets.find(({ until }) => until >= lot.expiresAt)?.demand ?? 0;
    this.#real = withLot(this.#real, lot, demandUpTo(this.#real));
    this.#known = withLot(this.#known, lot, demandUpTo(this.#known));
    this.#addedAt = at;
    if (balanceOf(this.#real, at) > 0) this.#isCut = false;
  }

  /** What the log tells now. */
  #arrive(part: number): void {
    for (const [parts, share] of arrival) {
      const began = part - parts;
      if (began >= this.begins) this.#tell(began, Math.round((this.#actual[began] ?? 0) * share));
    }
    for (const { arrives, began, amount } of this.#organization.misreports)
      if (arrives === part && began >= this.begins) this.#tell(began, amount);
  }

  #tell(began: number, amount: Micros): void {
    if (amount === 0) return;
    this.#known = withDemand(this.#known, this.#at(began) + hourMs, amount);
    const day = Math.floor(began / partsOfDay);
    this.#seen[day] = (this.#seen[day] ?? 0) + amount;
  }

  #call(part: number, now: Instant): void {
    const demand = this.#organization.demand[part] ?? 0;
    if (this.#isCut || demand === 0) return;
    this.#rechargeAsMicrosoft(now, demand);
    const available = balanceOf(this.#real, now + hourMs);
    const paid = Math.min(demand, Math.max(0, available));
    this.#actual[part] = paid;
    this.#firstCallAt ??= now;
    if (paid > 0) this.#real = withDemand(this.#real, now + hourMs, paid);
    if (demand < available) return;
    this.#cutOff(part, now + Math.round((partMs * Math.max(0, available)) / demand));
  }

  #cutOff(part: number, at: Instant): void {
    this.#isCut = true;
    this.#addsAt = Math.min(this.#addsAt, at + Math.round(this.#luck.between(0.1, 2) * dayMs));
    if (!this.#isJudged(part)) return;
    this.#report.cutOffs += 1;
    if (this.#warnedAt !== undefined && at - this.#warnedAt >= 3 * dayMs) return;
    this.#report.surprises += 1;
    if (at - this.#addedAt < 3.25 * dayMs) this.#report.justAdded += 1;
    else if (at - (this.#firstCallAt ?? at) < 14 * dayMs) this.#report.newcomers += 1;
  }

  #rechargeAsMicrosoft(now: Instant, demand: Micros): void {
    const { rule } = this.#organization;
    if (rule?.mode !== 'mirror') return;
    while (balanceOf(this.#real, now) - demand < rule.trigger && this.#room(now) >= rule.rechargeWith)
      this.#charge(now);
  }

  #rechargeAsOrdered(now: Instant): void {
    const { rule } = this.#organization;
    if (rule?.mode !== 'operate') return;
    while (balanceOf(this.#known, now) < rule.trigger && this.#room(now) >= rule.rechargeWith) this.#charge(now);
  }

  #room(now: Instant): Micros {
    const month = new Date(now).toISOString().slice(0, 7);
    if (month !== this.#month) this.#spentInMonth = 0;
    this.#month = month;
    return (this.#organization.rule?.cap ?? Infinity) - this.#spentInMonth;
  }

  #charge(now: Instant): void {
    const { rechargeWith = 0 } = this.#organization.rule ?? {};
    this.#spentInMonth += rechargeWith;
    this.#add(rechargeWith, now);
  }

  #look(part: number, now: Instant): void {
    const today = Math.floor(part / partsOfDay);
    const days: DaySpend[] = [];
    for (let day = Math.max(this.#organization.begins, today - 89); day <= today; day += 1)
      days.push({ start: epoch + day * dayMs, amount: this.#seen[day] ?? 0 });
    const ahead = aheadOf(now);
    const pace = paceOf(days, 'UTC');
    if (part % partsOfDay === 0) this.#lookAtExpiry(now, pace);
    const going = { pool: this.#known, pace, ahead, now, adding: this.#adding(now) };
    const emptying = emptyingOf(going);
    const { expected } = emptying;
    const earliest = projectionOf({ ...going, spreads: 1.28 }).empty;
    const before = this.#step;
    const asked = { now, days: warnedDaysBefore, before };
    this.#step = balanceOf(this.#known, now) <= 0 ? before : stepOfRunningOut(emptying, asked);
    if (this.#step === undefined) this.#warnedAt = undefined;
    if (this.#step === undefined || (before !== undefined && this.#step >= before)) return;
    this.#warnedAt ??= now;
    if (this.#luck.chance(this.#organization.heeds) && this.#addsAt === Infinity)
      this.#addsAt = now + Math.round(this.#luck.between(0.3, 6) * dayMs);
    if (this.#isJudged(part)) this.#judge(part, { now, step: this.#step, expected, earliest: earliest ?? now, going });
  }

  #adding(now: Instant): Adding | undefined {
    const { rule } = this.#organization;
    if (rule === undefined) return undefined;
    const { rechargeWith, trigger, cap, mode } = rule;
    return {
      rechargeWith,
      trigger,
      isLate: mode === 'operate',
      room: this.#room(now),
      roomOfMonth: cap ?? Infinity,
    };
  }

  #judge(
    part: number,
    told: {
      readonly now: Instant;
      readonly step: number;
      readonly expected: Instant | null;
      readonly earliest: Instant;
      readonly going: Omit<Going, 'spreads'>;
    },
  ): void {
    const { now, step, earliest, going } = told;
    const latest = projectionOf({ ...going, spreads: -1.28 }).empty ?? Infinity;
    const truth = this.#wouldBeEmpty(part);
    const report = this.#report;
    report.warnings += 1;
    if (truth < earliest) report.sooner += 1;
    else if (truth > latest + partMs) report.later += 1;
    else report.within += 1;
    if (truth <= now + 2 * step * dayMs) return;
    report.falseOnes += 1;
    const quarter = Math.floor((part / partsOfDay - daysBefore) / 91.25);
    this.#falseByQuarter[quarter] = (this.#falseByQuarter[quarter] ?? 0) + 1;
  }

  /** When calls would fail if nobody added anything; the rule does what it does. */
  #wouldBeEmpty(from: number): Instant {
    const { demand, rule } = this.#organization;
    const lots = this.#real.lots
      .filter(lot => isSpendable(lot, this.#at(from)))
      .map(lot => ({ ends: lot.expiresAt, left: rest(lot) }));
    let room = this.#room(this.#at(from));
    for (let part = from; part < demand.length; part += 1) {
      const now = this.#at(part);
      if (rule !== undefined && new Date(now).getUTCDate() === 1 && part % partsOfDay === 0)
        room = rule.cap ?? Infinity;
      let wanted = this.#isCut && part === from ? 0 : (demand[part] ?? 0);
      while (lots[0] !== undefined && lots[0].ends <= now) lots.shift();
      const available = (): number => lots.reduce((sum, { left }) => sum + left, 0);
      if (rule !== undefined) {
        const unseen =
          rule.mode === 'mirror' ? -wanted : demand.slice(part - 6, part).reduce((sum, amount) => sum + amount, 0);
        while (available() + unseen < rule.trigger && room >= rule.rechargeWith) {
          room -= rule.rechargeWith;
          lots.push({ ends: Infinity, left: rule.rechargeWith });
        }
      }
      if (wanted >= available() && wanted > 0) return now + Math.round((partMs * available()) / wanted);
      if (lots.length === 0) return now;
      for (const lot of lots) {
        const taken = Math.min(lot.left, wanted);
        lot.left -= taken;
        wanted -= taken;
      }
    }
    return Infinity;
  }
}
