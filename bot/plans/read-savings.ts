import {
  savingsOf,
  type Currency,
  type Instant,
  type PricedPlan,
  type Savings,
  type TimeZone,
} from '../../core/index.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Choices } from '../tenant/choices.ts';
import { usageUntil, type UsageUntilNeeds } from '../tenant/usage-until.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { readPlans, type KnownPlans, type PlanNeeds } from './plan-facts.ts';
import { readPrices } from './plan-prices.ts';

export interface SavingsNeeds extends PlanNeeds, UsageUntilNeeds {
  readonly ledger: Ledger;
  readonly choices: Choices;
}

export interface FoundSavings extends Savings, Pick<KnownPlans, 'since' | 'asOf'> {
  readonly currency: Currency;
  /** Up to when usage was read, where its import is stalled: who has called since is not known. */
  readonly until: Instant | null | undefined;
}

/** What can be saved on licenses, at the prices that the organization said. */
export async function readSavings(
  needs: SavingsNeeds,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<FoundSavings> {
  const read = await needs.ledger.read();
  const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
  const [facts, prices] = await Promise.all([readPlans(needs, { now, timeZone }), readPrices(needs, currency)]);
  const { since, asOf } = facts;
  const until = read.ok ? await usageUntil(needs, read.value.wallet) : undefined;
  return { ...savingsOf({ ...facts, prices, currency, isWhole: since === undefined }), since, until, asOf, currency };
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
