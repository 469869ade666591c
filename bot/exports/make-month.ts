import {
  addDays,
  startOfMonth,
  dayOf,
  type Activity,
  type DayRange,
  type Instant,
  type Month,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { sharedSight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { MailedFile } from '../ports/index.ts';
import { printedFile } from '../print/printed-file.ts';
import { makePrintout, type PrintedKind, type PrintNeeds } from './make-printout.ts';
import { readCorrections } from './read-corrections.ts';
import { readReceipts } from './read-receipts.ts';

/** The documents of a month that has closed: its statement, costs by department without people, and receipts where something was bought or given back. */
export async function makeMonth(
  needs: PrintNeeds,
  {
    wallet,
    history,
    terms,
    month,
    now,
  }: {
    readonly wallet: Wallet;
    readonly history: Activity;
    readonly terms: Terms;
    readonly month: Month;
    readonly now: Instant;
  },
  speech: Speech,
): Promise<readonly MailedFile[] | 'being-read'> {
  const days = daysOf(month, terms);
  const receipts = await readReceipts(needs, wallet, { days });
  const corrections = await readCorrections(needs, wallet, { days });
  const kinds: readonly PrintedKind[] = [
    'statement',
    'departments',
    ...(receipts.length + corrections.length === 0 ? [] : (['invoices'] as const)),
  ];
  const files: MailedFile[] = [];
  for (const what of kinds) {
    // Whoever reads the mail is nobody whose right could be asked: nobody is named.
    const made = await makePrintout(needs, { what, days }, { speech, sight: sharedSight, wallet, history, now });
    if (!made.ok) throw new Error('a month that has closed has a book');
    if (made.value === 'being-read') return 'being-read';
    const kind = speech.say(what === 'invoices' && terms.mode !== 'operate' ? 'print.receipts' : `export.${what}`);
    files.push({
      name: `${kind} ${month}.pdf`,
      type: 'application/pdf',
      content: await wholeFile(printedFile(made.value)),
    });
  }
  return files;
}

const daysOf = (month: Month, { timeZone }: Terms): DayRange => ({
  first: `${month}-01`,
  last: addDays(dayOf(startOfMonth(month, timeZone, 1), timeZone), -1),
});

/** All of a file at once: a mail holds it whole. */
export async function wholeFile(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of file) parts.push(part);
  return Buffer.concat(parts);
}
