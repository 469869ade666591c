import { decimal, type Damage, type Refusal } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { AttachedFile, Download, Log } from '../ports/index.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { drawPages, type Import } from './draw-pages.ts';
import { importLog, type ImportNeeds } from './import-log.ts';
import { importNote } from './import-progress.view.ts';
import { openExport, type ExportRefusal } from './usage-export.ts';

const megabytes = 50;
const shownLines = 10;

type ImportCommandNeeds = WalletNeeds & ImportNeeds & { readonly download: Download; readonly log: Log };

export const importUsage: Command<ImportCommandNeeds> = {
  name: 'import',
  access: 'money',
  words: { en: ['import'], zh: ['导入'] },
  about: 'help.import',
  run: (needs, turn) =>
    withAnyWallet(needs, turn, async ({ terms }) => {
      const { speech } = turn;
      const [file] = turn.files;
      if (file !== undefined) return importAttached(needs, turn, file, terms.currency);
      const underWay = importNote(speech, await needs.imports.progress());
      if (underWay !== '')
        return {
          card: notice(speech, speech.say('import.title'), [underWay], { buttons: runButtons(speech, 'import') }),
        };
      const imported = await importLog(needs, turn.person.id ?? null);
      return imported.ok
        ? report(needs, turn, imported.value, terms.currency)
        : refused(turn, imported.refusal, terms.currency);
    }),
};

async function importAttached(
  needs: ImportCommandNeeds,
  turn: Turn,
  file: AttachedFile,
  currency: string,
): Promise<Reply> {
  const { speech } = turn;
  const title = speech.say('import.title');
  const downloaded = await needs.download(file.url);
  if (!downloaded.ok) {
    const sentences = {
      host: speech.say('import.host'),
      'too-large': speech.say('import.tooLarge', { megabytes }),
      unreadable: speech.say('import.unreadable'),
    };
    return { card: notice(speech, title, [sentences[downloaded.reason]]) };
  }
  const opened = await openExport({ name: file.name, bytes: downloaded.bytes });
  if (!opened.ok) return { card: notice(speech, title, [unreadable(turn, opened.refusal)]) };
  const rejected: Import['rejected'][number][] = [];
  let rows = 0;
  for (const exported of opened.value) {
    const imported = await drawPages(
      { ledger: needs.ledger, file: exported.name, by: turn.person.id ?? null },
      exported.pages(),
    );
    if (!imported.ok) return refused(turn, imported.refusal, currency);
    rows += imported.value.rows;
    rejected.push(...imported.value.rejected);
  }
  return report(needs, turn, { rows, rejected }, currency);
}

function unreadable({ speech }: Turn, refusal: ExportRefusal): string {
  if (refusal.kind === 'missing-columns')
    return speech.say('import.missing', { columns: refusal.columns.map(escape).join(', ') });
  return refusal.kind === 'too-large-unpacked'
    ? speech.say('import.tooLarge', { megabytes })
    : speech.say('import.unreadable');
}

const refused = ({ speech }: Turn, refusal: Refusal | Damage, currency: string): Reply => ({
  card: refusalCard(speech, refusal, currency),
});

async function report(
  { rows, log }: ImportCommandNeeds,
  { speech }: Turn,
  { rejected }: Import,
  currency: string,
): Promise<Reply> {
  const totals = await rows.totals();
  log.info({ rows: totals.rowsKnown, drawn: decimal(totals.drawn, currency), rejected: rejected.length }, 'imported');
  const lines = rejected
    .slice(0, shownLines)
    .map(({ line, problem }) => speech.say('import.rejectedLine', { line, reason: speech.say(`problem.${problem}`) }));
  return {
    card: notice(
      speech,
      speech.say('import.title'),
      [
        speech.say('import.done', {
          known: speech.number(totals.rowsKnown),
          drawn: speech.number(totals.rowsDrawn),
          amount: speech.money(totals.drawn, currency),
          corrections: speech.number(totals.corrections),
        }),
        speech.say('import.questions', {
          lookAlike: totals.questionsLookAlike,
          otherCurrency: totals.questionsOtherCurrency,
          erased: totals.questionsErased,
        }),
        ...(rejected.length === 0
          ? []
          : [speech.say('import.rejected', { count: rejected.length, lines: lines.join('; ') })]),
      ],
      { buttons: runButtons(speech, 'balance', 'usage') },
    ),
  };
}
