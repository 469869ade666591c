import {
  addDays,
  correctionsOf,
  dayOf,
  lastDays,
  termsOf,
  type DayRange,
  type Mode,
  type Wallet,
} from '../../core/index.ts';
import { listedIn, typedFor } from '../../cards/words.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, Conversation, Messenger, Rows } from '../ports/index.ts';
import type { Card } from '../../cards/card.ts';
import { noCorrectionView, noInvoiceView } from '../reports/invoices.view.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { AskedExport } from './asked-export.ts';
import { daysText, emptyView, noChatView, notPrintedView, offeredView } from './export.view.ts';
import { isPrinted } from './make-printout.ts';
import { correctionTitle } from './corrections.view.ts';
import { receiptTitle } from './receipts.view.ts';
import type { Offers } from './offers.ts';
import type { PersonalChats } from './personal-chats.ts';

export interface OfferNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly messenger: Messenger;
  readonly offers: Offers;
  readonly personalChats: PersonalChats;
  /** Undefined where links cannot be made. */
  readonly publicUrl: string | undefined;
}

const needsWallet: ReadonlySet<AskedExport['what']> = new Set(['statement', 'invoices', 'departments', 'ledger']);

/** Lines of one sheet, without its titles. */
const sheetLines = 1_048_575;

/** Offers a file in the chat of whoever asks, wherever they ask. Nothing is made before it is accepted: what is in it may be another's to see. */
export async function offerFile(
  needs: OfferNeeds,
  turn: Turn,
  asked: {
    readonly what: AskedExport['what'];
    readonly format: AskedExport['format'];
    readonly days: DayRange | undefined;
    readonly invoice?: number | undefined;
    readonly correction?: number | undefined;
  },
): Promise<Reply> {
  const { speech, person, sender } = turn;
  if (asked.format === 'pdf' && !isPrinted(asked.what)) return { card: notPrintedView(speech) };
  const read = await needs.ledger.read();
  if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
  const { wallet } = read.value;
  const terms = termsOf(wallet);
  if (!terms.ok && needsWallet.has(asked.what)) return { card: refusalCard(speech, terms.refusal, currencyOf(wallet)) };
  const missing = missingDocument(speech, asked, wallet);
  if (missing !== undefined) return { card: missing };
  const now = needs.clock.now();
  const days = isOneDocument(asked) ? null : exportDays(asked, dayOf(now, speech.timeZone));
  const wanted: AskedExport = { ...asked, days };
  const size = await sizeOf(needs, wanted, { speech, currency: currencyOf(wallet), entries: wallet.seq });
  if (size.lines === 0) return { card: emptyView(speech, wanted.days) };
  const isHere = needs.messenger.isPersonal(turn.conversation);
  if (isHere) await needs.personalChats.note(sender.id ?? '', turn.conversation);
  const chat = isHere ? turn.conversation : await needs.personalChats.of(sender.id ?? '');
  const typed = typedAgain(speech, wanted);
  if (chat === undefined) return { card: noChatView(speech, 'export.noChat', typed) };
  const name = exportName(speech, wanted, {
    wallet,
    mode: wallet.terms?.mode ?? 'mirror',
    today: dayOf(now, speech.timeZone),
  });
  const offer = { id: turn.id, name, bytes: size.bytes, description: daysText(speech, wanted.days) };
  const isNew = await needs.offers.begin(offer.id, {
    ...{ asked: wanted, name, language: speech.language, at: now },
    ...{ person: person.id ?? '', sender: sender.id ?? '' },
    chat: { id: chat.id, locale: chat.locale, reference: chat.reference },
  });
  // Of a turn that is sent again the file has been offered already.
  if (isNew && !(await isOffered(needs, chat, offer))) return { card: noChatView(speech, 'export.unsent', typed) };
  const mayLink = needs.publicUrl !== undefined;
  return { card: offeredView(speech, { ...{ id: offer.id, name, isHere, mayLink }, about: size.about }) };
}

async function isOffered(
  { messenger }: OfferNeeds,
  chat: Conversation,
  {
    id,
    name,
    bytes,
    description,
  }: { readonly id: string; readonly name: string; readonly bytes: number; readonly description: string },
): Promise<boolean> {
  const delivery = await messenger.offerFile(chat, { name, description, bytes, context: { export: id } });
  return delivery.kind === 'delivered';
}

