import { decimal, minuteMs, ok, type Currency, type Result } from '../../core/index.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { AttachedFile, Download, Log, ParsedRows, Rows } from '../ports/index.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { drawPages, Rejections } from './draw-pages.ts';
import { exportTotals } from './export-totals.ts';
import type { ImportNeeds } from './import-log.ts';
import { importProgressView } from './import-progress.view.ts';
import { askImportView, importReportView, nothingReadView, type UnreadFile } from './import-report.view.ts';
import { chatLimits, openExport, type ExportFile } from './usage-export.ts';
import { allHeld } from './questions.ts';
import type { Unread } from './unread-file.view.ts';

export type ImportFilesNeeds = WalletNeeds & ImportNeeds & { readonly download: Download; readonly log: Log };

/** How long the files of one message may be worked on. */
const longestMs = 5 * minuteMs;

/** Imports the exports among some files, one after the other, and names what was none. */
export const importAttached = (needs: ImportFilesNeeds, turn: Turn, files: readonly AttachedFile[]): Promise<Reply> =>
  withAnyWallet(needs, turn, ({ terms }) =>
    needs.imports.file(async () => {
      const { speech } = turn;
      const { clock, ledger, rows, awaitedCalls } = needs;
      const until = clock.now() + longestMs;
      const before = await rows.totals();
      const rejections = new Rejections();
      const unread: UnreadFile[] = [];
      let stoppedAt: number | undefined;
      let refunds = 0;
      for (const file of files) {
        const opened = await openedFile(needs, file);
        if (!opened.ok) unread.push({ name: file.name, refusal: opened.refusal });
        for (const exported of opened.ok && stoppedAt === undefined ? opened.value : []) {
          const pages = shown(turn, exported);
          const source = {
            ledger,
            file: exported.name,
            by: turn.person.id ?? null,
            awaitedCalls: awaitedCalls.from('file'),
          };
          const imported = await drawPages(source, pages, { mayGoOn: () => clock.now() < until });
          if (!imported.ok) return { card: refusalCard(speech, imported.refusal, terms.currency) };
          rejections.addFile(imported.value);
          refunds += imported.value.refunds;
          ({ stoppedAt } = imported.value);
          if (stoppedAt !== undefined) break;
        }
      }
      if (unread.length === files.length) return { card: nothingReadView(speech, unread) };
      const { rejectedCount, reasons } = rejections.result();
      const what = { before, refunds, rejectedCount, reasons, stoppedAt, isFile: true, unread };
      return reported(needs, turn, what, terms.currency);
    }),
  );

/** Reads files that came without a word, records nothing, and asks. */
export const askImport = (needs: ImportFilesNeeds, turn: Turn): Promise<Reply> =>
  needs.imports.file(async () => {
    const found = [];
    const unread: UnreadFile[] = [];
    for (const file of turn.files) {
      const opened = await openedFile(needs, file);
      if (opened.ok) found.push({ file, totals: await exportTotals(opened.value) });
      else unread.push({ name: file.name, refusal: opened.refusal });
    }
    const { speech } = turn;
    return { card: found.length === 0 ? nothingReadView(speech, unread) : askImportView(speech, found, unread) };
  });

/** What an import came to, told with what is known now. */
export async function reported(
  needs: { readonly rows: Rows; readonly log: Log },
  { speech }: Turn,
  what: Omit<Parameters<typeof importReportView>[1], 'after' | 'held' | 'until'>,
  currency: Currency,
): Promise<Reply> {
  const after = await needs.rows.totals();
  const { calls } = await needs.rows.calls({ days: allDays, limit: 1 });
  const facts = { rows: after.rowsKnown, drawn: decimal(after.drawn, currency), rejected: what.rejectedCount };
  needs.log.info(facts, 'imported');
  return {
    card: importReportView(speech, { ...what, after, held: allHeld(after), until: calls[0]?.row.start }, currency),
  };
}

/** The pages of a file; the working card tells how far it is read. */
async function* shown({ speech, meanwhile }: Turn, { name, pages }: ExportFile): AsyncIterable<ParsedRows> {
  let rows = 0;
  for await (const page of pages()) {
    rows += page.rows.length + page.bad.length;
    meanwhile?.show(importProgressView(speech, { name, rows, at: page.rows.at(-1)?.start }));
    yield page;
  }
}

const allDays = { first: '1970-01-01', last: '9999-12-30' };

async function openedFile(
  { download }: ImportFilesNeeds,
  { name, url }: AttachedFile,
): Promise<Result<readonly ExportFile[], Unread>> {
  const downloaded = await download(url);
  if (!downloaded.ok) return downloaded;
  const opened = await openExport({ name, bytes: downloaded.value }, chatLimits);
  return opened.ok ? ok(opened.value) : opened;
}
