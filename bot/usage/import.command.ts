import { decimal, minuteMs, type Damage, type Refusal } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { AttachedFile, Download, Log } from '../ports/index.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { drawPages, Rejections, type Import } from './draw-pages.ts';
import { importLog, type ImportNeeds } from './import-log.ts';
import { importNote } from './import-progress.view.ts';
import { unreadFileText } from './unread-file.view.ts';
import { chatLimits, openExport } from './usage-export.ts';

const shownLines = 10;

/** How long one file may be worked on in chat. */
const longestMs = 5 * minuteMs;

type ImportCommandNeeds = WalletNeeds & ImportNeeds & { readonly download: Download; readonly log: Log };

export const importUsage = command({
  name: 'import',
  access: 'money',
  arguments: {},
  run: (needs: ImportCommandNeeds, turn) =>
    withAnyWallet(needs, turn, async ({ terms }) => {
      const { speech } = turn;
      const [file] = turn.files;
      if (file !== undefined) return needs.imports.file(() => importAttached(needs, turn, file, terms.currency));
      const underWay = importNote(speech, await needs.imports.progress());
      if (underWay !== '')
        return {
          card: notice(speech, speech.say('import.title'), [underWay], { buttons: runButtons(speech, 'import') }),
        };
      const imported = await importLog(needs, turn.person.id ?? null);
      return imported.ok
        ? report(needs, turn, { ...imported.value, isFile: false }, terms.currency)
        : refused(turn, imported.refusal, terms.currency);
    }),
});

async function importAttached(
  needs: ImportCommandNeeds,
  turn: Turn,
  file: AttachedFile,
  currency: string,
): Promise<Reply> {
  const { speech } = turn;
  const unread = (refusal: Parameters<typeof unreadFileText>[1]): Reply => ({
    card: notice(speech, speech.say('import.title'), [unreadFileText(speech, refusal)]),
  });
  const downloaded = await needs.download(file.url);
  if (!downloaded.ok) return unread(downloaded.refusal);
  const opened = await openExport({ name: file.name, bytes: downloaded.value }, chatLimits);
  if (!opened.ok) return unread(opened.refusal);
  const until = needs.clock.now() + longestMs;
  const rejections = new Rejections();
  let stoppedAt: number | undefined;
  for (const exported of opened.value) {
    const imported = await drawPages(
      { ledger: needs.ledger, file: exported.name, by: turn.person.id ?? null },
      exported.pages(),
      { mayGoOn: () => needs.clock.now() < until },
    );
    if (!imported.ok) return refused(turn, imported.refusal, currency);
    rejections.add(imported.value.rejected, imported.value.rejectedCount);
    ({ stoppedAt } = imported.value);
    if (stoppedAt !== undefined) break;
  }
  return report(needs, turn, { ...rejections.result(), stoppedAt, isFile: true }, currency);
}

const refused = ({ speech }: Turn, refusal: Refusal | Damage, currency: string): Reply => ({
  card: refusalCard(speech, refusal, currency),
});

async function report(
  { rows, log }: ImportCommandNeeds,
  { speech }: Turn,
  {
    rejected,
    rejectedCount,
    stoppedAt,
    isFile,
  }: Pick<Import, 'rejected' | 'rejectedCount' | 'stoppedAt'> & { readonly isFile: boolean },
  currency: string,
): Promise<Reply> {
  const totals = await rows.totals();
  log.info({ rows: totals.rowsKnown, drawn: decimal(totals.drawn, currency), rejected: rejectedCount }, 'imported');
  const held = totals.questionsLookAlike + totals.questionsOtherCurrency + totals.questionsErased;
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
        }),
        ...(totals.corrections === 0
          ? []
          : [speech.say('import.corrections', { count: speech.number(totals.corrections) })]),
        ...(held === 0
          ? []
          : [
              speech.say('import.questions', {
                lookAlike: totals.questionsLookAlike,
                otherCurrency: totals.questionsOtherCurrency,
                erased: totals.questionsErased,
              }),
            ]),
        ...(rejectedCount === 0
          ? []
          : [speech.say('import.rejected', { count: speech.number(rejectedCount), lines: lines.join('; ') })]),
        ...(rejected.some(({ problem }) => problem === 'awaits-order')
          ? [speech.say(isFile ? 'import.awaitsFile' : 'import.awaitsLog')]
          : []),
        ...(stoppedAt === undefined ? [] : [speech.say('import.stopped', { line: speech.number(stoppedAt) })]),
      ],
      { buttons: runButtons(speech, ...(held === 0 ? [] : (['questions'] as const)), 'balance', 'usage') },
    ),
  };
}
