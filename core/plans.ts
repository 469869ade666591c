import { isPayAsYouGo, knownSku, planName, type License, type Person, type ServicePlan, type Sku } from './licenses.ts';

/** Plans with minutes in them, as people know them (M14). */
export const minutePlans = [
  'audio-conferencing',
  'audio-conferencing-us',
  'domestic',
  'domestic-120',
  'domestic-240',
  'international',
  'calling-minutes',
] as const;
/** One of them. */
export type MinutePlan = (typeof minutePlans)[number];

/** What a license gives on the phone, beside what is free. */
export type PlanKind = MinutePlan | 'phone-system' | 'pay-as-you-go';

/** What calls have in common: who called, where to, in which way, and which plan paid. Texts are '' where that is unknown or erased. */
export interface CallMix {
  readonly person: string;
  readonly destination: string;
  readonly type: string;
  /** The license that paid; `MCOPSTNPP` is credits (M10). */
  readonly capability: string;
  readonly calls: number;
  /** Minutes that were begun, call by call. */
  readonly minutes: number;
  /** What those cost that credits pay for. */
  readonly cost: bigint;
}

/** How many days of calls plans are judged by (L16). */
export const planDays = 90;

/** Whether credits paid (M10). */
export const isOnCredits = ({ capability }: Pick<CallMix, 'capability'>): boolean => capability === 'MCOPSTNPP';

const kindOfPlan: ReadonlyMap<string, PlanKind> = new Map([
  ['MCOMEETADV', 'audio-conferencing'],
  ['MCOMEETADV_GOV', 'audio-conferencing'],
  ['MCOMEETBASIC', 'audio-conferencing-us'],
  ['MCOEV', 'phone-system'],
  ['MCOEVSMB', 'phone-system'],
  ['MCOEV_GOV', 'phone-system'],
  ['MCOPSTN1', 'domestic'],
  ['MCOPSTN1_GOV', 'domestic'],
  ['MCOPSTN2', 'international'],
  ['MCOPSTN5', 'domestic-120'],
  ['PSTN5_US', 'domestic-120'],
  ['MCOPSTN6', 'domestic-240'],
  ['MCOPSTN8', 'calling-minutes'],
]);

// The log has names of its own (M14).
const planOfCapability: ReadonlyMap<string, MinutePlan> = new Map([
  ['MCOMEETADD', 'audio-conferencing'],
  ['MCOMEETADD_CN_GLOBAL', 'audio-conferencing'],
  ['MCOMEETADD_TATA', 'audio-conferencing'],
  ['MCOMEETADD_DIALOUT_US', 'audio-conferencing-us'],
  ['MCOPSTN1', 'domestic'],
  ['MCOPSTN2', 'international'],
  ['MCOPSTN9', 'international'],
  ['MCOPSTN5', 'domestic-120'],
  ['MCOPSTN6', 'domestic-240'],
  ['MCOPSTN8', 'calling-minutes'],
]);

/** The plan whose minutes a call took; undefined where it took none that are counted. */
export const planThatPaid = ({ capability }: Pick<CallMix, 'capability'>): MinutePlan | undefined =>
  planOfCapability.get(capability);

/** Whether a call was of a meeting, and not of a phone: by its type, or by what paid for it. */
export const isOfMeeting = (call: Pick<CallMix, 'type' | 'capability'>): boolean =>
  /^conf_/i.test(call.type) || planThatPaid(call)?.startsWith('audio-conferencing') === true;

/** What a service plan of a product gives; undefined where that is nothing of these. */
export const kindOfServicePlan = (plan: ServicePlan, partNumber: string): PlanKind | undefined =>
  isPayAsYouGo(plan, partNumber) ? 'pay-as-you-go' : kindOfPlan.get(planName(plan));

/** The plans that somebody's licenses give; those that are switched off, in error or of a suspended subscription do not count. */
export function plansWith(skus: readonly Sku[]): (person: Pick<Person, 'licenses'>) => ReadonlySet<PlanKind> {
  const listed = new Map(skus.map(sku => [sku.id, sku]));
  const known = new WeakMap<readonly License[], ReadonlySet<PlanKind>>();
  const kindsOf = ({ skuId, disabledPlanIds, isActive }: License): readonly PlanKind[] => {
    const sku = listed.get(skuId);
    if (!isActive || sku?.isInService === false) return [];
    const { plans, partNumber } = sku ?? knownSku(skuId);
    return plans
      .filter(({ id }) => !disabledPlanIds.includes(id))
      .flatMap(plan => kindOfServicePlan(plan, partNumber) ?? []);
  };
  return ({ licenses }) => {
    // Many people have the same licenses, and where these are one list they are looked at once.
    const kinds = known.get(licenses) ?? new Set(licenses.flatMap(kindsOf));
    known.set(licenses, kinds);
    return kinds;
  };
}

/** Within these all calls are domestic (M14). */
const northAmerica: ReadonlySet<string> = new Set(['US', 'CA', 'PR']);

/** Whether a call from one country or region to another is a domestic one; of an unknown one nobody can tell, and it is not. */
export const isDomestic = (home: string, destination: string | undefined): boolean =>
  home === destination || (northAmerica.has(home) && destination !== undefined && northAmerica.has(destination));

/** Where people share their minutes: Puerto Rico with the United States (M14). */
export const sharedCountry = (home: string): string => (home === 'PR' ? 'US' : home);

/** What one license includes a month; `international` is null where calls abroad are not in it. */
export interface Included {
  readonly domestic: number;
  /** Of an international plan either is all of it: when one is used up, so is the other (M14). */
  readonly international: number | null;
}

/** What one license of a Calling Plan includes a month, by where its holder is (M14). */
export function includedMinutes(plan: MinutePlan, home: string): Included {
  const standard = northAmerica.has(home) ? 3000 : 1200;
  switch (plan) {
    case 'domestic':
      return { domestic: standard, international: null };
    case 'international':
      return { domestic: standard, international: 600 };
    case 'domestic-240':
      return { domestic: 240, international: null };
    case 'domestic-120':
    case 'calling-minutes':
      return { domestic: 120, international: null };
    default:
      return { domestic: 0, international: null };
  }
}

/** What one license of Audio Conferencing adds a month to the minutes that meetings may call out (M14). */
export const conferencingMinutes = 60;

// prettier-ignore
const zoneA: ReadonlySet<string> = new Set([
  'AU', 'AT', 'BE', 'BR', 'BG', 'CA', 'CN', 'HR', 'CZ', 'DK', 'EE', 'FI', 'FR', 'DE', 'GR', 'HK', 'HU', 'IN', 'IE', 'IT', 'JP', 'LU',
  'MY', 'MX', 'NL', 'NZ', 'NO', 'PL', 'PT', 'PR', 'RO', 'RU', 'SG', 'SK', 'SI', 'ZA', 'KR', 'ES', 'SE', 'CH', 'TW', 'TH', 'GB', 'US',
]);

/** Whether meetings may call there on minutes that are included (M14). */
export const isInZoneA = (destination: string | undefined): boolean =>
  destination !== undefined && zoneA.has(destination);
