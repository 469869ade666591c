import {
  decimal,
  knownMinimum,
  termsOf,
  usualMinimum,
  Verification,
  type Currency,
  type Damage,
  type Refusal,
  type Terms,
  type TimeZone,
  type Wallet,
} from '../../core/index.ts';
import { openWallet, type Opening } from '../tenant/open-wallet.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import { checkedUpTo, readsOf } from '../wallets/open-journal.ts';
import { explainRefusal } from './explain-refusal.ts';
import { readAmount, readCurrency } from './options.ts';
import { counted, grouped } from './speech.ts';
import { Refused, type Session } from './terminal.ts';

/** A refusal of core as the command line says it. */
export const refusedFor = (refusal: Refusal | Damage, terms?: Terms): Refused =>
  new Refused(explainRefusal(refusal, terms), refusal.kind);

/** The wallet that the whole journal leads to, each entry checked from the first; `passing` is told of what one of them leads to. */
export async function verifiedWallet(
  { journal, hash, progress }: Pick<Session, 'journal' | 'hash' | 'progress'>,
  passing?: { readonly seq: number; readonly take: (wallet: Wallet) => void },
): Promise<Wallet> {
  const { seq: until } = await journal.head();
  const verification = new Verification(hash);
  const onProgress = (seq: number): void => progress(checkedOf(seq, until));
  const checked = async (upTo: number): Promise<void> => {
    const damage = await checkedUpTo(readsOf(journal), verification, { until: upTo, onProgress });
    if (damage !== undefined) throw refusedFor(damage);
  };
  if (passing !== undefined && passing.seq <= until) {
    await checked(passing.seq);
    passing.take(verification.wallet);
  }
  await checked(until);
  const damage = verification.end();
  if (damage !== undefined) throw refusedFor(damage);
  return verification.wallet;
}

/** How far the checking of entries has come. */
export const checkedOf = (seq: number, until: number): string =>
  `${grouped(seq)} of ${counted(until, 'entry', 'entries')} checked`;

/** The same, of a wallet of the program's own mode, or of none yet. */
export async function ownWallet(session: Session): Promise<Wallet> {
  const wallet = await verifiedWallet(session);
  refuseOtherMode(session, wallet);
  return wallet;
}

/** Refuses a wallet of another mode than the program. */
export function refuseOtherMode({ mode: program }: Session, { terms }: Wallet): void {
  const mode = terms?.mode ?? program;
  if (mode !== program) throw refusedFor({ kind: 'other-mode', mode, program }, terms);
}

/** The wallet as the journal has it now, whether or not it has been opened. */
export async function readWallet({ ledger }: Session): Promise<Wallet> {
  const read = await ledger.read();
  if (!read.ok) throw refusedFor(read.refusal);
  return read.value.wallet;
}

/** A wallet that exists, with the table of contents of its journal. */
export async function readOpen({ ledger }: Session): Promise<OpenWallet> {
  const read = await ledger.read();
  if (!read.ok) throw refusedFor(read.refusal);
  const { wallet, history } = read.value;
  return { wallet, history, terms: neededTerms(wallet) };
}

/** The wallet's time zone for what is no money of its; a damaged journal keeps nobody from it, another program's mode does (B1). */
export async function ownTimeZone({ ledger }: Session): Promise<TimeZone> {
  const read = await ledger.read();
  if (!read.ok && read.refusal.kind === 'other-mode') throw refusedFor(read.refusal);
  return (read.ok ? read.value.wallet.terms?.timeZone : undefined) ?? 'UTC';
}

/** The terms of a wallet that exists. */
export const existingTerms = async (session: Session): Promise<Terms> => neededTerms(await readWallet(session));

export function neededTerms(wallet: Wallet): Terms {
  const terms = termsOf(wallet);
  if (!terms.ok) throw refusedFor(terms.refusal);
  return terms.value;
}

/** The wallet's currency and time zone, or those to open it in; asking for another currency than the wallet's is refused (L1). */
export async function termsAsked(
  session: Session,
  typed: string | undefined,
  otherwise: () => Promise<Currency>,
): Promise<Pick<Terms, 'currency' | 'timeZone'>> {
  const asked = typed === undefined ? undefined : readCurrency(typed);
  const { terms } = await readWallet(session);
  if (terms === undefined) return { currency: asked ?? (await otherwise()), timeZone: 'UTC' };
  if (asked !== undefined && asked !== terms.currency)
    throw new Refused(`the wallet is kept in ${terms.currency}, not in ${asked}`);
  return terms;
}

/** How a wallet that was never set up is opened, so that rows and purchases can be recorded; nothing where there is one. */
export async function neededOpening(
  session: Session,
  currency: Currency,
  typedMinimum: string | undefined,
): Promise<Opening | undefined> {
  const known = knownMinimum(currency);
  if (typedMinimum !== undefined && known !== undefined)
    throw new Refused(`--minimum is for other currencies: in ${currency} it is ${decimal(known, currency)}`);
  const { terms } = await readWallet(session);
  const { timeZone } = terms ?? { timeZone: 'UTC' };
  const asked = typedMinimum === undefined ? undefined : readAmount('minimum', typedMinimum, { currency, timeZone });
  if (terms === undefined) {
    if (!session.isConfigured)
      throw new Refused(
        `${session.tenant} is not configured here, so its mode is not known: set its settings to open its wallet`,
      );
    const minimum = asked ?? known ?? usualMinimum;
    if (asked === undefined && known === undefined)
      session.note(
        `the smallest order is taken to be ${decimal(minimum, currency)} ${currency}: --minimum says otherwise`,
      );
    return { id: 'open-wallet', currency, minimum, opensAt: null, by: null };
  }
  if (asked !== undefined && asked !== terms.minimum)
    throw new Refused(`the smallest order of this wallet is ${decimal(terms.minimum, currency)} ${currency}`);
  return undefined;
}

/** Opens the wallet. */
export async function open(session: Session, opening: Opening): Promise<void> {
  const opened = await openWallet(session, opening);
  if (!opened.ok) throw refusedFor(opened.refusal);
  if (opened.value.isNew) session.note(`opened a wallet in ${opened.value.terms.currency}, time zone UTC`);
}
