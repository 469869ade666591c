import { everydayProducts } from './everyday-products.ts';
import type { DepartmentField } from './departments.ts';
import { telephonySkus } from './telephony-skus.ts';

/** A product that the tenant has subscribed to, with the service plans in it (Graph's subscribedSku). */
export interface Sku {
  readonly id: string;
  readonly partNumber: string;
  /** Those that are switched off for the whole tenant are left out. */
  readonly plans: readonly ServicePlan[];
  /** Whether people can be given it: a product for the company as a whole, or one that has ended, cannot. */
  readonly isAssignable: boolean;
  /** False where the subscription is suspended, locked out or deleted: people keep the license, and nothing in it works. */
  readonly isInService: boolean;
  /** Set where the directory told of it without its seats, its plans or its id (G23). */
  readonly isUnread?: true;
  readonly seats: { readonly enabled: number; readonly warning: number; readonly consumed: number };
}

/** A part of a product that can be switched off by itself: its id and name in Graph. */
export interface ServicePlan {
  readonly id: string;
  readonly name: string;
}

/** A product assigned to a person. */
export interface License {
  readonly skuId: string;
  readonly disabledPlanIds: readonly string[];
  /** False where Microsoft could not carry out the assignment: it then has no effect. */
  readonly isActive: boolean;
  /** Whether a group brings it. */
  readonly isByGroup: boolean;
  /** The groups that bring it, by id; left out where none does, or where it is not told which. */
  readonly groups?: readonly string[];
  /** Set where they were given it directly as well. */
  readonly isAlsoOwn?: true;
}

/** A product that a group was to bring to somebody, and why Microsoft could not carry that out. */
export interface Unmet {
  readonly skuId: string;
  readonly group: string;
  readonly reason: AssignmentFailure;
}

/** A person or a resource account, as far as licenses are concerned. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly userPrincipalName: string;
  readonly mail: string;
  readonly kind: 'member' | 'guest';
  /** Whether they may sign in. Resource accounts may not, and must not. */
  readonly isEnabled: boolean;
  readonly usageLocation: string | null;
  readonly licenses: readonly License[];
  /** What groups were to bring and could not; left out where there is nothing. */
  readonly unmet?: readonly Unmet[];
  /** As a field of the directory says, '' for none; absent where it was not asked for. */
  readonly department?: { readonly from: DepartmentField; readonly name: string };
}

/** Communications Credits: free and unlimited, never scarce (M2, M11). Not to be taken for the product MCOPSTNPP (M10). */
export const creditsSkuId = '47794cd0-f0e5-45c5-9033-2eb6b5fc84e0';

/** What a service plan contributes to telephony. */
type Good = 'audio-conferencing' | 'phone-system' | 'calling-plan' | 'pay-as-you-go' | 'credits' | 'resource-account';

