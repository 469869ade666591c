import { writeFile } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { dayOf, decimal, unreachable, type Currency } from '../../core/index.ts';
import { say } from '../../cards/words.ts';
import type { ParsedRows, UsageTotals } from '../ports/index.ts';
import { drawPages, Rejections, type RejectedFor } from '../usage/draw-pages.ts';
import { exportTotals } from '../usage/export-totals.ts';
import { allHeld } from '../usage/questions.ts';
import { AwaitedCalls } from '../wallets/awaited-calls.ts';
import { rejectedText } from '../usage/import-report.view.ts';
import { inMemory, openFile, type ExportFile, type ExportRefusal } from '../usage/usage-export.ts';
import { fileOnDisk } from './file-on-disk.ts';
import { counted, terminalSpeech } from './speech.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { neededOpening, open, refusedFor, termsAsked } from './wallet.ts';

/** Rejected lines that `--rejects` writes at most. */
const mostRejects = 1_000_000;

/** Draws every row of some exports. */
export async function importFiles(
  session: Session,
  values: { readonly 'dry-run': boolean } & Readonly<Record<'rejects' | 'currency' | 'minimum', string | undefined>>,
  files: readonly string[],
): Promise<void> {
  const { ledger, rows } = session;
  const awaitedCalls = new AwaitedCalls(session).from('file');
  if (files.length === 0) throw new WrongUsage('import needs a file');
  if (files.filter(file => file === '-').length > 1) throw new WrongUsage('standard input can be read only once');
  const exports = (await Promise.all(files.map(file => opened(session, file)))).flat();
  if (values['dry-run']) return showTotals(session, exports, values.rejects);
  const { currency } = await termsAsked(session, values.currency, () => commonCurrency(exports));
  // A file without a good row opens no wallet.
  const opening = (await hasRows(exports)) ? await neededOpening(session, currency, values.minimum) : undefined;
  if (opening !== undefined) await open(session, opening);
  const before = await rows.totals();
  const keeps = values.rejects === undefined ? undefined : mostRejects;
  const rejections = new Rejections(keeps);
  let read = 0;
  let refunds = 0;
  for (const file of exports) {
    const pages = counting(file.pages(), count => {
      read += count;
      session.progress(`${file.name}: ${counted(read, 'row')} read`);
    });
    const imported = await drawPages({ ledger, file: file.name, by: null, awaitedCalls }, pages, { keeps });
    if (!imported.ok) throw refusedFor(imported.refusal, await session.ledger.terms());
    rejections.addFile(imported.value);
    refunds += imported.value.refunds;
  }
  const totals = await rows.totals();
  const { rejected, rejectedCount, reasons } = rejections.result();
  const explained = rejected.map(({ file, line, problem }) => ({
    file,
    line,
    reason: say('en', `problem.${problem}`),
  }));
  if (values.rejects !== undefined) await writeRejects(values.rejects, explained);
  print(
    session,
    { ...totals, drawn: decimal(totals.drawn, currency), rejected: explained, rejectedCount },
    [
      whatCame({ read, rejected: rejectedCount, before, after: totals }, currency),
      whatIsKnown(totals, currency),
      ...(refunds === 0 ? [] : [say('en', 'import.refunds', { count: refunds.toLocaleString('en-US') })]),
      ...rejectedLines(reasons, values.rejects),
      ...(rejected.some(({ problem }) => problem === 'awaits-order') ? [say('en', 'import.awaitsFile')] : []),
    ].join('\n'),
  );
}

/** What importing would read, and how much of it is new. */
async function showTotals(
  session: Session,
  exports: readonly ExportFile[],
  rejects: string | undefined,
): Promise<void> {
  const totals = await exportTotals(exports);
  const fresh = await freshIn(session, exports);
  const paid = [...totals.paid].map(([currency, amount]) => ({ currency, amount: decimal(amount, currency) }));
  const { rows, rejectedCount, reasons } = totals;
  const [first, last] = [totals.first, totals.last].map(at => (at === undefined ? null : dayOf(at, 'UTC')));
  print(
    session,
    { dryRun: true, rows, fresh, first, last, paid, rejectedCount, reasons },
    [
      `${counted(rows, 'row')}${first === null ? '' : `, ${first} to ${last}`}: ${counted(fresh, 'new call')}`,
      ...paid.map(({ currency, amount }) => `paid by credits: ${amount} ${currency}`),
      ...rejectedLines(reasons, rejects),
      'nothing was recorded (--dry-run)',
    ].join('\n'),
  );
}

/** Calls that are not known yet, each once. */
async function freshIn({ rows }: Session, exports: readonly ExportFile[]): Promise<number> {
  const fresh = new Set<string>();
  for (const file of exports) {
    for await (const page of file.pages()) {
      const ids = page.rows.map(({ id }) => id);
      const { byId } = await rows.known({ ids, lookAlikes: [] });
      for (const id of ids) if (!byId.has(id)) fresh.add(id);
    }
  }
  return fresh.size;
}

/** Each reason once, with the first of its lines. */
function rejectedLines(reasons: readonly RejectedFor[], writtenTo: string | undefined): readonly string[] {
  const lines = reasons.map(reason => `${reason.file}: ${rejectedText(terminalSpeech(), reason)}`);
  const isShort = reasons.every(({ count, lines: named }) => count === named.length);
  return isShort ? lines : [...lines, `all of them: ${writtenTo ?? '--rejects FILE writes them'}`];
}

