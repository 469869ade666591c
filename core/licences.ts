/** A product that the tenant has subscribed to, with the service plans in it (Graph's subscribedSku). */
export interface Sku {
  readonly id: string;
  readonly partNumber: string;
  readonly servicePlanIds: readonly string[];
  readonly seats: { readonly enabled: number; readonly warning: number; readonly consumed: number };
}

/** Somebody, or a resource account, as far as licences need to know. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly userPrincipalName: string;
  readonly kind: 'member' | 'guest' | 'resource';
  readonly isEnabled: boolean;
  readonly usageLocation: string | null;
  readonly licences: readonly { readonly skuId: string; readonly disabledPlanIds: readonly string[] }[];
}

/** Communications Credits: free and unlimited, never scarce (FACTS §1.1, §5). */
export const creditsSkuId = '47794cd0-f0e5-45c5-9033-2eb6b5fc84e0';
const creditsPlanId = '505e180f-f7e0-4b65-91d4-00d670bbd18c';

// Service plan ids (FACTS §5). Eligibility is decided by plan, not by the name of a product (SPEC S1).
const audioConferencingPlans: ReadonlySet<string> = new Set([
  '3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40',
  'f544b08d-1645-4287-82de-8d91f37c02a1',
  'bb038288-76ab-49d6-afc1-eaa6c222c65a',
  '9974d6cf-cd24-4ba2-921c-e2aa687da846',
]);
const phoneSystemPlans: ReadonlySet<string> = new Set([
  '4828c8ec-dc2e-4779-b502-87ac9ce28ab7',
  'ed777b71-af04-42ca-9798-84344c66f7c6',
  'db23fce2-a974-42ef-9002-d78dd42a0f22',
]);
const callingPlans: ReadonlySet<string> = new Set([
  '4ed3ff63-69d7-4fb7-b984-5aec7f605ca8',
  '5a10155d-f5c1-411a-a8ec-e99aae125390',
  '54a152dc-90de-4996-93d2-bc47e670fc06',
  '9a0125a5-c8f8-4526-b231-49e2abe0ebce',
  '1346d5e6-15a6-4b88-9693-806ff7296a7a',
  '346d83bf-6fe6-42ca-b424-b9300d2e21bf',
  '156a1efe-17cd-4b03-9f17-2eb512298fb3',
  '3c8a8792-7866-409b-bb61-1b20ace0368b',
  '16935b20-87c0-4908-934a-22aa267d0d26',
]);

/** What somebody's licences let them do on the phone (FACTS §5). */
export interface Telephony {
  readonly hasAudioConferencing: boolean;
  readonly hasPhoneSystem: boolean;
  readonly hasCallingPlan: boolean;
  readonly hasCredits: boolean;
  /** Audio Conferencing, or Phone System with a Calling Plan (SPEC S1). */
  readonly isEligible: boolean;
}

/** What of the telephone somebody's licences give them; plans that are switched off do not count. */
export function telephonyOf(person: Person, skus: readonly Sku[]): Telephony {
  const plansOf = new Map(skus.map(sku => [sku.id, sku.servicePlanIds]));
  const plans = person.licences.flatMap(({ skuId, disabledPlanIds }) =>
    (plansOf.get(skuId) ?? []).filter(plan => !disabledPlanIds.includes(plan)),
  );
  const has = (any: ReadonlySet<string>): boolean => plans.some(plan => any.has(plan));
  const hasAudioConferencing = has(audioConferencingPlans);
  const hasPhoneSystem = has(phoneSystemPlans);
  const hasCallingPlan = has(callingPlans);
  return {
    hasAudioConferencing,
    hasPhoneSystem,
    hasCallingPlan,
    hasCredits: plans.includes(creditsPlanId) || person.licences.some(({ skuId }) => skuId === creditsSkuId),
    isEligible: hasAudioConferencing || (hasPhoneSystem && hasCallingPlan),
  };
}

/** People who can hold these licences at all: enabled members; guests and resource accounts have rules of their own. */
export const isCandidate = (person: Person): boolean => person.kind === 'member' && person.isEnabled;

/** Products that make somebody eligible by themselves, Audio Conferencing first: what set-up offers to assign. */
export function offers(skus: readonly Sku[]): readonly Sku[] {
  const plansOf = (sku: Sku, any: ReadonlySet<string>): boolean => sku.servicePlanIds.some(plan => any.has(plan));
  const isConferencing = (sku: Sku): boolean => plansOf(sku, audioConferencingPlans);
  return skus
    .filter(sku => isConferencing(sku) || (plansOf(sku, phoneSystemPlans) && plansOf(sku, callingPlans)))
    .toSorted(
      (one, other) =>
        Number(isConferencing(other)) - Number(isConferencing(one)) ||
        one.servicePlanIds.length - other.servicePlanIds.length,
    );
}

/** How many more people a product can be given to; undefined for the credits licence, which is never scarce (FACTS §4.4). */
export const seatsLeft = ({ id, seats }: Sku): number | undefined =>
  id === creditsSkuId ? undefined : Math.max(0, seats.enabled + seats.warning - seats.consumed);

/** Why somebody could not be given a licence, in the order in which Graph's answers are recognised (FACTS §4.4). */
export type AssignmentFailure =
  | 'no-usage-location'
  | 'no-seats'
  | 'dependency'
  | 'conflict'
  | 'group-inherited'
  | 'not-for-users'
  | 'not-allowed'
  | 'not-found'
  | 'other';