// Service plans by id (M11). Eligibility is decided by plan, not by the name of a product (S1).
const plans: readonly (readonly [id: string, name: string, good: Good])[] = [
  ['3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40', 'MCOMEETADV', 'audio-conferencing'],
  ['f544b08d-1645-4287-82de-8d91f37c02a1', 'MCOMEETADV_GOV', 'audio-conferencing'],
  ['bb038288-76ab-49d6-afc1-eaa6c222c65a', 'MCOMEETACPEA', 'audio-conferencing'],
  ['9974d6cf-cd24-4ba2-921c-e2aa687da846', 'MCOMEETBASIC', 'audio-conferencing'],
  ['4828c8ec-dc2e-4779-b502-87ac9ce28ab7', 'MCOEV', 'phone-system'],
  ['ed777b71-af04-42ca-9798-84344c66f7c6', 'MCOEVSMB', 'phone-system'],
  ['db23fce2-a974-42ef-9002-d78dd42a0f22', 'MCOEV_GOV', 'phone-system'],
  ['4ed3ff63-69d7-4fb7-b984-5aec7f605ca8', 'MCOPSTN1', 'calling-plan'],
  ['5a10155d-f5c1-411a-a8ec-e99aae125390', 'MCOPSTN2', 'calling-plan'],
  ['54a152dc-90de-4996-93d2-bc47e670fc06', 'MCOPSTN5', 'calling-plan'],
  ['9a0125a5-c8f8-4526-b231-49e2abe0ebce', 'MCOPSTN5', 'calling-plan'],
  ['1346d5e6-15a6-4b88-9693-806ff7296a7a', 'PSTN5_US', 'calling-plan'],
  ['346d83bf-6fe6-42ca-b424-b9300d2e21bf', 'MCOPSTN6', 'calling-plan'],
  ['16935b20-87c0-4908-934a-22aa267d0d26', 'MCOPSTN8', 'calling-plan'],
  ['3c8a8792-7866-409b-bb61-1b20ace0368b', 'MCOPSTN1_GOV', 'calling-plan'],
  ['7861360b-dc3b-4eba-a3fc-0d323a035746', 'MCOPSTNEAU', 'calling-plan'],
  ['156a1efe-17cd-4b03-9f17-2eb512298fb3', 'MCOPSTN_PAYG_1', 'pay-as-you-go'],
  ['505e180f-f7e0-4b65-91d4-00d670bbd18c', 'MCOPSTNC', 'credits'],
  ['f47330e9-c134-43b3-9993-e7f004506889', 'MCOEV_VIRTUALUSER', 'resource-account'],
];
const goodById: ReadonlyMap<string, Good> = new Map(plans.map(([id, , good]) => [id, good]));
const nameById: ReadonlyMap<string, string> = new Map(plans.map(([id, name]) => [id, name]));
const planOfName: ReadonlyMap<string, ServicePlan> = new Map(plans.map(([id, name]) => [name, { id, name }]));

/** Pay-as-you-go plans of other zones have no published ids: they are recognized by name (M12). */
const payAsYouGoName = /pay_as_you_go|MCOPSTN_PAYG/i;

function goodOf(plan: ServicePlan, partNumber: string): Good | undefined {
  const good = goodById.get(plan.id);
  if (good !== undefined) return good;
  const isCalling = /^MCOPSTN/i.test(plan.name) || plan.name === '';
  // Government and school tenants have resource account plans with other ids.
  if (/VIRTUALUSER/i.test(plan.name)) return 'resource-account';
  return payAsYouGoName.test(plan.name) || (isCalling && payAsYouGoName.test(partNumber)) ? 'pay-as-you-go' : undefined;
}

/** The name of a telephony service plan by its id, whatever the tenant calls it (M11). */
export const planName = ({ id, name }: ServicePlan): string => nameById.get(id) ?? name;

/** Whether calls on a service plan of that product are paid minute by minute (M12). */
export const isPayAsYouGo = (plan: ServicePlan, partNumber: string): boolean =>
  goodOf(plan, partNumber) === 'pay-as-you-go';

/** What a person's licenses allow on the phone (M11). */
export interface Telephony {
  readonly hasAudioConferencing: boolean;
  readonly hasPhoneSystem: boolean;
  readonly hasCallingPlan: boolean;
  readonly hasPayAsYouGo: boolean;
  readonly hasCredits: boolean;
  /** Audio Conferencing, or Phone System with a Calling Plan, pay-as-you-go included (S1). */
  readonly isEligible: boolean;
  /** An auto attendant or a call queue. */
  readonly isResourceAccount: boolean;
}

