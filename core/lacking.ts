import { census, creditsSkuId, telephonyWith, type Person, type Sku } from './licenses.ts';

/** What keeps credits from paying for somebody's calls: their license; a plan, or all of telephony, without which it has no effect. */
export type Lack = 'credits' | 'plan' | 'telephony' | 'resource-plan';

export interface Lacking {
  readonly person: Person;
  readonly lack: Lack;
}

/** Everybody who lacks something, by what they lack: the credits license first, which is free (B3). */
export function whoLacks(people: readonly Person[], skus: readonly Sku[]): readonly Lacking[] {
  const { without, lackCredits, resourcesWithoutPlan } = census(people, skus);
  const telephonyOf = telephonyWith(skus);
  const lackOf = (person: Person): Lack => (telephonyOf(person).hasPhoneSystem ? 'plan' : 'telephony');
  return [
    ...lackCredits.map(person => ({ person, lack: 'credits' as const })),
    ...without.map(person => ({ person, lack: lackOf(person) })),
    ...resourcesWithoutPlan.map(person => ({ person, lack: 'resource-plan' as const })),
  ];
}

/** How many lack each, where nobody is to be named. */
export const countLacks = (all: readonly Lacking[]): readonly (readonly [Lack, number])[] =>
  [...Map.groupBy(all, ({ lack }) => lack)].map(([lack, some]) => [lack, some.length]);

/** Whether somebody has the credits license, and whether it can be removed from them: what a group brings cannot. */
export function creditsHeld({ licenses }: Pick<Person, 'licenses'>): 'no' | 'own' | 'by-group' {
  const held = licenses.find(({ skuId }) => skuId === creditsSkuId);
  if (held === undefined) return 'no';
  return held.isByGroup ? 'by-group' : 'own';
}
