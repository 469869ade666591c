import type { BudgetOf } from '../../core/index.ts';
import type { Sight } from '../chat/roles.ts';
import { callerNames } from '../departments/caller-names.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { Rows } from '../ports/index.ts';

/** Whose budget it is, as it may be shown: a department or a person by name, those in no department, or a person who is not to be named. */
export type Named =
  { readonly kind: 'organization' | 'none' | 'someone' } | { readonly kind: 'named'; readonly name: string };

/** Whose each of these budgets is, in their order; people are named to whoever may see their calls. */
export async function namesOfBudgets(
  needs: { readonly keptDirectory: KeptDirectory; readonly rows: Rows },
  all: readonly BudgetOf[],
  { kind }: Sight,
): Promise<readonly Named[]> {
  const keys = kind === 'whole' ? all.flatMap(of => (of.kind === 'person' ? [of.key] : [])) : [];
  const names = keys.length === 0 ? new Map<string, string>() : await callerNames(needs, keys.map(share));
  return all.map(of => {
    if (of.kind !== 'department' && of.kind !== 'person') return { kind: of.kind };
    const name = of.kind === 'department' ? of.name : names.get(of.key);
    return name === undefined ? { kind: 'someone' } : { kind: 'named', name };
  });
}

const share = (key: string) => ({ key, calls: 0, cost: 0n });