/** `60,000 rows read: 1 used 1.00 USD, 59,999 questions`. */
function whatCame(
  counts: {
    readonly read: number;
    readonly rejected: number;
    readonly before: UsageTotals;
    readonly after: UsageTotals;
  },
  currency: Currency,
): string {
  const { read, rejected, before, after } = counts;
  const [used, fresh] = [after.rowsDrawn - before.rowsDrawn, after.rowsKnown - before.rowsKnown];
  const asked = questionsOf(after) - questionsOf(before);
  const corrected = after.corrections - before.corrections;
  const found = [
    ...(used > 0
      ? [`${used.toLocaleString('en-US')} used ${decimal(after.drawn - before.drawn, currency)} ${currency}`]
      : []),
    ...(fresh > used ? [`${(fresh - used).toLocaleString('en-US')} cost nothing`] : []),
    ...(corrected > 0 ? [counted(corrected, 'correction')] : []),
    ...(asked > 0 ? [counted(asked, 'question')] : []),
    ...(rejected > 0 ? [`${rejected.toLocaleString('en-US')} rejected`] : []),
  ];
  return `${counted(read, 'row')} read: ${found.length === 0 ? 'nothing new' : found.join(', ')}`;
}

function whatIsKnown(totals: UsageTotals, currency: Currency): string {
  const { rowsKnown, rowsDrawn, drawn, questionsLookAlike, questionsOtherCurrency, questionsErased } = totals;
  const unknown = totals.questionsUnknownCapability;
  const known = `known in all: ${counted(rowsKnown, 'row')}, of which ${rowsDrawn.toLocaleString('en-US')} used ${decimal(drawn, currency)} ${currency}`;
  if (questionsOf(totals) === 0) return known;
  return `${known}; ${counted(questionsOf(totals), 'question')} (${questionsLookAlike} look alike, ${questionsOtherCurrency} in another currency, ${questionsErased} from before an erasure, ${unknown} under an unknown capability)`;
}

const questionsOf = allHeld;

async function* counting(pages: AsyncIterable<ParsedRows>, onRead: (count: number) => void): AsyncIterable<ParsedRows> {
  for await (const page of pages) {
    onRead(page.rows.length + page.bad.length);
    yield page;
  }
}

async function writeRejects(file: string, rejected: readonly object[]): Promise<void> {
  const text = stringify([...rejected], { header: true, columns: ['file', 'line', 'reason'], escape_formulas: true });
  await writeFile(file, text).catch((error: unknown) => {
    throw new Refused(`imported, but ${file} cannot be written: ${(error as Error).message}`);
  });
}

async function opened({ readInput }: Session, file: string): Promise<readonly ExportFile[]> {
  const given = file === '-' ? inMemory({ name: 'standard input', bytes: await readInput() }) : await fileOnDisk(file);
  const found = await openFile(given);
  if (!found.ok) throw new Refused(explainExport(found.refusal));
  return found.value;
}

async function hasRows(exports: readonly ExportFile[]): Promise<boolean> {
  for (const file of exports) for await (const { rows } of file.pages()) if (rows.length > 0) return true;
  return false;
}

/** The currency in which most rows that credits paid for were charged: what the wallet of such an export must be in. */
async function commonCurrency(exports: readonly ExportFile[]): Promise<Currency> {
  const counts = new Map<Currency, number>();
  for (const file of exports) {
    for await (const { rows } of file.pages()) {
      for (const row of rows) {
        if (row.capability === 'MCOPSTNPP' && row.currency !== '')
          counts.set(row.currency, (counts.get(row.currency) ?? 0) + 1);
      }
    }
  }
  return [...counts].toSorted((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))[0]?.[0] ?? 'USD';
}

function explainExport(refusal: ExportRefusal): string {
  switch (refusal.kind) {
    case 'not-an-export':
      return `${refusal.file}: not a PSTN usage export (Calls.Export.….zip, or PSTN.calls.….csv from it)`;
    case 'missing-columns':
      return `${refusal.file}: columns missing: ${refusal.columns.join(', ')}`;
    case 'columns-twice':
    case 'direct-routing':
    case 'operator-connect':
      return `${refusal.file}: ${say('en', `import.${refusal.kind}`, { columns: refusal.columns.join(', ') })}`;
    case 'ambiguous-dates':
    case 'mixed-dates':
    case 'ambiguous-decimals':
    case 'mixed-decimals':
      return `${refusal.file}: ${say('en', `import.${refusal.kind}`, { example: refusal.example })}`;
    case 'is-workbook':
      return `${refusal.file}: ${say('en', 'import.is-workbook')}`;
    case 'unknown-encoding':
    case 'mixed-line-ends':
    case 'unknown-delimiter':
    case 'workbook-has-password':
    case 'holds-direct-routing':
    case 'holds-operator-connect':
      return `${refusal.file}: ${say('en', `import.${refusal.kind}`)}`;
    case 'too-large-unpacked':
      return `${refusal.file}: larger than ${refusal.bytes} bytes when unpacked`;
    case 'too-many-lines':
      return `${refusal.file}: more than ${refusal.most} lines, which no export of that size has`;
    case 'too-many-files':
      return `${refusal.file}: more than ${refusal.most} files in the zip; import the PSTN.calls csv in it`;
    case 'has-password':
      return `${refusal.file}: the zip has a password; unpack it, and import the PSTN.calls csv in it`;
    case 'unknown-compression':
      return `${refusal.file}: the zip is compressed in a way that cannot be read; unpack it, and import the PSTN.calls csv in it`;
    case 'damaged-archive':
      return `${refusal.file}: the zip is damaged; download it again`;
    default:
      return unreachable(refusal);
  }
}
