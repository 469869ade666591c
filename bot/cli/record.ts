import { balanceOf, decimal, type Entry, type Terms } from '../../core/index.ts';
import { entryText } from '../reports/entry-words.view.ts';
import { openingRequest, type Opening } from '../tenant/open-wallet.ts';
import type { CommandResult, Request } from '../wallets/ledger.ts';
import { Reasons } from '../wallets/reasons.ts';
import { approvedRequest, byWhom } from './approved-by.ts';
import { isConfirmed, type Plan } from './confirm.ts';
import type { approvable, recording } from './options.ts';
import { terminalSpeech } from './speech.ts';
import type { Session } from './terminal.ts';
import type { Values } from './verb.ts';
import { neededTerms, open, refusedFor } from './wallet.ts';

type Answered = (CommandResult & { readonly ok: true })['value'];

/** What a verb asks to be recorded. */
export interface Recordable {
  readonly request: Request;
  /** How the wallet is opened first, where there is none. */
  readonly opening?: Opening | undefined;
  /** Words that are kept beside the entry; about a purchase where one is given. */
  readonly reason?: { readonly text: string; readonly invoice: number | undefined } | undefined;
  /** Refuses a repeated answer that does not mean what was asked. */
  readonly check?: (answered: Answered) => void;
}

/** Records what is asked; nothing where `--dry-run` only shows it. */
export async function record(
  session: Session,
  consent: Values<typeof recording> & Partial<Values<typeof approvable>>,
  what: Recordable,
): Promise<Answered | undefined> {
  const { opening, check } = what;
  const approvedBy = consent['approved-by'];
  const asked = approvedBy === undefined ? what : await approved(session, what, approvedBy);
  if (!(await isConfirmed(session, consent, () => planOf(session, asked)))) return undefined;
  if (opening !== undefined) {
    // What would be refused opens no wallet.
    await planOf(session, asked);
    await open(session, opening);
  }
  const answer = await executed(session, asked);
  if (!answer.ok) throw refusedFor(answer.refusal, await session.ledger.terms());
  check?.(answer.value);
  // What was agreed to has an entry of its own.
  const { request } = asked;
  return 'proposal' in request
    ? { ...answer.value, entry: await session.ledger.entry(request.proposal.id) }
    : answer.value;
}

async function approved(session: Session, what: Recordable, approvedBy: string): Promise<Recordable> {
  const { request } = what;
  switch (request.kind) {
    case 'refund':
    case 'charge-back':
    case 'reverse':
    case 'reconcile':
      return { ...what, request: await approvedRequest(session, request, approvedBy) };
    default:
      return what;
  }
}

async function executed({ ledger, documents, now }: Session, { request, reason }: Recordable): Promise<CommandResult> {
  const by = byWhom(request);
  if (reason === undefined) return ledger.execute(request, by);
  const read = await ledger.read();
  const lot = read.ok ? read.value.wallet.pool.lots.find(({ invoice }) => invoice === reason.invoice) : undefined;
  const lotId = reason.invoice === undefined ? null : (lot?.id ?? null);
  return new Reasons(documents).record(ledger, request, { text: reason.text, at: now, lotId, by });
}

/** What the ledger would record, decided by itself and not appended. */
async function planOf(session: Session, { request, opening, check }: Recordable): Promise<Plan> {
  const { ledger, now } = session;
  const previewed = await ledger.preview(
    opening === undefined ? [request] : [openingRequest(session, opening), request],
  );
  if (!previewed.ok) throw refusedFor(previewed.refusal, await session.ledger.terms());
  const { before, wallet, entries } = previewed.value;
  check?.(previewed.value);
  const terms = neededTerms(wallet);
  const { currency } = terms;
  const lines = entries.map(entry => ({ kind: entry.kind, text: entryLine(entry, terms) }));
  const balance = {
    before: decimal(balanceOf(before.pool, now), currency),
    after: decimal(balanceOf(wallet.pool, now), currency),
  };
  return {
    changes: entries.length > 0,
    json: { currency, entries: lines, balance },
    text:
      entries.length === 0
        ? 'recorded before: nothing new'
        : [
            ...lines.map(({ text }) => `records: ${text}`),
            `balance ${balance.before} → ${balance.after} ${currency}`,
          ].join('\n'),
  };
}

/** An entry of the journal in a line. What a gateway calls its cards is not known here. */
export function entryLine(entry: Entry, terms: Terms): string {
  const speech = terminalSpeech(terms);
  if (entry.kind === 'payment-method-set' && entry.facts.method.kind === 'card')
    return speech.say('entry.payment-method-set', { method: 'a card' });
  return entryText(speech, entry, { ...terms, methods: [] });
}
