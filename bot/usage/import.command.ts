import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { withAnyWallet } from '../tenant/with-wallet.ts';
import { askImport, importAttached, reported, type ImportFilesNeeds } from './import-files.ts';
import { importLog } from './import-log.ts';
import { importNote, logProgressView } from './import-progress.view.ts';

/** Imports attached files, or what is new in the log; files that come without a word are asked about. */
export const importUsage = command({
  name: 'import',
  access: 'money',
  arguments: {},
  takesFiles: true,
  run: (needs: ImportFilesNeeds, turn, _given, { text }) => {
    if (turn.files.length > 0) return text === '' ? askImport(needs, turn) : importAttached(needs, turn, turn.files);
    return withAnyWallet(needs, turn, async ({ terms: { currency } }) => {
      const { speech } = turn;
      const underWay = importNote(speech, await needs.imports.progress());
      if (underWay !== '')
        return {
          card: notice(speech, speech.say('import.title'), [underWay], { buttons: runButtons(speech, 'import') }),
        };
      const before = await needs.rows.totals();
      const imported = await importLog(needs, turn.person.id ?? null, 'newest', progress =>
        turn.meanwhile?.show(logProgressView(speech, progress)),
      );
      if (!imported.ok) return { card: refusalCard(speech, imported.refusal, currency) };
      const { refunds, rejectedCount, reasons, stoppedAt } = imported.value;
      const what = { before, refunds, rejectedCount, reasons, stoppedAt, isFile: false, unread: [] };
      return reported(needs, turn, what, currency);
    });
  },
});
