import { formAmount, limitOf, type Micros } from '../../core/index.ts';
import { cut } from '../../cards/escape.ts';
import { allWords } from '../chat/argument.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import { requestId } from '../chat/request-id.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import { isAnotherKnown, type AnotherNeeds } from './another-approver.ts';
import { orAskApproval } from './ask-approval.ts';
import { limitForm } from './approvals.view.ts';
import type { ShowApprovalNeeds } from './show-approval.ts';

/** The form about the limit. */
export async function askLimit(
  needs: AnotherNeeds,
  { speech, person }: Turn,
  { wallet, terms: { currency } }: Pick<OpenWallet, 'wallet' | 'terms'>,
  {
    value,
    error = '',
    notice = '',
  }: { readonly value?: string; readonly error?: string; readonly notice?: string } = {},
): Promise<Reply> {
  const limit = limitOf(wallet);
  const present = limit === null ? '' : formAmount(limit, currency);
  // Alone with a limit nobody could move more than it, nor change it.
  const warning = (await isAnotherKnown(needs, person.id)) ? '' : speech.say('approvals.nobodyElse');
  const notices = [notice, warning].filter(text => text !== '').join(speech.language === 'en' ? ' ' : '');
  return { card: limitForm(speech, { limit, currency, value: value ?? present, error, notice: notices }) };
}

/** Sets the limit to what was typed, or none; once there is one, another waits for a second person (P5). */
export async function setLimit(
  needs: ShowApprovalNeeds & AnotherNeeds,
  turn: Turn,
  found: OpenWallet,
  typed: string,
): Promise<Reply> {
  const { currency } = found.terms;
  const limit = readLimit(turn, typed, currency);
  if ('error' in limit) return askLimit(needs, turn, found, { value: cut(typed), error: limit.error });
  const id = await requestId(needs, turn, 'approval-limit');
  const proposal = { kind: 'set-approval-limit', id, limit: limit.value } as const;
  const set = await needs.ledger.execute(proposal, turn.person.id ?? null);
  if (!set.ok) return orAskApproval(needs, turn, { proposal, refusal: set.refusal, currency });
  return askLimit(
    needs,
    turn,
    { wallet: set.value.wallet, terms: found.terms },
    { notice: turn.speech.say('approvals.saved') },
  );
}

function readLimit(
  turn: Turn,
  typed: string,
  currency: string,
): { readonly value: Micros | null } | { readonly error: string } {
  if (allWords('choice.off').includes(typed.trim().toLowerCase())) return { value: null };
  const amount = typedAmount(turn, typed, currency);
  return amount.ok ? { value: amount.value } : { error: amountText(turn.speech, amount.refusal, typed, currency) };
}
