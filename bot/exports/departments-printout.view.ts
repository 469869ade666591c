import { startOfMonth, type DayRange, type DepartmentGroup, type DepartmentShare } from '../../core/index.ts';
import type { Block, PrintedRow, Printout } from '../print/printout.ts';
import type { Speech } from '../chat/speech.ts';
import { sourceText } from '../departments/departments.view.ts';
import { shareText } from '../departments/group-words.view.ts';
import type { MonthReport } from '../departments/month-report.ts';
import {
  numberColumn,
  printedDays,
  printedMonth,
  printedParts,
  textColumn,
  type PrintedAbout,
  type PrintedPart,
} from './print-frame.view.ts';

/** Somebody's part of a department's costs, by name. */
export interface PersonShare {
  readonly group: DepartmentGroup;
  readonly name: string;
  readonly calls: number;
  readonly cost: bigint;
}

/** A month by department, and by person where that may be seen. */
export interface PrintedDepartments {
  readonly report: MonthReport;
  readonly people: readonly PersonShare[];
}

/** What each department bears of some months, each month on a page of its own. */
export const departmentsPrintout = (
  speech: Speech,
  { months, days }: { readonly months: readonly PrintedDepartments[]; readonly days: DayRange },
  about: PrintedAbout,
): Printout =>
  printedParts(
    speech,
    {
      several: speech.say('print.departmentsOf', { days: printedDays(speech, days) }),
      parts: months.map(month => monthPart(speech, month, about)),
    },
    about,
  );

function monthPart(speech: Speech, { report, people }: PrintedDepartments, { terms }: PrintedAbout): PrintedPart {
  const { month } = report;
  const money = (amount: bigint): string => speech.money(amount, terms.currency);
  return {
    title: speech.say('print.departments', { month: printedMonth(speech, month, terms) }),
    about: [
      speech.say('history.range', {
        from: speech.date(startOfMonth(month, terms.timeZone)),
        to: speech.date(startOfMonth(month, terms.timeZone, 1) - 1),
      }),
      sourceText(speech, report),
    ],
    blocks: [departmentTable(speech, report, money), ...peopleBlocks(speech, people, money)],
  };
}

function departmentTable(speech: Speech, report: MonthReport, money: (amount: bigint) => string): Block {
  const { sums, unseen } = report;
  const row = ({ group, people, calls, cost }: DepartmentShare): PrintedRow => ({
    cells: [
      groupText(speech, group),
      group.kind === 'department' || group.kind === 'none' ? speech.number(people) : '',
      speech.number(calls),
      shareText(speech, cost, report.sums.cost),
      money(cost),
    ],
    isTotal: false,
  });
  return {
    kind: 'table',
    columns: [
      textColumn(speech.say('export.column.department')),
      numberColumn(speech.say('export.column.people')),
      numberColumn(speech.say('export.column.calls')),
      numberColumn(speech.say('print.share')),
      numberColumn(speech.say('export.column.cost')),
    ],
    rows: [
      ...sums.departments().map(row),
      {
        cells: [speech.say('departments.used'), '', speech.number(sums.calls), '', money(sums.cost)],
        isTotal: true,
      },
      ...(unseen === 0n
        ? []
        : [{ cells: [speech.say('departments.unseen'), '', '', '', money(unseen)], isTotal: false }]),
    ],
  };
}

function peopleBlocks(
  speech: Speech,
  people: readonly PersonShare[],
  money: (amount: bigint) => string,
): readonly Block[] {
  if (people.length === 0) return [];
  return [
    { kind: 'heading', text: speech.say('departments.people') },
    {
      kind: 'table',
      columns: [
        textColumn(speech.say('export.column.person')),
        textColumn(speech.say('export.column.department')),
        numberColumn(speech.say('export.column.calls')),
        numberColumn(speech.say('export.column.cost')),
      ],
      rows: people.map(({ group, name, calls, cost }) => ({
        cells: [name, groupText(speech, group), speech.number(calls), money(cost)],
        isTotal: false,
      })),
    },
  ];
}

const groupText = (speech: Speech, group: DepartmentGroup): string =>
  group.kind === 'department' ? group.name : speech.say(`departments.group.${group.kind}`);
