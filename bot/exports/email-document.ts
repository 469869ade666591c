import { dayOf, termsOf, type DayRange } from '../../core/index.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { denied, refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { mailableAddresses } from '../tenant/document-addresses.ts';
import type { AskedExport } from './asked-export.ts';
import { emailedView, emailReviewView, noEmailView } from './email-document.view.ts';
import { mailRequested, type MailRequestedNeeds } from './mail-requested.ts';
import { isPrinted } from './make-printout.ts';
import { exportDays, exportName, isOneDocument, missingDocument } from './offer-file.ts';

/** Asks before a document is mailed to the addresses that get documents; to no other. */
export async function reviewEmail(
  needs: MailRequestedNeeds,
  turn: Turn,
  asked: {
    readonly what: AskedExport['what'];
    readonly days: DayRange | undefined;
    readonly invoice?: number | undefined;
    readonly correction?: number | undefined;
  },
): Promise<Reply> {
  const { speech } = turn;
  if (!isPrinted(asked.what)) return { card: noEmailView(speech, 'email.pdfOnly') };
  const today = dayOf(needs.clock.now(), speech.timeZone);
  const days = isOneDocument(asked) ? null : exportDays(asked, today);
  return review(needs, turn, { id: turn.id, asked: { ...asked, format: 'pdf', days }, hasChanged: false });
}

/** Mails it as it was reviewed, and says what became of it; pressed again, it is not mailed again. */
export async function sendEmail(
  needs: MailRequestedNeeds,
  turn: Turn,
  { id, asked, to }: { readonly id: string; readonly asked: AskedExport; readonly to: readonly string[] },
): Promise<Reply> {
  const { monthlyMails, clock, roles } = needs;
  const { speech, person } = turn;
  if ((await monthlyMails.requested(id)).length > 0) return showEmail(needs, turn, id);
  const may = await roles.checkAnew(person.id ?? '', 'look');
  if (!may.ok) return denied(speech, may.refusal);
  const addresses = await mailableAddresses(needs);
  if (addresses.length !== to.length || addresses.some(address => !to.includes(address)))
    return review(needs, turn, { id, asked, hasChanged: true });
  const named = await nameOf(needs, turn, asked);
  if (!named.ok) return named.reply;
  const { language } = speech;
  const request = { id, asked, name: named.name, language, person: person.id ?? '', at: clock.now() };
  await monthlyMails.request(request, addresses);
  await mailRequested(needs, id);
  return showEmail(needs, turn, id);
}

/** What has become of it by now. */
export async function showEmail({ monthlyMails }: MailRequestedNeeds, { speech }: Turn, id: string): Promise<Reply> {
  const mails = await monthlyMails.requested(id);
  const [first] = mails;
  return { card: first === undefined ? noEmailView(speech, 'email.gone') : emailedView(speech, first.request, mails) };
}

async function review(
  needs: MailRequestedNeeds,
  turn: Turn,
  { id, asked, hasChanged }: { readonly id: string; readonly asked: AskedExport; readonly hasChanged: boolean },
): Promise<Reply> {
  const { speech } = turn;
  if (needs.mailer === undefined) return { card: noEmailView(speech, 'alerts.noMail') };
  const to = await mailableAddresses(needs);
  if (to.length === 0) return { card: noEmailView(speech, 'email.nobody') };
  const named = await nameOf(needs, turn, asked);
  if (!named.ok) return named.reply;
  return { card: emailReviewView(speech, { id, name: named.name, asked }, { to, hasChanged }) };
}

/** What the document is called; else an answer that says why there is none. */
async function nameOf(
  { ledger, clock }: MailRequestedNeeds,
  { speech }: Turn,
  asked: AskedExport,
): Promise<{ readonly ok: true; readonly name: string } | { readonly ok: false; readonly reply: Reply }> {
  const read = await ledger.read();
  if (!read.ok) return { ok: false, reply: { card: refusalCard(speech, read.refusal, 'USD') } };
  const { wallet } = read.value;
  const terms = termsOf(wallet);
  if (!terms.ok) return { ok: false, reply: { card: refusalCard(speech, terms.refusal, currencyOf(wallet)) } };
  const missing = missingDocument(speech, asked, wallet);
  if (missing !== undefined) return { ok: false, reply: { card: missing } };
  const today = dayOf(clock.now(), speech.timeZone);
  return { ok: true, name: exportName(speech, asked, { wallet, mode: terms.value.mode, today }) };
}
