import {
  microsPerUnit,
  multiply,
  verify,
  type Currency,
  type Entry,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Answer, Request } from '../wallets.ts';
import { explainRefusal } from './explain-refusal.ts';
import { Refused, type Session } from './session.ts';

/** The whole journal, checked from its first entry. */
export async function verifiedJournal({
  journal,
  tenant,
  hash,
}: Session): Promise<{ readonly entries: readonly Entry[]; readonly wallet: Wallet }> {
  const entries = await journal.entriesAfter(tenant, 0);
  const verified = verify(entries, hash);
  if (!verified.ok) throw new Refused(explainRefusal(verified.refusal));
  return { entries, wallet: verified.value };
}

/** The same, of a wallet that exists. */
export async function openedJournal(
  session: Session,
): Promise<{ readonly entries: readonly Entry[]; readonly wallet: Wallet; readonly terms: Terms }> {
  const { entries, wallet } = await verifiedJournal(session);
  if (wallet.terms === undefined) throw new Refused(explainRefusal({ kind: 'not-set-up' }));
  return { entries, wallet, terms: wallet.terms };
}

/** The terms of a wallet that exists. */
export async function existingTerms({ wallets, tenant }: Session): Promise<Terms> {
  const read = await wallets.read(tenant);
  if (!read.ok) throw new Refused(explainRefusal(read.refusal));
  const { terms } = read.value.wallet;
  if (terms === undefined) throw new Refused(explainRefusal({ kind: 'not-set-up' }));
  return terms;
}

/** What became of a request; a refusal ends the run. */
export async function must(
  { wallets, tenant }: Session,
  request: Request,
): Promise<(Answer & { readonly ok: true })['value']> {
  const answer = await wallets.execute(tenant, request, null);
  if (!answer.ok) throw new Refused(explainRefusal(answer.refusal));
  return answer.value;
}

/** Opens a wallet that was never set up, so that its rows and purchases have somewhere to be; gives its currency. */
export async function openedWallet(session: Session, currency: Currency): Promise<Currency> {
  const { wallets, tenant, mode, note } = session;
  const read = await wallets.read(tenant);
  if (!read.ok) throw new Refused(explainRefusal(read.refusal));
  const { terms } = read.value.wallet;
  if (terms !== undefined) return terms.currency;
  const opened = {
    tenant,
    currency,
    timeZone: 'UTC',
    mode,
    opensAt: null,
    isFeeInCharge: false,
    minimum: multiply(50, microsPerUnit),
  };
  const answer = await wallets.execute(tenant, { kind: 'open-wallet', id: 'open-wallet', terms: opened }, null);
  if (!answer.ok && answer.refusal.kind !== 'already-set-up') throw new Refused(explainRefusal(answer.refusal));
  note(`opened a wallet in ${currency}, time zone UTC`);
  return currency;
}