/** The days that a file is about where none were typed: the last 30, the month before this one, or all. */
export function exportDays(
  { what, days }: { readonly what: AskedExport['what']; readonly days: DayRange | undefined },
  today: string,
): DayRange | null {
  switch (what) {
    case 'licenses':
    case 'savings':
      return null;
    case 'ledger':
    case 'invoices':
      return days ?? null;
    case 'statement': {
      const last = addDays(`${today.slice(0, 7)}-01`, -1);
      return days ?? { first: `${last.slice(0, 7)}-01`, last };
    }
    case 'departments':
      return days ?? { first: `${today.slice(0, 7)}-01`, last: today };
    default:
      return days ?? lastDays(30, today);
  }
}

/** How much is in a file, as far as that is known without making it. */
interface Size {
  readonly lines: number | undefined;
  readonly bytes: number;
  readonly about: readonly string[];
}

/** About what a line takes in each kind of file. */
const lineBytes = { xlsx: 80, pdf: 600, csv: 200 } as const;
const smallFile = 10_000;

async function sizeOf(
  { rows }: OfferNeeds,
  { what, format, days }: AskedExport,
  { speech, currency, entries }: { readonly speech: Speech; readonly currency: string; readonly entries: number },
): Promise<Size> {
  const bytes = (lines: number): number => smallFile + lines * lineBytes[format];
  if (what === 'licenses' || what === 'savings') {
    const then = speech.say(what === 'licenses' ? 'export.asOfThen' : 'export.savingsThen');
    return { lines: undefined, bytes: smallFile, about: [then] };
  }
  if (what !== 'calls' || days === null)
    return {
      lines: undefined,
      bytes: bytes(what === 'ledger' ? entries : 0),
      about: [daysText(speech, days)].filter(Boolean),
    };
  const { calls, cost } = await rows.usage({ days });
  const amount = speech.money(cost, currency);
  return {
    lines: calls,
    bytes: bytes(calls),
    about: [
      daysText(speech, days),
      speech.say('export.callsIn', { count: speech.number(calls), amount }),
      ...(format === 'xlsx' && calls > sheetLines
        ? [speech.say('export.sheets', { count: speech.number(Math.ceil(calls / sheetLines)) })]
        : []),
    ],
  };
}

const rangeIn = ({ first, last }: DayRange): string => (first === last ? first : `${first} – ${last}`);

/** What to type for the same file. */
const typedAgain = ({ language }: Speech, { what, format, days, invoice, correction }: AskedExport): string =>
  [
    typedFor('export', language)[0],
    ...(invoice === undefined ? [] : [listedIn(language, 'mark.invoice')[0], invoice]),
    ...(correction === undefined ? [] : [listedIn(language, 'mark.correction')[0], correction]),
    ...(invoice === undefined && correction === undefined ? [listedIn(language, `choice.${what}`)[0]] : []),
    ...(days === null ? [] : [rangeIn(days)]),
    format,
  ].join(' ');

/** Whether a file is of one invoice, or of one correction. */
export const isOneDocument = ({ invoice, correction }: Pick<AskedExport, 'invoice' | 'correction'>): boolean =>
  invoice !== undefined || correction !== undefined;

/** That there is no such invoice or correction; undefined where there is. */
export function missingDocument(
  speech: Speech,
  { invoice, correction }: Pick<AskedExport, 'invoice' | 'correction'>,
  { pool }: Wallet,
): Card | undefined {
  if (invoice !== undefined && !pool.lots.some(lot => lot.invoice === invoice)) return noInvoiceView(speech, invoice);
  if (correction !== undefined && correction > correctionsOf(pool).length) return noCorrectionView(speech, correction);
  return undefined;
}

/** A name that any file system takes. */
export function exportName(
  speech: Speech,
  { what, format, days, invoice, correction }: AskedExport,
  { wallet, mode, today }: { readonly wallet: Wallet; readonly mode: Mode; readonly today: string },
): string {
  if (invoice !== undefined) return `${receiptTitle(speech, mode, invoice)}.${format}`;
  const corrects = correctionsOf(wallet.pool).find(({ number }) => number === correction);
  if (corrects !== undefined) return `${correctionTitle(speech, mode, corrects)}.${format}`;
  const kind = speech.say(what === 'invoices' && mode !== 'operate' ? 'print.receipts' : `export.${what}`);
  return `${kind} ${days === null ? today : rangeIn(days)}.${format}`;
}
