import { addDays, startOfDay, type DayRange } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { exportCard } from '../../cards/export.ts';
import type { Field } from '../../cards/frame.ts';
import { button, exportFormats, exportKinds, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { UploadRefusal } from '../ports/index.ts';
import type { AskedExport } from './asked-export.ts';

/** Asks which file, of which days. */
export const exportFormView = (
  speech: Speech,
  { what, format, range }: Pick<AskedExport, 'what' | 'format'> & { readonly range: Field },
): Card =>
  exportCard({
    ...frame(speech, speech.say('export.title'), [
      button(speech.say('export.get'), 'export', { isForm: true }, { inputs: 'auto', style: 'positive' }),
      ...runButtons(speech, 'usage', 'history'),
    ]),
    text: speech.say('export.text'),
    ...{ what, format },
    kinds: exportKinds.map(kind => ({ title: speech.say(`export.${kind}`), value: kind })),
    formats: exportFormats.map(one => ({ title: speech.say(`export.${one}`), value: one })),
    range: { ...range, hint: speech.say('export.rangeHint') },
    labels: {
      what: speech.say('export.what'),
      format: speech.say('export.format'),
      range: speech.say('export.range'),
    },
  });

/** A range in words; '' for all days. */
export const daysText = (speech: Speech, days: DayRange | null): string =>
  days === null
    ? ''
    : speech.say('usage.range', {
        from: speech.date(startOfDay(days.first, speech.timeZone)),
        to: speech.date(startOfDay(addDays(days.last, 1), speech.timeZone) - 1),
      });

/** What was offered, and what there is where it cannot be saved. */
export function offeredView(
  speech: Speech,
  offered: {
    readonly id: string;
    readonly name: string;
    readonly isHere: boolean;
    readonly mayLink: boolean;
    /** Sentences about what is in it. */
    readonly about: readonly string[];
  },
): Card {
  const { id, isHere, mayLink, about } = offered;
  const name = escape(offered.name);
  return notice(
    speech,
    speech.say('export.title'),
    [
      speech.say(isHere ? 'export.offeredHere' : 'export.offered', { name }),
      ...about,
      speech.say(mayLink ? 'export.orLink' : 'export.noLink'),
    ],
    { buttons: mayLink ? [linkButton(speech, id)] : [] },
  );
}

const linkButton = (speech: Speech, id: string): Button =>
  button(speech.say('export.linkInstead'), 'export-link', { export: id });

const anew = (speech: Speech): readonly Button[] => runButtons(speech, 'export');

/** There is nothing to put into a file. */
export const emptyView = (speech: Speech, days: DayRange | null): Card =>
  notice(speech, speech.say('export.title'), [speech.say('calls.empty'), daysText(speech, days)], {
    buttons: anew(speech),
  });

/** The file cannot be offered: the chat with the person is not known, or cannot be written to. */
export const noChatView = (speech: Speech, why: 'export.noChat' | 'export.unsent', typed: string): Card =>
  notice(speech, speech.say('export.title'), [speech.say(why, { typed: escape(typed) })]);

/** In place of the offer: what becomes of it. */
export const makingView = (speech: Speech, name: string): Card =>
  notice(speech, speech.say('export.title'), [speech.say('export.making', { name: escape(name) })]);

export const savedView = (speech: Speech, name: string): Card =>
  notice(speech, speech.say('export.title'), [speech.say('export.saved', { name: escape(name) })], {
    buttons: anew(speech),
  });

export const offerGoneView = (speech: Speech): Card =>
  notice(speech, speech.say('export.title'), [speech.say('export.gone')], { buttons: anew(speech) });

export const declinedView = (
  speech: Speech,
  { id, name, mayLink }: { readonly id: string; readonly name: string; readonly mayLink: boolean },
): Card =>
  notice(speech, speech.say('export.title'), [speech.say('export.declined', { name: escape(name) })], {
    buttons: [...(mayLink ? [linkButton(speech, id)] : []), ...anew(speech)],
  });

/** Why a file was not saved, and what else there is. */
export const unsavedView = (
  speech: Speech,
  file: { readonly id: string; readonly name: string; readonly mayLink: boolean },
  refusal: UploadRefusal | { readonly kind: 'failed' },
): Card =>
  notice(
    speech,
    speech.say('export.title'),
    [
      speech.say('export.unsaved', { name: escape(file.name) }),
      speech.say(`export.unsaved.${refusal.kind}`),
      ...(file.mayLink ? [] : [speech.say('export.noLink')]),
    ],
    { buttons: [...(file.mayLink ? [linkButton(speech, file.id)] : []), ...anew(speech)] },
  );

/** A sentence that says why there is no file. */
export const refusedView = (speech: Speech, why: string): Card => notice(speech, speech.say('refuse.title'), [why]);

/** A PDF is made of documents, and not of lists. */
export const notPrintedView = (speech: Speech): Card =>
  notice(speech, speech.say('export.title'), [speech.say('export.notPrinted')], { buttons: anew(speech) });

/** The link, for the chat of whoever asked. */
export const linkView = (speech: Speech, { name, url }: { readonly name: string; readonly url: string }): Card =>
  notice(speech, speech.say('export.title'), [speech.say('export.link', { name: escape(name) })], {
    links: [{ title: speech.say('export.openPage'), url }],
  });

export const linkSentView = (speech: Speech): Card =>
  notice(speech, speech.say('export.title'), [speech.say('export.linkSent')]);
