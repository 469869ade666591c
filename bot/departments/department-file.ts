import { parse } from 'csv-parse/sync';
import { departmentName, err, isObjectId, ok, type Result } from '../../core/index.ts';
import { CsvRecords, isWellFormed, type CsvRecord, type Delimiter } from '../usage/csv-records.ts';
import { asUtf8 } from '../usage/file-encoding.ts';
import { giveWay } from '../work/give-way.ts';

/** Whom a file names, by address or object id in lower case, and their departments. */
export interface DepartmentFile {
  readonly name: string;
  readonly people: ReadonlyMap<string, string>;
  /** Lines that name nobody, or no department: how many, and the first of them. */
  readonly passedOver: number;
  readonly firstPassedOver: number | undefined;
}

/** Why nothing was read of it. */
export type DepartmentFileRefusal =
  { readonly kind: 'too-many-lines'; readonly most: number } | { readonly kind: 'names-nobody' | 'unknown-encoding' };

/** More than any organization that this bot serves; and no more than is read and kept without holding anybody up. */
export const mostLines = 50_000;

const partBytes = 65_536;

const address = /^[^\s@,;]+@[^\s@,;]+$/;
const longestKey = 256;

/** What the columns are called in exports of the admin centers and in people's own lists. */
const titles = {
  person: [
    ...[/^(?:user ?principal ?name|upn|user|person|用户主体名称|用户)$/i, /^(?:(?:entra )?object ?id|对象 ?id)$/i],
    /^(?:e-?mail(?: address)?|mail|address|邮箱|邮件地址)$/i,
  ],
  department: [/^(?:department|company(?: name)?|cost ?cent(?:er|re)|division|部门|公司|成本中心)$/i],
};

const isTitle = (cell: string, of: keyof typeof titles): boolean => titles[of].some(title => title.test(cell));

/** Reads a csv of people and departments: by the titles of its columns, else the first two. Commas, semicolons or tabs part the columns. */
export async function readDepartmentFile(file: {
  readonly name: string;
  readonly bytes: Buffer;
}): Promise<Result<DepartmentFile, DepartmentFileRefusal>> {
  const bytes = asUtf8(file.bytes);
  if (bytes === undefined) return err({ kind: 'unknown-encoding' });
  const reading = new Reading();
  const records = new CsvRecords();
  for (let from = 0; from < bytes.length; from += partBytes) {
    reading.take(records.take(bytes.subarray(from, from + partBytes)));
    if (reading.lines > mostLines) return err({ kind: 'too-many-lines', most: mostLines });
    // The bot goes on answering, whatever the file holds.
    await giveWay();
  }
  reading.take(records.end());
  if (reading.lines > mostLines) return err({ kind: 'too-many-lines', most: mostLines });
  const { people, passedOver, firstPassedOver } = reading;
  return people.size === 0
    ? err({ kind: 'names-nobody' })
    : ok({ name: file.name, people, passedOver, firstPassedOver });
}

/** What parts the columns, where one of them stands in the first line: before a comma all others count less. */
const delimiters: readonly Delimiter[] = [',', ';', '\t'];

class Reading {
  readonly people = new Map<string, string>();
  /** How many may name somebody: titles do not. */
  lines = 0;
  passedOver = 0;
  firstPassedOver: number | undefined;
  /** People are named in any of some columns, the first that names somebody. */
  #columns: { readonly people: readonly number[]; readonly department: number } = { people: [0], department: 1 };
  #delimiter: Delimiter = ',';
  #isBegun = false;

  take(records: readonly CsvRecord[]): void {
    for (const { line, text } of records) {
      const isFirst = !this.#isBegun;
      // A spreadsheet's empty rows are separators alone.
      this.#isBegun ||= /[^\s,;"]/.test(text ?? '-');
      if (!this.#isBegun || (isFirst && this.#isTitles(text ?? ''))) continue;
      this.lines += 1;
      if (text !== undefined && this.#isTaken(this.#cellsOf(text))) continue;
      this.passedOver += 1;
      this.firstPassedOver ??= line;
    }
  }

  /** The last that is said of somebody counts. */
  #isTaken(cells: readonly string[]): boolean {
    const keys = this.#columns.people.map(at => (cells[at] ?? '').trim().toLowerCase());
    const key = keys.find(one => one.length <= longestKey && (address.test(one) || isObjectId(one)));
    const name = departmentName(cells[this.#columns.department] ?? '');
    if (key === undefined || name === '') return false;
    this.people.set(key, name);
    return true;
  }

  #isTitles(first: string): boolean {
    const text = first.replace(/^\uFEFF/, '');
    this.#delimiter = delimiters.find(one => text.includes(one)) ?? ',';
    const cells = this.#cellsOf(text).map(cell => cell.trim());
    const people = cells.flatMap((cell, at) => (isTitle(cell, 'person') ? [at] : []));
    const department = cells.findIndex(cell => isTitle(cell, 'department'));
    if (people.length > 0 && department !== -1) this.#columns = { people, department };
    else if (this.#isTaken(cells)) {
      this.lines += 1;
      return true;
    }
    return people.length > 0 || department !== -1;
  }

  #cellsOf(text: string): readonly string[] {
    if (!isWellFormed(text, this.#delimiter)) return [];
    return parse(text, { delimiter: this.#delimiter, relax_column_count: true })[0] ?? [];
  }
}
