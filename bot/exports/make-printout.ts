import {
  dayOf,
  termsOf,
  unreachable,
  type Activity,
  type DayRange,
  type Instant,
  type Refusal,
  type Result,
  type Statement,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { callerNames } from '../departments/caller-names.ts';
import { readMonth, type DepartmentNeeds, type MonthReport } from '../departments/month-report.ts';
import type { Payments } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import type { Printout } from '../print/printout.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { readStatement } from '../wallets/statements.ts';
import type { AskedExport } from './asked-export.ts';
import { departmentsPrintout, type PersonShare, type PrintedDepartments } from './departments-printout.view.ts';
import { invoicesPrintout } from './invoices-printout.ts';
import { monthsIn } from './statement-tables.ts';
import { statementPrintout } from './statement-printout.view.ts';

/** What is printed: the rest are lists, which a workbook holds better. */
export const printedKinds = ['statement', 'departments', 'invoices'] as const;
export type PrintedKind = (typeof printedKinds)[number];

export const isPrinted = (what: AskedExport['what']): what is PrintedKind => printedKinds.some(kind => kind === what);

export interface PrintNeeds extends DepartmentNeeds {
  readonly payments: Payments;
  readonly ledger: Pick<Ledger, 'entry'>;
  readonly choices: Choices;
}

/** What is known while a printout is made. */
interface Making {
  readonly speech: Speech;
  readonly sight: Sight;
  readonly wallet: Wallet;
  readonly history: Activity;
  readonly now: Instant;
}

/** A document to print (B21); `being-read` while the directory is read for departments. */
export async function makePrintout(
  needs: PrintNeeds,
  {
    what,
    days,
    ...one
  }: {
    readonly what: PrintedKind;
    readonly days: DayRange | null;
    readonly invoice?: number | undefined;
    readonly correction?: number | undefined;
  },
  making: Making,
): Promise<Result<Printout | 'being-read', Refusal>> {
  const { speech, wallet, now } = making;
  const terms = termsOf(wallet);
  if (!terms.ok) return terms;
  const about = { terms: terms.value, now };
  const some = days ?? {
    first: making.history.contents.begun ?? dayOf(now, terms.value.timeZone),
    last: dayOf(now, terms.value.timeZone),
  };
  switch (what) {
    case 'statement': {
      const statements = await statementsOf(needs, making, { days: some, terms: terms.value });
      return { ok: true, value: statementPrintout(speech, { statements, days: some, lots: wallet.pool.lots }, about) };
    }
    case 'departments': {
      const months = await departmentsOf(needs, making, { days: some, terms: terms.value });
      if (months === 'being-read') return { ok: true, value: months };
      return { ok: true, value: departmentsPrintout(speech, { months, days: some }, about) };
    }
    case 'invoices':
      return { ok: true, value: await invoicesPrintout(needs, speech, { ...one, days: some, wallet }, about) };
    default:
      return unreachable(what);
  }
}

interface SomeMonths {
  readonly days: DayRange;
  readonly terms: Terms;
}

async function statementsOf(
  needs: PrintNeeds,
  { wallet, history, now }: Making,
  { days, terms }: SomeMonths,
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  for (const month of monthsIn(days, terms, now))
    statements.push(await readStatement(needs, { wallet, history }, { terms, month, now }));
  return statements;
}

async function departmentsOf(
  needs: PrintNeeds,
  { sight, wallet, history, now }: Making,
  { days, terms }: SomeMonths,
): Promise<readonly PrintedDepartments[] | 'being-read'> {
  const months: PrintedDepartments[] = [];
  for (const month of monthsIn(days, terms, now)) {
    const report = await readMonth(needs, { wallet, history, terms, month, now });
    if (report === 'being-read') return report;
    months.push({ report, people: sight.kind === 'whole' ? await peopleOf(needs, report) : [] });
  }
  return months;
}

/** Names are looked up for so many people at a time. */
const pagePeople = 500;

async function peopleOf(needs: PrintNeeds, { sums }: MonthReport): Promise<readonly PersonShare[]> {
  const named: PersonShare[] = [];
  for (const { group } of sums.departments()) {
    if (group.kind !== 'department' && group.kind !== 'none') continue;
    const people = sums.peopleOf(group);
    for (let from = 0; from < people.length; from += pagePeople) {
      const some = people.slice(from, from + pagePeople);
      const names = await callerNames(needs, some);
      named.push(...some.map(({ key, calls, cost }) => ({ group, name: names.get(key ?? '') ?? '', calls, cost })));
    }
  }
  return named;
}
