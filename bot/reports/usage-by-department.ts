import { dayOf, startOfMonth, type DayRange } from '../../core/index.ts';
import { button } from '../../cards/verbs.ts';
import { typedFor } from '../../cards/words.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { showDepartments, type ShowDepartmentsNeeds } from '../departments/show-departments.ts';

/** So many of the last months of a range are offered. */
const mostMonths = 6;

/** What departments cost is kept by month: days that are one month, or that month so far, are shown, and of others their months are offered. */
export async function usageByDepartment(
  needs: ShowDepartmentsNeeds,
  turn: Turn,
  days: DayRange | undefined,
): Promise<Reply> {
  const show = (month: string | undefined): Promise<Reply> =>
    showDepartments(needs, turn, { month, group: null, from: 0 });
  if (days === undefined) return show(undefined);
  const { speech } = turn;
  const first = Temporal.PlainDate.from(days.first);
  const today = dayOf(needs.clock.now(), speech.timeZone);
  const last = Temporal.PlainDate.from(days.last < today ? days.last : today);
  const month = first.toPlainYearMonth();
  const isToTheEnd = last.day === last.daysInMonth || days.last >= today;
  if (first.day === 1 && isToTheEnd && last.toPlainYearMonth().equals(month)) return show(month.toString());
  const count = Math.min(mostMonths, month.until(last.toPlainYearMonth(), { largestUnit: 'months' }).months + 1);
  const months = Array.from({ length: count }, (_, back) =>
    last.toPlainYearMonth().subtract({ months: back }).toString(),
  );
  const [typed = ''] = typedFor('departments', speech.language);
  return {
    card: notice(speech, speech.say('usage.title'), [speech.say('usage.departmentsByMonth')], {
      buttons: months.map(one =>
        button(speech.month(startOfMonth(one, speech.timeZone)), 'run', { text: `${typed} ${one}` }),
      ),
    }),
  };
}
