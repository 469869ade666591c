import { DepartmentSums, weekShares, type DayRange, type WeekShare } from '../../core/index.ts';
import { CallerKeys } from '../departments/caller-keys.ts';
import { presentDepartments, type PresentNeeds } from '../departments/present-departments.ts';
import type { Rows } from '../ports/index.ts';

/** More people than that are of no department here. */
const mostPeople = 50_000;

/** What departments bear of some days, as they are now; nothing while they are read. Nobody is named in it. */
export async function departmentShares(
  needs: PresentNeeds & { readonly rows: Pick<Rows, 'ranked'> },
  days: DayRange,
): Promise<readonly WeekShare[]> {
  const { source } = await needs.departmentChoice.read();
  const departmentOf = await presentDepartments(needs, source);
  if (departmentOf === 'being-read') return [];
  const keys = new CallerKeys(await needs.keptDirectory.read());
  const sums = new DepartmentSums(departmentOf);
  const { lines, others } = await needs.rows.ranked({ days, by: 'person', top: mostPeople, isNamed: false });
  for (const { key, calls, cost } of lines) sums.add({ key: keys.of(key), calls, cost });
  sums.add({ key: '', calls: others.calls, cost: others.cost });
  return weekShares(sums.departments());
}
