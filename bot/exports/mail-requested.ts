import { err, ok, type Result } from '../../core/index.ts';
import type { Language } from '../../cards/words.ts';
import { sharedSight, type Roles } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { Clock, Log, MailedFile } from '../ports/index.ts';
import { printedFile } from '../print/printed-file.ts';
import { mailableAddresses, type DocumentAddressNeeds } from '../tenant/document-addresses.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { wholeFile } from './make-month.ts';
import { isPrinted, makePrintout, type PrintNeeds } from './make-printout.ts';
import type { MailRequest, MonthlyMails, RequestedMail } from './monthly-mails.ts';
import { requestedMail } from './document-mail.view.ts';

export interface MailRequestedNeeds extends PrintNeeds, DocumentAddressNeeds {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  readonly roles: Roles;
  readonly monthlyMails: MonthlyMails;
  readonly speech: (language: Language) => Promise<Speech>;
}

/** Sends what was asked for and is due: of one request, or of all. */
export async function mailRequested(needs: MailRequestedNeeds, id?: string): Promise<void> {
  const { clock, monthlyMails } = needs;
  for (
    let taken = await monthlyMails.takeRequested(clock.now(), id);
    taken !== undefined;
    taken = await monthlyMails.takeRequested(clock.now(), id)
  )
    await send(needs, taken);
}

/** To an address that still gets documents, for a person who still may see them: both are asked anew. */
async function send(needs: MailRequestedNeeds, taken: RequestedMail): Promise<void> {
  const { clock, log, mailer, monthlyMails, roles } = needs;
  const { request, address } = taken;
  const isListed = (await mailableAddresses(needs)).includes(address);
  if (mailer === undefined || !isListed || !(await roles.checkAnew(request.person, 'look')).ok)
    return monthlyMails.settle(taken, 'withdrawn', clock.now());
  const speech = await needs.speech(request.language);
  const made = await fileOf(needs, request, speech);
  if (!made.ok) return monthlyMails.settle(taken, made.refusal, clock.now());
  const key = `document:${request.id}`;
  const outcome = await mailer.send({
    ...{ ...requestedMail(speech, request), key, thread: key, to: address, language: speech.language },
    ...{ unsubscribeUrl: undefined, files: [made.value] },
  });
  await monthlyMails.settle(taken, outcome.kind, clock.now());
  const about = { what: request.asked.what, kind: outcome.kind };
  if (outcome.kind === 'delivered') log.info(about, 'a document was mailed');
  else log.warn({ ...about, reason: outcome.reason }, 'a document was not mailed');
}

/** Whoever reads the mail is nobody whose right could be asked: nobody is named. */
async function fileOf(
  needs: MailRequestedNeeds,
  { asked, name }: MailRequest,
  speech: Speech,
): Promise<Result<MailedFile, 'withdrawn' | 'not-yet'>> {
  const read = await needs.ledger.read();
  const { what } = asked;
  if (!read.ok || !isPrinted(what)) return err('withdrawn');
  const now = needs.clock.now();
  const made = await makePrintout(needs, { ...asked, what }, { speech, sight: sharedSight, ...read.value, now });
  if (!made.ok) return err('withdrawn');
  if (made.value === 'being-read') return err('not-yet');
  return ok({ name, type: 'application/pdf', content: await wholeFile(printedFile(made.value)) });
}
