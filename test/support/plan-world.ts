import { startsOfDays, type CallMix, type Instant, type License, type Person, type Sku } from '../../core/index.ts';
import { at } from './builders.ts';

/** Service plans by their names, with Microsoft's ids. */
const planIds = {
  MCOMEETADV: '3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40',
  MCOMEETBASIC: '9974d6cf-cd24-4ba2-921c-e2aa687da846',
  MCOEV: '4828c8ec-dc2e-4779-b502-87ac9ce28ab7',
  MCOPSTN1: '4ed3ff63-69d7-4fb7-b984-5aec7f605ca8',
  MCOPSTN2: '5a10155d-f5c1-411a-a8ec-e99aae125390',
  MCOPSTN5: '54a152dc-90de-4996-93d2-bc47e670fc06',
  MCOPSTN6: '346d83bf-6fe6-42ca-b424-b9300d2e21bf',
  MCOPSTN8: '16935b20-87c0-4908-934a-22aa267d0d26',
  MCOPSTN_PAYG_1: '156a1efe-17cd-4b03-9f17-2eb512298fb3',
  EXCHANGE_S_FOUNDATION: '113feb6c-3fe4-4440-bddc-54d774bf0318',
  MCOEV_VIRTUALUSER: 'f47330e9-c134-43b3-9993-e7f004506889',
} as const;

export type PlanName = keyof typeof planIds;

/** A product that the organization has bought so many of. */
export const aProduct = (id: string, plans: readonly PlanName[], more: Partial<Sku> = {}): Sku => ({
  ...{ id, partNumber: id, isAssignable: true, isInService: true },
  plans: plans.map(name => ({ id: planIds[name], name })),
  seats: { enabled: 10, warning: 0, consumed: 0 },
  ...more,
});

/** Everything that is sold with minutes or for calls, and a product with more in it. */
export const products: readonly Sku[] = [
  aProduct('conferencing', ['MCOMEETADV', 'EXCHANGE_S_FOUNDATION']),
  aProduct('conferencing-us', ['MCOMEETBASIC']),
  aProduct('phone', ['MCOEV']),
  aProduct('phone-with-plan', ['MCOEV', 'MCOPSTN1']),
  aProduct('domestic', ['MCOPSTN1']),
  aProduct('international', ['MCOPSTN2']),
  aProduct('domestic-120', ['MCOPSTN5']),
  aProduct('domestic-240', ['MCOPSTN6']),
  aProduct('payg', ['MCOPSTN_PAYG_1']),
  aProduct('e5-minutes', ['MCOMEETADV', 'MCOEV', 'MCOPSTN8'], { seats: { enabled: 2, warning: 1, consumed: 0 } }),
  aProduct('virtual', ['MCOEV_VIRTUALUSER']),
];

export const heldLicense = (skuId: string, more: Partial<License> = {}): License => ({
  ...{ skuId, disabledPlanIds: [], isActive: true, isByGroup: false },
  ...more,
});

/** Somebody by their name, which is their key too, with products. */
export const aHolder = (id: string, skus: readonly string[], more: Partial<Person> = {}): Person => ({
  ...{ id, name: id, userPrincipalName: `${id}@contoso.example`, mail: '', kind: 'member', isEnabled: true },
  ...{ usageLocation: 'US', licenses: skus.map(sku => heldLicense(sku)) },
  ...more,
});

/** Calls of one day; a domestic one that a Calling Plan paid, where nothing else is said. */
export const someCalls = (person: string, minutes: number, more: Partial<CallMix> = {}): CallMix => ({
  ...{ person, minutes, destination: 'United States', type: 'user_out', capability: 'MCOPSTN1', calls: 1, cost: 0n },
  ...more,
});

/** The last day of these histories: a Wednesday afternoon, late in a month of 30 days. */
export const today = at('2026-06-24T15:00:00Z');

/** A day with its calls; `start` is its first instant. */
export interface DayOfCalls {
  readonly start: Instant;
  readonly calls: readonly CallMix[];
}

/** The last 90 days in UTC, each with what `callsOn` says; it is told how many days ago that was, 0 for today. */
export const lastDays90 = (callsOn: (daysAgo: number) => readonly CallMix[]): readonly DayOfCalls[] =>
  startsOfDays(90, today, 'UTC').map((start, index, all) => ({ start, calls: callsOn(all.length - 1 - index) }));

const regions: Readonly<Record<string, string>> = {
  ...{ 'United States': 'US', Canada: 'CA', 'Puerto Rico': 'PR', Germany: 'DE', Japan: 'JP', Cuba: 'CU' },
};

/** The facts of people, all of them known. */
export const planFacts = (people: readonly Person[], skus: readonly Sku[] = products) => ({
  ...{ people, skus, now: today, timeZone: 'UTC' },
  callerOf: (key: string): Person | undefined => people.find(({ id }) => id === key),
  regionOf: (destination: string): string | undefined => regions[destination],
});
