import {
  addDays,
  CallsOfPeople,
  dayOf,
  savingsOf,
  type Currency,
  type Instant,
  type PricedPlan,
  type Savings,
  type TimeZone,
} from '../../core/index.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { PeopleNeeds } from '../licenses/people.ts';
import type { Rows } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import { usageUntil, type UsageUntilNeeds } from '../tenant/usage-until.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { planDaysOf, type PlanDay, type PlanDaysNeeds } from './plan-days.ts';
import { readHolders, type PlanHolders } from './plan-holders.ts';
import { readPrices } from './plan-prices.ts';
import { giveWay } from '../work/give-way.ts';

export interface SavingsNeeds extends PeopleNeeds, UsageUntilNeeds, Omit<PlanDaysNeeds, 'rows'> {
  readonly rows: Pick<Rows, 'usage' | 'usageByDay' | 'callMix'>;
  readonly ledger: Ledger;
  readonly choices: Choices;
}

export interface FoundSavings extends Savings, Pick<PlanHolders, 'asOf'> {
  /** From when on calls are known, if not of all the days; null where there are none. */
  readonly since: Instant | null | undefined;
  readonly currency: Currency;
  /** Up to when usage was read, where its import is stalled: who has called since is not known. */
  readonly until: Instant | null | undefined;
}

/** What can be saved on licenses, at the prices that the organization said. Others have a turn after each day of calls. */
export async function readSavings(
  needs: SavingsNeeds,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<FoundSavings> {
  const read = await needs.ledger.read();
  const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
  const [holders, prices] = await Promise.all([readHolders(needs), readPrices(needs, currency)]);
  const days = await planDaysOf(needs, { now, timeZone });
  const calls = new CallsOfPeople(holders.callerOf);
  for (const [index, day] of days.entries()) {
    calls.add(days.length - 1 - index, await day.read());
    await giveWay();
  }
  const since = await knownSince(needs, days, timeZone);
  const until = read.ok ? await usageUntil(needs, read.value.wallet) : undefined;
  return {
    ...savingsOf({ ...holders, calls, prices, currency, isWhole: since === undefined }),
    ...{ since, until, currency, asOf: holders.asOf },
  };
}

async function knownSince(
  { rows }: Pick<SavingsNeeds, 'rows'>,
  days: readonly PlanDay[],
  timeZone: TimeZone,
): Promise<FoundSavings['since']> {
  const [first] = days;
  if (first === undefined || first.calls > 0) return undefined;
  const before = addDays(dayOf(first.start, timeZone), -1);
  const earlier = await rows.usage({ days: { first: dayOf(0, 'UTC'), last: before } });
  return earlier.calls > 0 ? undefined : (days.find(({ calls }) => calls > 0)?.start ?? null);
}

/** One saving: a license to take away, or one to have in place of another. */
export interface LicenseSaving {
  readonly person: Savings['unused'][number]['person'];
  readonly from: PricedPlan;
  /** None where nothing takes its place. */
  readonly to: readonly PricedPlan[];
  /** What a month costs now, and what it would cost; undefined where no price was said. */
  readonly costs: number | undefined;
  readonly wouldCost: number;
}

/** All of them, each with a key of its own: licenses without a call first. */
export const listed = ({ unused, cheaper }: Savings): readonly LicenseSaving[] => [
  ...unused.map(({ person, plan, price }) => ({ person, from: plan, to: [], costs: price, wouldCost: 0 })),
  ...cheaper,
];

export const keyOfSaving = ({ person, from }: LicenseSaving): string => `${person.id} ${from}`;
