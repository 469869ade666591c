import {
  termsOf,
  type Activity,
  type DayRange,
  type DepartmentGroup,
  type Instant,
  type Refusal,
  type Result,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { callerNames } from '../departments/caller-names.ts';
import { readMonth, type DepartmentNeeds, type MonthReport } from '../departments/month-report.ts';
import { callerIn } from '../licenses/caller-in.ts';
import type { Clock } from '../ports/index.ts';
import { columns } from './columns.ts';
import { monthsIn } from './statement-tables.ts';
import { onePage, type Line, type Table } from './table.ts';

interface Asked {
  readonly speech: Speech;
  readonly days: DayRange;
  readonly sight: Sight;
  readonly wallet: Wallet;
  readonly history: Activity;
  readonly now: Instant;
}

type Tables = readonly [Table, ...Table[]];

/**
 * Costs by department of the months that these days are in, and who caused them, for whoever may see that; a csv has the latter. Each adds up
 * to what the months' statements say was used. `being-read` while the directory is read.
 */
export async function departmentsTables(
  needs: DepartmentNeeds & { readonly clock: Clock },
  { speech, days, sight, wallet, history, now }: Asked,
): Promise<Result<Tables | 'being-read', Refusal>> {
  const terms = termsOf(wallet);
  if (!terms.ok) return terms;
  const reports: MonthReport[] = [];
  for (const month of monthsIn(days, terms.value, now)) {
    const report = await readMonth(needs, { wallet, history, terms: terms.value, month, now });
    if (report === 'being-read') return { ok: true, value: 'being-read' };
    reports.push(report);
  }
  const byDepartment = departmentTable(speech, reports, terms.value);
  if (sight.kind === 'counted') return { ok: true, value: [byDepartment] };
  return { ok: true, value: [byDepartment, await peopleTable(needs, speech, reports, terms.value)] };
}

const nameOf = (speech: Speech, group: DepartmentGroup): string =>
  group.kind === 'department' ? group.name : speech.say(`departments.group.${group.kind}`);

function departmentTable(speech: Speech, reports: readonly MonthReport[], { currency }: Terms): Table {
  const state = ({ isClosed }: MonthReport): string => speech.say(isClosed ? 'export.closed' : 'export.open');
  const lines = reports.flatMap((report): readonly Line[] => [
    ...report.sums
      .departments()
      .map(({ group, people, calls, cost }) => [
        ...[report.month, nameOf(speech, group), people, calls, cost],
        ...[currency, state(report)],
      ]),
    [report.month, speech.say('departments.used'), null, report.sums.calls, report.sums.cost, currency, state(report)],
    ...(report.unseen === 0n
      ? []
      : [[report.month, speech.say('departments.unseen'), null, null, report.unseen, currency, state(report)]]),
  ]);
  return {
    name: speech.say('export.departments'),
    columns: columns(speech, 'month', 'department', 'people', 'calls', 'cost', 'currency', 'state'),
    pages: onePage(lines),
  };
}

async function peopleTable(
  needs: DepartmentNeeds & { readonly clock: Clock },
  speech: Speech,
  reports: readonly MonthReport[],
  { currency }: Terms,
): Promise<Table> {
  const known = await needs.keptDirectory.read();
  async function* pages(): AsyncIterable<readonly Line[]> {
    for (const { month, sums } of reports)
      for (const { group } of sums.departments()) {
        const people = sums.peopleOf(group);
        const isNamed = group.kind === 'department' || group.kind === 'none';
        for (let from = 0; from < people.length; from += pageLines) {
          const some = people.slice(from, from + pageLines);
          const names = isNamed ? await callerNames(needs, some) : new Map<string, string>();
          yield some.map(({ key, calls, cost }) => {
            const address = callerIn(known, key ?? '')?.userPrincipalName ?? '';
            return [month, nameOf(speech, group), names.get(key ?? '') ?? '', address, calls, cost, currency];
          });
        }
      }
  }
  return {
    name: speech.say('departments.people'),
    columns: columns(speech, 'month', 'department', 'person', 'address', 'calls', 'cost', 'currency'),
    pages: pages(),
  };
}

const pageLines = 500;
