import { departmentName, monthOf, startOfMonth, type Instant, type TimeZone } from '../../core/index.ts';
import { fixingsThatHold } from '../departments/month-report.ts';
import { presentDepartments } from '../departments/present-departments.ts';
import type { MonthsNeeds } from './months-before.ts';

/** So many months back people are looked for who were in a department. */
const mostMonths = 3;

/** The department that most of those are in now who were in one of that name when a month closed; undefined where nobody knows. */
export async function likelyName(
  needs: MonthsNeeds,
  name: string,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<string | undefined> {
  const departmentOf = await presentDepartments(needs, (await needs.departmentChoice.read()).source);
  if (departmentOf === 'being-read') return undefined;
  const that = await fixingsThatHold(needs);
  for (let back = 1; back <= mostMonths; back += 1) {
    const month = monthOf(startOfMonth(monthOf(now, timeZone), timeZone, -back), timeZone);
    const fixed = await needs.fixedDepartments.read(month, that);
    const people = fixed?.departments.find(one => one.name === name)?.people ?? [];
    const names = people.map(key => departmentName(departmentOf(key) ?? '')).filter(one => one !== '');
    const [most] = [...Map.groupBy(names, one => one)].toSorted(([, one], [, other]) => other.length - one.length);
    if (most !== undefined) return most[0];
  }
  return undefined;
}