/** Works out a person's telephony from their licenses; plans that are switched off, in error or of a suspended subscription do not count. */
export function telephonyWith(skus: readonly Sku[]): (person: Pick<Person, 'licenses'>) => Telephony {
  const goodsOf = new Map(skus.map(sku => [sku.id, sku.isInService ? goodsIn(sku) : []]));
  // Many people have the same licenses, and where these are one list they are looked at once.
  const known = new WeakMap<readonly License[], Telephony>();
  const worked = (licenses: readonly License[]): Telephony => {
    const goods = new Set<Good>();
    for (const { skuId, disabledPlanIds, isActive } of licenses) {
      if (!isActive) continue;
      const inSku = goodsOf.get(skuId) ?? goodsIn(knownSku(skuId));
      for (const [plan, good] of inSku) if (!disabledPlanIds.includes(plan)) goods.add(good);
    }
    const hasAudioConferencing = goods.has('audio-conferencing');
    const hasPhoneSystem = goods.has('phone-system');
    const hasPayAsYouGo = goods.has('pay-as-you-go');
    const hasCallingPlan = goods.has('calling-plan') || hasPayAsYouGo;
    return {
      hasAudioConferencing,
      hasPhoneSystem,
      hasCallingPlan,
      hasPayAsYouGo,
      hasCredits: goods.has('credits'),
      isEligible: hasAudioConferencing || (hasPhoneSystem && hasCallingPlan),
      isResourceAccount: goods.has('resource-account'),
    };
  };
  return ({ licenses }) => {
    const telephony = known.get(licenses) ?? worked(licenses);
    known.set(licenses, telephony);
    return telephony;
  };
}

/** A product that a person has and the tenant no longer lists, from Microsoft's list of products (M11). */
export function knownSku(id: string): Pick<Sku, 'partNumber' | 'plans'> {
  const known = telephonySkus.get(id);
  const planNames = known?.plans ?? [];
  return {
    partNumber: known?.partNumber ?? '',
    plans: planNames.flatMap(name => planOfName.get(name) ?? []),
  };
}

function goodsIn({ plans: own, partNumber }: Pick<Sku, 'partNumber' | 'plans'>): readonly (readonly [string, Good])[] {
  return own.flatMap(plan => {
    const good = goodOf(plan, partNumber);
    return good === undefined ? [] : [[plan.id, good] as const];
  });
}

/** What can be assigned to make a person eligible: a product, or two that do it together, in one call (G8). */
export interface Offer {
  /** The products' ids, joined. */
  readonly id: string;
  readonly skus: readonly Sku[];
  /** How many people it can be assigned to. */
  readonly seats: number;
}

/** All offers: products with Audio Conferencing, then other single products, each with the fewest plans first; pairs last. */
export function offers(skus: readonly Sku[]): readonly Offer[] {
  const assignable = skus
    .filter(sku => sku.isAssignable)
    .map(sku => ({ sku, goods: goodsIn(sku).map(([, good]) => good) }));
  const isCalling = (goods: readonly Good[]): boolean =>
    goods.includes('calling-plan') || goods.includes('pay-as-you-go');
  const alone = assignable.filter(
    ({ goods }) => goods.includes('audio-conferencing') || (goods.includes('phone-system') && isCalling(goods)),
  );
  const others = assignable.filter(one => !alone.includes(one));
  const pairs = others
    .filter(({ goods }) => goods.includes('phone-system'))
    .flatMap(phone => others.filter(({ goods }) => isCalling(goods)).map(plan => [phone.sku, plan.sku]));
  const conferencing = alone.filter(({ goods }) => goods.includes('audio-conferencing'));
  const calling = alone.filter(one => !conferencing.includes(one));
  const byPlans = (some: typeof alone): readonly (readonly Sku[])[] =>
    some.toSorted((one, other) => one.sku.plans.length - other.sku.plans.length).map(({ sku }) => [sku]);
  return [...byPlans(conferencing), ...byPlans(calling), ...pairs].map(together => ({
    id: together.map(({ id }) => id).join('+'),
    skus: together,
    seats: Math.min(...together.map(sku => seatsLeft(sku) ?? Infinity)),
  }));
}

/** How many more people a product can be assigned to; undefined for the credits license, which is never scarce (G6). */
export const seatsLeft = ({ id, seats }: Sku): number | undefined =>
  id === creditsSkuId ? undefined : Math.max(0, seats.enabled + seats.warning - seats.consumed);

/** The product's name in the admin center; undefined where that is not known. */
export const productName = ({ id }: Pick<Sku, 'id'>): string | undefined =>
  telephonySkus.get(id)?.name ?? everydayProducts.get(id);

