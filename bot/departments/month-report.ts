import {
  closingOf,
  DepartmentSums,
  monthOf,
  startOfMonth,
  type Activity,
  type DepartmentSource,
  type Instant,
  type Month,
  type Terms,
  type UsageKey,
  type Wallet,
} from '../../core/index.ts';
import type { Journal, Rows } from '../ports/index.ts';
import type { FixedDepartments, ThatHold } from '../wallets/fixed-departments.ts';
import { readStatement } from '../wallets/statements.ts';
import type { DepartmentChoice } from './chosen-source.ts';
import { CallerKeys } from './caller-keys.ts';
import { lateCharges } from './late-charges.ts';
import { presentDepartments, type DepartmentOf, type PresentNeeds } from './present-departments.ts';
import { giveWay } from '../work/give-way.ts';

export interface DepartmentNeeds extends PresentNeeds {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly departmentChoice: DepartmentChoice;
  readonly fixedDepartments: FixedDepartments;
}

/** A wallet, and the month that is asked about. */
export interface AskedMonth {
  readonly wallet: Wallet;
  readonly history: Activity;
  readonly terms: Terms;
  readonly month: Month;
  readonly now: Instant;
}

/** What each department bears of a month's statement. */
export interface MonthReport {
  readonly month: Month;
  readonly sums: DepartmentSums;
  /** Usage not yet seen: what a reconciliation found that no call accounts for. It is nobody's. */
  readonly unseen: bigint;
  readonly source: DepartmentSource;
  readonly isClosed: boolean;
  /** As of when the departments are; undefined where they are those of now. */
  readonly fixedAt: Instant | undefined;
}

/** As many people or entries are looked at together as hold nobody else up. */
const pageSize = 500;

/**
 * A month by department (L12): as people's departments are now while it is open, and as they were when it closed from then on. The first who
 * asks after that fixes them; a job does within the hour. `being-read` while the directory is read for the field that was chosen.
 */
export async function readMonth(needs: DepartmentNeeds, asked: AskedMonth): Promise<MonthReport | 'being-read'> {
  const { terms, month, now } = asked;
  const { fixedDepartments } = needs;
  const chosen = await needs.departmentChoice.read();
  const isClosed = now >= closingOf(month, terms.timeZone);
  const that = await fixingsThatHold(needs);
  const fixed = isClosed ? await fixedDepartments.read(month, that) : undefined;
  const keys = new CallerKeys(await needs.keptDirectory.read());
  const departmentOf =
    fixed === undefined ? await presentDepartments(needs, chosen.source) : inFixed(fixed.departments, keys);
  if (departmentOf === 'being-read') return 'being-read';
  const sums = await sumsOf(needs, asked, departmentOf, keys);
  const unseen = await unseenIn(needs, asked);
  // Where nobody called there is nothing to fix.
  if (fixed !== undefined || !isClosed || sums.departments().length === 0)
    return { month, sums, unseen, isClosed, source: fixed?.source ?? chosen.source, fixedAt: fixed?.fixedAt };
  const { begunAt } = that;
  const made = { begunAt, fixedAt: now, source: chosen.source, departments: departmentsIn(sums, keys) };
  // Somebody was faster, maybe with another directory: what they fixed holds.
  if (!(await fixedDepartments.fix(month, made, that))) return readMonth(needs, asked);
  return { month, sums, unseen, isClosed, source: made.source, fixedAt: made.fixedAt };
}

/** Which fixings of months count now. */
export async function fixingsThatHold({
  journal,
  departmentChoice,
}: Pick<DepartmentNeeds, 'journal' | 'departmentChoice'>): Promise<ThatHold> {
  const { anewSince, undone } = await departmentChoice.read();
  const [first] = await journal.entriesAt([1]);
  return { begunAt: first?.recordedAt ?? 0, at: anewSince, undone };
}

/** The first and the last month that there is something to say of. */
export function monthsOf({ history, terms, now }: Omit<AskedMonth, 'month'>): {
  readonly first: Month;
  readonly present: Month;
} {
  const present = monthOf(now, terms.timeZone);
  return { first: history.contents.begun?.slice(0, 7) ?? present, present };
}

/** Those that have closed since the book began; of any of them the job may have been held up. */
export function closedMonths(asked: Omit<AskedMonth, 'month'>): readonly Month[] {
  const { first, present } = monthsOf(asked);
  const { terms, now } = asked;
  const closed: Month[] = [];
  for (let month = first; month < present; month = monthOf(startOfMonth(month, terms.timeZone, 1), terms.timeZone))
    if (now >= closingOf(month, terms.timeZone)) closed.push(month);
  return closed;
}

async function sumsOf(
  needs: DepartmentNeeds,
  { wallet, terms, month, now }: AskedMonth,
  departmentOf: DepartmentOf,
  keys: CallerKeys,
): Promise<DepartmentSums> {
  const sums = new DepartmentSums(departmentOf);
  for (let after: UsageKey | undefined; ;) {
    const page = await needs.rows.peopleOfMonth({ month, after, limit: pageSize });
    for (const { key, calls, drawn } of page) sums.add({ key: keys.of(key), calls, cost: drawn });
    if (page.length < pageSize) break;
    after = page.at(-1)?.key;
    // A store in this process answers without letting anybody else have a turn.
    await giveWay();
  }
  for await (const { key, amount } of lateCharges(needs, wallet, { terms, month, now }))
    sums.add({ key: keys.of(key), calls: 0, cost: amount });
  return sums;
}

/** Only a statement knows it, and only where a balance was ever reconciled is it worth reading. */
async function unseenIn(
  { journal }: DepartmentNeeds,
  { wallet, history, terms, month, now }: AskedMonth,
): Promise<bigint> {
  const { lines } = history.contents.page({ groups: ['payments'], limit: Infinity });
  const seqs = lines.flatMap(line => (line.kind === 'entry' ? [line.seq] : []));
  for (let from = 0; from < seqs.length; from += pageSize) {
    const some = await journal.entriesAt(seqs.slice(from, from + pageSize));
    if (!some.some(({ kind }) => kind === 'balance-reconciled')) continue;
    const { owed } = await readStatement({ journal }, { wallet, history }, { terms, month, now });
    return -owed.adjusted;
  }
  return 0n;
}

/** The departments that a month was fixed with. */
export function inFixed(
  departments: readonly { readonly name: string; readonly people: readonly string[] }[],
  keys: CallerKeys,
): DepartmentOf {
  // What was fixed earlier may know somebody by their address alone.
  const byKey = new Map(
    departments.flatMap(({ name, people }) =>
      people.flatMap(key => [key, keys.of(key)].map(one => [one, name] as const)),
    ),
  );
  return key => byKey.get(key);
}

const departmentsIn = (sums: DepartmentSums, keys: CallerKeys): { name: string; people: string[] }[] =>
  sums.departments().flatMap(({ group }) =>
    group.kind === 'department'
      ? [
          {
            name: group.name,
            people: sums.peopleOf(group).flatMap(({ key }) => (key === null ? [] : keys.allOf(key))),
          },
        ]
      : [],
  );
