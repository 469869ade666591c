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
import { electronicInvoice } from './electronic-invoice.ts';
import { partiesAt } from './invoice-parties.ts';
import { taxIn, type InvoiceTax } from './invoice-tax.ts';
import { readReceipts, type Receipt } from './read-receipts.ts';
import { creditsText, receiptsPrintout } from './receipts.view.ts';
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
    invoice,
  }: { readonly what: PrintedKind; readonly days: DayRange | null; readonly invoice?: number | undefined },
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
    case 'invoices': {
      const receipts = await readReceipts(needs, wallet, invoice === undefined ? { days: some } : { invoice });
      const taxes = await taxesOf(needs, receipts, terms.value);
      const printout = receiptsPrintout(speech, { receipts, days: some, taxes }, about);
      return { ok: true, value: { ...printout, ...dataOf(speech, receipts, taxes, terms.value) } };
    }
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

/** What invoices say of VAT, by their numbers: in operate, where it was said who sells and who buys. */
async function taxesOf(
  needs: Pick<PrintNeeds, 'choices'>,
  receipts: readonly Receipt[],
  { mode, currency }: Terms,
): Promise<ReadonlyMap<number, InvoiceTax>> {
  const taxes = new Map<number, InvoiceTax>();
  if (mode !== 'operate') return taxes;
  for (const { invoice } of receipts) {
    const parties = await partiesAt(needs, invoice.at);
    const tax = parties && taxIn(invoice.amount, currency, parties);
    if (tax !== undefined) taxes.set(invoice.number, tax);
  }
  return taxes;
}

/** An invoice as data: one file carries that of one. */
function dataOf(
  speech: Speech,
  receipts: readonly Receipt[],
  taxes: ReadonlyMap<number, InvoiceTax>,
  { currency, timeZone }: Terms,
): Pick<Printout, 'invoiceData'> {
  const [only] = receipts.length === 1 ? receipts : [];
  const tax = only && taxes.get(only.invoice.number);
  if (only === undefined || tax === undefined) return {};
  const { invoice, lot } = only;
  const said = { invoice, tax, currency, timeZone, boughtAt: lot.boughtAt, what: creditsText(speech, lot) };
  return { invoiceData: electronicInvoice(said) };
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
