import {
  closingOf,
  minuteMs,
  type Activity,
  type Instant,
  type Month,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Language } from '../../cards/words.ts';
import type { Speech } from '../chat/speech.ts';
import { closedMonths } from '../departments/month-report.ts';
import type { Clock, Log, MailedFile, Mailer } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import { documentAddressesIn } from '../tenant/document-addresses.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { readStatement } from '../wallets/statements.ts';
import type { Job } from '../work/job.ts';
import { mailRequested, type MailRequestedNeeds } from './mail-requested.ts';
import { makeMonth } from './make-month.ts';
import { monthlyMail } from './document-mail.view.ts';
import type { MonthlyMail, MonthlyMails } from './monthly-mails.ts';

interface MailNeeds extends MailRequestedNeeds {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  readonly choices: Choices;
  readonly mailer: Mailer | undefined;
  readonly monthlyMails: MonthlyMails;
  readonly chatLink: ((typed: string) => string) | undefined;
  readonly speech: (language: Language) => Promise<Speech>;
  readonly languageUnsaid: () => Promise<Language | undefined>;
}

/** After a longer outage older months are asked for by whoever needs them. */
const mostMonths = 3;

/**
 * Sends the documents of each month that has closed to the addresses that asked for them (B21): once written down, each is sent until the server has
 * taken it over. Where that is not known it is sent again, with the same Message-ID.
 */
export const mailMonths: Job<MailNeeds> = {
  name: 'mail-months',
  everyMs: 10 * minuteMs,
  run: async needs => {
    const { clock, ledger, monthlyMails, mailer } = needs;
    if (mailer === undefined) return;
    await mailRequested(needs);
    const asked = documentAddressesIn((await needs.choices.of('documents')).value);
    const read = await ledger.read();
    if (!read.ok || read.value.wallet.terms === undefined) return;
    const { wallet, history } = read.value;
    const book = { wallet, history, terms: wallet.terms as Terms, now: clock.now() };
    const months = closedMonths(book).slice(-mostMonths);
    const wanted = months.flatMap(month =>
      asked
        .filter(({ since }) => closingOf(month, book.terms.timeZone) > since)
        .map(({ address }) => ({ month, address })),
    );
    await monthlyMails.intend(months, wanted, book.now);
    const made = new Map<Month, Promise<MonthMade | undefined>>();
    for (
      let taken = await monthlyMails.take(clock.now());
      taken !== undefined;
      taken = await monthlyMails.take(clock.now())
    ) {
      const { month } = taken;
      const making = made.get(month) ?? makeMailOf(needs, { ...book, month });
      made.set(month, making);
      await send(needs, mailer, { taken, made: await making });
    }
  },
};

interface MonthMade {
  readonly speech: Speech;
  readonly files: readonly MailedFile[];
  readonly parts: ReturnType<typeof monthlyMail>;
}

/** Undefined while the directory is read for departments. */
async function makeMailOf(
  needs: MailNeeds,
  asked: {
    readonly wallet: Wallet;
    readonly history: Activity;
    readonly terms: Terms;
    readonly month: Month;
    readonly now: Instant;
  },
): Promise<MonthMade | undefined> {
  const speech = await needs.speech((await needs.languageUnsaid()) ?? 'en');
  const files = await makeMonth(needs, asked, speech);
  if (files === 'being-read') return undefined;
  const statement = await readStatement(needs, asked, asked);
  const title = speech.say('print.statement', { month: speech.month(statement.from) });
  const names = files.map(({ name }) => name);
  return { speech, files, parts: monthlyMail(speech, { statement, title, files: names, chatLink: needs.chatLink }) };
}

/** To an address that still gets documents: one that was taken off the list meanwhile is forgotten by the next round. */
async function send(
  { clock, log, monthlyMails, choices }: MailNeeds,
  mailer: Mailer,
  { taken, made }: { readonly taken: MonthlyMail; readonly made: MonthMade | undefined },
): Promise<void> {
  const listed = documentAddressesIn((await choices.of('documents')).value);
  const isListed = listed.some(({ address }) => address === taken.address);
  if (made === undefined || !isListed) return monthlyMails.settle(taken, 'not-yet', clock.now());
  const key = `documents:${taken.month}`;
  const outcome = await mailer.send({
    ...{ ...made.parts, key, thread: key, to: taken.address, language: made.speech.language },
    ...{ unsubscribeUrl: undefined, files: made.files },
  });
  await monthlyMails.settle(taken, outcome.kind, clock.now());
  if (outcome.kind === 'delivered') log.info({ month: taken.month }, 'the documents of a month were sent');
  else
    log.warn(
      { month: taken.month, kind: outcome.kind, reason: outcome.reason },
      'the documents of a month were not sent',
    );
}
