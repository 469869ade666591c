import type { Currency, Instant } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { button } from '../../cards/verbs.ts';
import type { Card } from '../../cards/card.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { AttachedFile, UsageTotals } from '../ports/index.ts';
import type { Import, RejectedFor } from './draw-pages.ts';
import type { ExportTotals } from './export-totals.ts';
import { unreadFileText, type Unread } from './unread-file.view.ts';

/** A file of which nothing was read, and why. */
export interface UnreadFile {
  readonly name: string;
  readonly refusal: Unread;
}

/** What an import came to. */
export interface ImportReport extends Pick<Import, 'refunds' | 'rejectedCount' | 'reasons' | 'stoppedAt'> {
  readonly before: UsageTotals;
  readonly after: UsageTotals;
  /** How many rows are held as questions now, for any reason. */
  readonly held: number;
  /** When the last known call began. */
  readonly until: Instant | undefined;
  readonly isFile: boolean;
  readonly unread: readonly UnreadFile[];
}

export function importReportView(speech: Speech, report: ImportReport, currency: Currency): Card {
  const { before, after, held, refunds, rejectedCount, reasons, stoppedAt, isFile, unread } = report;
  const corrected = after.corrections - before.corrections;
  const sentences = [
    upToDateText(speech, report),
    ...(after.rowsKnown === 0
      ? []
      : [
          speech.say('import.paid', {
            drawn: speech.number(after.rowsDrawn),
            amount: speech.money(after.drawn, currency),
          }),
        ]),
    ...(corrected === 0 ? [] : [speech.say('import.corrected', { count: speech.number(corrected) })]),
    ...(held === 0
      ? []
      : [
          speech.say('import.questions', {
            lookAlike: after.questionsLookAlike,
            otherCurrency: after.questionsOtherCurrency,
            erased: after.questionsErased,
            unknownCapability: after.questionsUnknownCapability,
          }),
        ]),
    ...(refunds === 0 ? [] : [speech.say('import.refunds', { count: speech.number(refunds) })]),
    ...rejectedTexts(speech, { rejectedCount, reasons }),
    ...(reasons.some(({ problem }) => problem === 'awaits-order')
      ? [speech.say(isFile ? 'import.awaitsFile' : 'import.awaitsLog')]
      : []),
    ...(stoppedAt === undefined ? [] : [speech.say('import.stopped', { line: speech.number(stoppedAt) })]),
    ...unreadTexts(speech, unread),
  ];
  return notice(speech, speech.say('import.title'), sentences, {
    buttons: runButtons(speech, ...(held === 0 ? [] : (['questions'] as const)), 'balance', 'usage'),
  });
}

function upToDateText(speech: Speech, { before, after, until }: ImportReport): string {
  if (until === undefined) return speech.say('import.noCalls');
  const fresh = after.rowsKnown - before.rowsKnown;
  return speech.say('import.upToDate', {
    known: speech.number(after.rowsKnown),
    date: speech.shortDate(until),
    time: speech.time(until),
    fresh: fresh > 0 ? speech.say('import.someNew', { count: speech.number(fresh) }) : speech.say('import.noneNew'),
  });
}

/** Each reason once, however many rows have it. */
function rejectedTexts(
  speech: Speech,
  { rejectedCount, reasons }: Pick<Import, 'rejectedCount' | 'reasons'>,
): readonly string[] {
  if (rejectedCount === 0) return [];
  const isOfSeveral = new Set(reasons.map(({ file }) => file)).size > 1;
  return [
    speech.say('import.rejected', { count: speech.number(rejectedCount) }),
    ...reasons.map(reason => `${isOfSeveral ? `${escape(reason.file)}: ` : ''}${rejectedText(speech, reason)}`),
  ];
}

/** `not a well-formed line: line 2`, or how many and the first lines. */
export function rejectedText(speech: Pick<Speech, 'say' | 'number'>, { problem, count, lines }: RejectedFor): string {
  const named = lines.join(', ');
  const reason = speech.say(`problem.${problem}`);
  if (count > lines.length)
    return speech.say('import.reasonFirst', { reason, count: speech.number(count), lines: named });
  return speech.say(count === 1 ? 'import.reason' : 'import.reasonLines', { reason, lines: named });
}

/** What several files were not read for; a single one needs no name. */
export const unreadTexts = (speech: Speech, unread: readonly UnreadFile[]): readonly string[] =>
  unread.map(({ name, refusal }) =>
    speech.say('import.unreadFile', { name: escape(name), reason: unreadFileText(speech, refusal) }),
  );

/** Nothing was read of any file. */
export const nothingReadView = (speech: Speech, unread: readonly UnreadFile[]): Card =>
  notice(
    speech,
    speech.say('import.title'),
    unread.length === 1 && unread[0] !== undefined
      ? [unreadFileText(speech, unread[0].refusal)]
      : unreadTexts(speech, unread),
  );

/** Asks whether files that came without a word are to be imported. */
export function askImportView(
  speech: Speech,
  found: readonly { readonly file: AttachedFile; readonly totals: ExportTotals }[],
  unread: readonly UnreadFile[],
): Card {
  const files = found.map(({ file }) => ({ name: file.name, url: file.url }));
  const isShort = JSON.stringify(files).length <= mostInButton;
  return notice(
    speech,
    speech.say('import.ask'),
    [
      ...found.flatMap(({ file, totals }) => [foundText(speech, file.name, totals), ...rejectedTexts(speech, totals)]),
      ...unreadTexts(speech, unread),
      ...(isShort ? [] : [speech.say('import.sendAgain')]),
    ],
    { buttons: isShort ? [button(speech.say('button.importFiles'), 'import-files', { files })] : [] },
  );
}

/** Cards have room for 28 KB. */
const mostInButton = 12_000;

function foundText(speech: Speech, name: string, { calls, first, last, paid }: ExportTotals): string {
  const amounts = [...paid].map(([currency, amount]) => speech.money(amount, currency));
  if (first === undefined || last === undefined) return speech.say('import.foundNone', { name: escape(name) });
  return speech.say('import.found', {
    name: escape(name),
    calls: speech.number(calls),
    first: speech.date(first),
    last: speech.date(last),
    amount: amounts.length === 0 ? speech.say('import.nothing') : amounts.join(speech.say('list.comma')),
  });
}
