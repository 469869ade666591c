import type { AssignmentFailure, License, Unmet } from '../../../core/index.ts';

/** A way in which somebody was given a product, as far as it is read (G7). */
interface AssignmentState {
  readonly skuId?: string | null | undefined;
  readonly assignedByGroup?: string | null | undefined;
  readonly state?: string | null | undefined;
  readonly error?: string | null | undefined;
}

/** What Graph says where a group's license could not be carried out (G25); of anything else nothing is known. */
const reasons: Readonly<Record<string, AssignmentFailure>> = {
  CountViolation: 'no-seats',
  MutuallyExclusiveViolation: 'conflict',
  DependencyViolation: 'dependency',
};

const isInForce = ({ state }: AssignmentState): boolean => state === 'Active' || state === 'ActiveWithError';

/** How somebody has a product: whether it is in force, and who brings it. */
export function waysOf(
  ways: readonly AssignmentState[],
): Pick<License, 'isActive' | 'isByGroup' | 'groups' | 'isAlsoOwn'> {
  const groups = ways.flatMap(way =>
    typeof way.assignedByGroup === 'string' && isInForce(way) ? [way.assignedByGroup] : [],
  );
  const isByGroup = ways.some(({ assignedByGroup }) => typeof assignedByGroup === 'string');
  return {
    ...{ isActive: ways.length === 0 || ways.some(isInForce), isByGroup },
    ...(groups.length > 0 && { groups: [...new Set(groups)].toSorted() }),
    ...(isByGroup && ways.some(({ assignedByGroup }) => typeof assignedByGroup !== 'string') && { isAlsoOwn: true }),
  };
}

/** What groups were to bring, and could not. */
export const unmetOf = (states: readonly AssignmentState[]): readonly Unmet[] =>
  states.flatMap(({ skuId, assignedByGroup, state, error }) =>
    state === 'Error' && typeof skuId === 'string' && typeof assignedByGroup === 'string'
      ? [{ skuId, group: assignedByGroup, reason: reasons[error ?? ''] ?? 'other' }]
      : [],
  );
