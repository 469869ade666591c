import { z } from 'zod';
import { secondMs, type Instant } from '../../../core/index.ts';
import type { ContosoGroup, ContosoUser } from './contoso.ts';

/** A change of a group's products that Graph has accepted, and how many of its members have been seen to. */
export const groupChange = z.object({
  group: z.string(),
  add: z.array(z.string()),
  remove: z.array(z.string()),
  at: z.int(),
  done: z.int(),
});
export type GroupChange = z.infer<typeof groupChange>;

/** So many members are seen to at a time, and so long that takes. */
const together = 400;
const togetherMs = 5 * secondMs;

/** The members whose turn has come and who have not been seen to. */
export function membersDue<Member>(
  { at, done }: Pick<GroupChange, 'at' | 'done'>,
  members: readonly Member[],
  now: Instant,
): readonly Member[] {
  const parts = Math.floor(Math.max(0, now - at) / togetherMs);
  return members.slice(done, Math.max(done, parts * together));
}

/** The products of a group, as changed until now. */
export function licensesNow({ id, licenses }: ContosoGroup, changes: readonly GroupChange[] = []): readonly string[] {
  let now = licenses;
  for (const { add, remove } of changes.filter(({ group }) => group === id))
    now = [...new Set([...now.filter(skuId => !remove.includes(skuId)), ...add])];
  return now;
}

/** A member after a change of the group was carried out for them; what they cannot have is noted with Graph's word for why (G25). */
export function withGroupChange(user: ContosoUser, { group, add, remove }: GroupChange): ContosoUser {
  const isOther = (one: { readonly skuId: string; readonly group: string }): boolean =>
    one.group !== group || ![...add, ...remove].includes(one.skuId);
  const error = user.fault === undefined ? undefined : errors[user.fault];
  const brought = add.map(skuId => ({ skuId, group }));
  return inForce({
    ...user,
    byGroup: [...user.byGroup.filter(isOther), ...(error === undefined ? brought : [])],
    unmet: [
      ...(user.unmet ?? []).filter(isOther),
      ...(error === undefined ? [] : brought.map(one => ({ ...one, error }))),
    ],
  });
}

/** The user with these products of their own. */
export const withOwn = (user: ContosoUser, own: readonly string[]): ContosoUser => inForce({ ...user, own });

/** Each product once, in the order in which they came. */
function inForce(user: ContosoUser): ContosoUser {
  const all = new Set([...user.own, ...user.byGroup.map(({ skuId }) => skuId)]);
  return { ...user, skus: [...user.skus.filter(skuId => all.has(skuId)), ...all.difference(new Set(user.skus))] };
}

const errors: Partial<Readonly<Record<NonNullable<ContosoUser['fault']>, string>>> = {
  conflict: 'MutuallyExclusiveViolation',
  dependency: 'DependencyViolation',
};
