import {
  chargedBySaving,
  decimal,
  type PaymentMethod,
  type Proposal,
  type Refusal,
  type Damage,
  type Wallet,
} from '../../core/index.ts';
import { orAskApproval } from '../approvals/ask-approval.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { requestId } from '../chat/request-id.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { OpenWallet, WalletNeeds } from '../tenant/with-wallet.ts';
import { methodKey } from './method-key.view.ts';
import { noBackup, paymentMethodsView, type ChosenMethods } from './payment-methods.view.ts';
import { orderWays, wayCalled, type WaysNeeds } from './offered-ways.ts';

/** What changing the ways to pay needs. */
export interface PaymentMethodsNeeds extends WalletNeeds, WaysNeeds, ShowApprovalNeeds {}

/** The ways to pay as a form: as they are, or with what was chosen and is wrong. */
export async function askMethods(
  needs: PaymentMethodsNeeds,
  { speech }: Turn,
  { wallet, terms }: Pick<OpenWallet, 'wallet' | 'terms'>,
  how: {
    readonly notice?: string;
    readonly chosen?: ChosenMethods;
    readonly errors?: Partial<ChosenMethods>;
    readonly atOnce?: { readonly decimal: string; readonly amount: string };
  } = {},
): Promise<Reply> {
  const was = methodsOf(wallet);
  const ways = await orderWays(needs, wallet);
  return { card: paymentMethodsView(speech, terms, { ways, was, ...how, chosen: how.chosen ?? was }) };
}

/** What a form asks for, and what it was made of. */
export interface AskedMethods {
  readonly was: ChosenMethods;
  readonly chosen: ChosenMethods;
  /** What it has said saving charges at once; '' for nothing. */
  readonly agreed: string;
}

/** Saves the ways to pay, each as a request of its own. One that charges at once is shown first, until `agreed` is what it charges (L8). */
export async function saveMethods(
  needs: PaymentMethodsNeeds,
  turn: Turn,
  found: OpenWallet,
  { was, chosen, agreed }: AskedMethods,
): Promise<Reply> {
  const { speech } = turn;
  const { wallet, terms } = found;
  const [id, backupId] = await Promise.all([requestId(needs, turn, 'method'), requestId(needs, turn, 'backup')]);
  const isSaved = (await needs.ledger.entry(id)) !== undefined || (await needs.ledger.entry(backupId)) !== undefined;
  if (isSaved) return askMethods(needs, turn, found, { notice: speech.say('payment.saved') });
  const now = methodsOf(wallet);
  if (was.payment !== now.payment || was.backup !== now.backup)
    return askMethods(needs, turn, found, { notice: speech.say('payment.changed') });
  const read = await readMethods(needs, turn, wallet, chosen);
  if ('errors' in read) return askMethods(needs, turn, found, { chosen, errors: read.errors });
  const proposals: readonly Proposal[] = [
    ...(chosen.backup === now.backup
      ? []
      : [{ kind: 'set-backup-method', id: backupId, method: read.backup } as const]),
    ...(chosen.payment === now.payment ? [] : [{ kind: 'set-payment-method', id, method: read.payment } as const]),
  ];
  const at = needs.clock.now();
  const charged = Math.max(0, ...proposals.map(proposal => chargedBySaving(wallet, proposal, at)));
  if (charged > 0 && agreed !== decimal(charged, terms.currency)) {
    const amount = speech.money(charged, terms.currency);
    const trigger = speech.money(wallet.rule?.trigger ?? 0, terms.currency);
    return askMethods(needs, turn, found, {
      ...{ chosen, notice: speech.say('payment.atOnce', { amount, trigger }) },
      atOnce: { decimal: decimal(charged, terms.currency), amount },
    });
  }
  return carryOut(needs, turn, found, proposals);
}

/** The ways that were chosen, or what is wrong with them by field. */
async function readMethods(
  needs: PaymentMethodsNeeds,
  { speech }: Turn,
  wallet: Wallet,
  chosen: ChosenMethods,
): Promise<
  | { readonly payment: PaymentMethod; readonly backup: PaymentMethod | null }
  | { readonly errors: Partial<ChosenMethods> }
> {
  const ways = await orderWays(needs, wallet);
  const payment = wayCalled(ways, chosen.payment);
  const isBackupKept = chosen.backup === methodsOf(wallet).backup;
  const backup = isBackupKept ? wallet.backup : wayCalled(ways, chosen.backup)?.method;
  const gone = speech.say('payment.gone');
  if (payment === undefined) return { errors: { payment: gone } };
  if (chosen.backup === noBackup) return { payment: payment.method, backup: null };
  if (chosen.backup === chosen.payment) return { errors: { backup: speech.say('payment.same') } };
  return backup ? { payment: payment.method, backup } : { errors: { backup: gone } };
}

/** Records each. What needs a second person is asked for, the first of all: its card says what was not sent. */
async function carryOut(
  needs: PaymentMethodsNeeds,
  turn: Turn,
  found: OpenWallet,
  proposals: readonly Proposal[],
): Promise<Reply> {
  const { speech, person } = turn;
  const { currency } = found.terms;
  const refused: { readonly proposal: Proposal; readonly refusal: Refusal | Damage }[] = [];
  let { wallet } = found;
  for (const proposal of proposals) {
    const saved = await needs.ledger.execute(proposal, person.id ?? null);
    if (saved.ok) wallet = saved.value.wallet;
    else refused.push({ proposal, refusal: saved.refusal });
  }
  const last = refused.at(-1);
  if (last === undefined) return askMethods(needs, turn, { ...found, wallet }, { notice: speech.say('payment.saved') });
  const notice = refused.length > 1 ? speech.say('payment.backupLeft') : '';
  return orAskApproval(needs, turn, { ...last, currency, notice });
}

const methodsOf = ({ method, backup }: Wallet): ChosenMethods => ({
  payment: methodKey(method ?? { kind: 'admin-centre' }),
  backup: backup ? methodKey(backup) : noBackup,
});
