import {
  dayOf,
  err,
  ok,
  termsOf,
  unreachable,
  type Activity,
  type Instant,
  type Refusal,
  type Result,
  type Wallet,
} from '../../core/index.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import { refusalText } from '../chat/refusal-words.view.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { DepartmentNeeds } from '../departments/month-report.ts';
import { readPeople, type PeopleNeeds } from '../licenses/people.ts';
import type { Clock, HandedFile, Journal, Looks, Payments, Rows } from '../ports/index.ts';
import { printedFile } from '../print/printed-file.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { AskedExport } from './asked-export.ts';
import { callsTables } from './calls-tables.ts';
import { csvFile } from './csv-file.ts';
import { departmentsTables } from './departments-tables.ts';
import { invoiceTables } from './invoice-tables.ts';
import { isPrinted, makePrintout } from './make-printout.ts';
import { readSavings, type SavingsNeeds } from '../plans/read-savings.ts';
import { lackingTables } from './lacking-tables.ts';
import { ledgerTables } from './ledger-tables.ts';
import { savingsTables } from './savings-tables.ts';
import { readCorrections } from './read-corrections.ts';
import { readReceipts } from './read-receipts.ts';
import { statementTables } from './statement-tables.ts';
import type { Table } from './table.ts';
import { xlsxFile } from './xlsx-file.ts';

/** What files are made of. */
export interface FileNeeds extends PeopleNeeds, DepartmentNeeds, SavingsNeeds {
  readonly clock: Clock;
  readonly rows: Rows;
  readonly journal: Journal;
  readonly payments: Payments;
  readonly ledger: Ledger;
  readonly roles: Roles;
  readonly looks: Looks;
}

const types = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;

/** Makes a file for a person, whose right is checked anew: nothing leaves without it (B8). Else a sentence that says why there is none. */
export async function makeFile(
  needs: FileNeeds,
  { asked, name, person }: { readonly asked: AskedExport; readonly name: string; readonly person: string },
  speech: Speech,
): Promise<Result<HandedFile, string>> {
  const { clock, ledger, roles, looks } = needs;
  const mayLook = await roles.checkAnew(person, 'look');
  if (!mayLook.ok) return err(denialText(speech, mayLook.refusal));
  const detail = await roles.checkAnew(person, 'detail');
  const sight: Sight = detail.ok ? { kind: 'whole' } : { kind: 'counted', why: detail.refusal };
  const read = await ledger.read();
  if (!read.ok) return err(refusalText(speech, read.refusal, 'USD'));
  const { wallet, history } = read.value;
  const now = clock.now();
  const content = await contentOf(needs, asked, { speech, sight, wallet, history, now });
  if (!content.ok) return err(refusalText(speech, content.refusal, currencyOf(wallet)));
  if (content.value === 'being-read') return err(speech.say('departments.notYet'));
  const isNaming = namesPeople.has(asked.what) && sight.kind === 'whole';
  // Noted before anything is shown (B19).
  if (isNaming) await looks.note({ who: person, whom: undefined, at: now, command: 'export' });
  return ok({ name, type: types[asked.format], content: content.value });
}

async function contentOf(
  needs: FileNeeds,
  asked: AskedExport,
  making: Making,
): Promise<Result<AsyncIterable<Uint8Array> | 'being-read', Refusal>> {
  const { speech, wallet, now } = making;
  const { what, format } = asked;
  if (format === 'pdf' && isPrinted(what)) {
    const printout = await makePrintout(needs, { ...asked, what }, making);
    if (!printout.ok) return printout;
    return ok(printout.value === 'being-read' ? printout.value : printedFile(printout.value));
  }
  const tables = await tablesOf(needs, asked, making);
  if (!tables.ok) return tables;
  if (tables.value === 'being-read') return ok(tables.value);
  const written = { currency: currencyOf(wallet), timeZone: speech.timeZone, at: now };
  return ok(format === 'csv' ? csvFile(tableOfCsv(asked, tables.value), written) : xlsxFile(tables.value, written));
}

const namesPeople: ReadonlySet<AskedExport['what']> = new Set(['calls', 'departments', 'licenses', 'savings']);

/** A csv has one table: of departments that of people, which has the departments too, where it may be seen. */
const tableOfCsv = ({ what }: AskedExport, tables: Tables): Table =>
  (what === 'departments' ? tables.at(-1) : undefined) ?? tables[0];

interface Making {
  readonly speech: Speech;
  readonly sight: Sight;
  readonly wallet: Wallet;
  readonly history: Activity;
  readonly now: Instant;
}

type Tables = readonly [Table, ...Table[]];

async function tablesOf(
  needs: FileNeeds,
  { what, days, invoice }: AskedExport,
  { speech, sight, wallet, history, now }: Making,
): Promise<Result<Tables | 'being-read', Refusal>> {
  const { rows, journal } = needs;
  const terms = termsOf(wallet);
  // Without a range it is all that the book holds; months before it have no statement.
  const begun = history.contents.begun ?? dayOf(now, speech.timeZone);
  const someDays = days ?? {
    first: what === 'statement' || what === 'departments' || what === 'invoices' ? begun : dayOf(0, 'UTC'),
    last: dayOf(now, speech.timeZone),
  };
  switch (what) {
    case 'calls':
      return ok(callsTables(rows, { speech, sight, days: someDays, currency: currencyOf(wallet) }));
    case 'departments':
      return departmentsTables(needs, { speech, sight, days: someDays, wallet, history, now });
    case 'licenses':
      return ok(lackingTables(await readPeople(needs), speech, sight));
    case 'savings':
      return ok(savingsTables(await readSavings(needs, { now, timeZone: speech.timeZone }), speech, sight));
    case 'statement':
      return terms.ok
        ? ok(
            await statementTables(
              { journal },
              { wallet, history },
              { speech, now, days: someDays, terms: terms.value },
            ),
          )
        : terms;
    case 'invoices':
      return terms.ok
        ? ok(
            invoiceTables(
              speech,
              {
                receipts: await readReceipts(needs, wallet, invoice === undefined ? { days: someDays } : { invoice }),
                notes: invoice === undefined ? await readCorrections(needs, wallet, { days: someDays }) : [],
              },
              terms.value,
            ),
          )
        : terms;
    case 'ledger':
      return terms.ok ? ok(ledgerTables(needs, { speech, days, terms: terms.value })) : terms;
    default:
      return unreachable(what);
  }
}