/** Who lacks what set-up gives: telephony in S1, the credits license in S3 (B3). */
export interface Census {
  /** Enabled members with telephony. */
  readonly eligible: readonly Person[];
  /** Enabled members without. */
  readonly without: readonly Person[];
  /** Those without the credits license among the eligible and the resource accounts with a pay-as-you-go plan. */
  readonly lackCredits: readonly Person[];
  /** Auto attendants and call queues. */
  readonly resources: readonly Person[];
  /** Of these, those without a pay-as-you-go plan: they cannot call out (M7). */
  readonly resourcesWithoutPlan: readonly Person[];
  /** Counted apart, since nothing is given to them: guests, and members who may not sign in. */
  readonly guests: readonly Person[];
  readonly disabled: readonly Person[];
}

/** Sorts a tenant's members by what they have; guests, disabled people and resource accounts are listed apart (S1). */
export function census(people: readonly Person[], skus: readonly Sku[]): Census {
  const telephonyOf = telephonyWith(skus);
  const eligible: Person[] = [];
  const without: Person[] = [];
  const lackCredits: Person[] = [];
  const resources: Person[] = [];
  const resourcesWithoutPlan: Person[] = [];
  const resourcesLackingCredits: Person[] = [];
  const guests: Person[] = [];
  const disabled: Person[] = [];
  for (const person of people) {
    const { isResourceAccount, isEligible, hasCredits, hasPayAsYouGo } = telephonyOf(person);
    if (person.kind === 'guest') guests.push(person);
    else if (isResourceAccount) {
      resources.push(person);
      if (!hasPayAsYouGo) resourcesWithoutPlan.push(person);
      else if (!hasCredits) resourcesLackingCredits.push(person);
    } else if (!person.isEnabled) disabled.push(person);
    else {
      (isEligible ? eligible : without).push(person);
      if (isEligible && !hasCredits) lackCredits.push(person);
    }
  }
  return {
    ...{ eligible, without, guests, disabled, resources, resourcesWithoutPlan },
    lackCredits: [...lackCredits, ...resourcesLackingCredits],
  };
}

/**
 * The products that a person does not have yet. One that they have is not assigned again: that would switch on every plan in it, also
 * those that an admin has switched off.
 */
export const missingOf = ({ licenses }: Pick<Person, 'licenses'>, skuIds: readonly string[]): readonly string[] =>
  skuIds.filter(id => !licenses.some(({ skuId, isActive }) => skuId === id && isActive));

/** Those for whom the seats of all their products suffice, in order, and the others: a write for one of these could only fail. */
export function withinSeats<Taker extends { readonly skuIds: readonly string[] }>(
  takers: readonly Taker[],
  skus: readonly Sku[],
): { readonly seated: readonly Taker[]; readonly seatless: readonly Taker[] } {
  const left = new Map(skus.map(sku => [sku.id, seatsLeft(sku) ?? Infinity]));
  const seated: Taker[] = [];
  const seatless: Taker[] = [];
  for (const taker of takers) {
    const hasSeats = taker.skuIds.every(id => (left.get(id) ?? Infinity) > 0);
    (hasSeats ? seated : seatless).push(taker);
    if (hasSeats) for (const id of taker.skuIds) left.set(id, (left.get(id) ?? Infinity) - 1);
  }
  return { seated, seatless };
}

/** Why a person could not be given a license. */
export type AssignmentFailure = (typeof assignmentFailures)[number];
/**
 * All reasons: those that Graph's answers show (G9), and `switched-off`, when a person has the product with its plan switched off; `not-yet`, when
 * a group's licenses are still being worked at; `group-changed`, when a group has others in it than was agreed to; `calls-stopped`, when somebody has
 * stopped what credits pay for of them.
 */
export const assignmentFailures = [
  'no-usage-location',
  'no-seats',
  'dependency',
  'conflict',
  'group-inherited',
  'not-for-users',
  'not-allowed',
  'not-found',
  'switched-off',
  'too-busy',
  'not-yet',
  'group-changed',
  'calls-stopped',
  'other',
] as const;
