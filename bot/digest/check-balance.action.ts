import { z } from 'zod';
import { unreachable, type Damage, type Hash, type Proposal, type Refusal } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Conversations } from '../alerts/conversations.ts';
import { usualRoute } from '../alerts/route.ts';
import { isAboutApproval, orAskApproval } from '../approvals/ask-approval.ts';
import { openId } from '../approvals/open-id.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { action } from '../chat/action.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import { sharedSight } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { Matters } from '../ports/index.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { checkSince } from './balance-checks.ts';
import { unanswered, type CheckedCard, type CheckState } from './digest-check.view.ts';
import type { ShownPeople } from './digest-groups.view.ts';
import type { DigestNews } from './digest-news.ts';
import { digestView } from './digest.view.ts';
import { namedChanges, type NamingNeeds } from './named-changes.ts';
import { readDigest, type DigestNeeds } from './read-digest.ts';

interface CheckNeeds extends WalletNeeds, ShowApprovalNeeds, DigestNeeds, NamingNeeds {
  readonly matters: Pick<Matters, 'current' | 'find'>;
  readonly conversations: Pick<Conversations, 'find'>;
  readonly digestNews: Pick<DigestNews, 'told'>;
  readonly hash: Hash;
  readonly clock: WalletNeeds['clock'];
  readonly ledger: WalletNeeds['ledger'];
  readonly rows: WalletNeeds['rows'];
}

/** 9999-12-31: nothing is dated later. */
const latestInstant = 253_402_214_400_000;

const instant = z.int().nonnegative().max(latestInstant);

const cardShape = z.object({ monday: z.iso.date().startsWith('20'), at: instant, matter: z.string().max(200) });

const asked = z.discriminatedUnion('step', [
  cardShape.extend({ step: z.literal('ask') }),
  cardShape.extend({ step: z.literal('state'), amount: z.string().max(100).default('') }),
  cardShape.extend({ step: z.literal('record'), micros: z.int().nonnegative(), seen: instant }),
]);

type Asked = z.output<typeof asked>;

/** Somebody answers on a card, and what is known then. */
interface Answering {
  readonly needs: CheckNeeds;
  readonly turn: Turn;
  readonly found: OpenWallet;
  readonly card: CheckedCard;
}

type Reconcile = Proposal & { readonly kind: 'reconcile' };

/** The balance that the admin center shows, answered on the card that asks for it: a reconciliation (L7), reviewed where it changes anything. */
export const checkBalance = action('check-balance', 'money', asked, (needs: CheckNeeds, turn, data) =>
  withWallet(needs, turn, found => {
    const { monday, at, matter } = data;
    return answered({ needs, turn, found, card: { monday, at, matter } }, data);
  }),
);

async function answered(answering: Answering, data: Asked): Promise<Reply> {
  const { needs, turn, found, card } = answering;
  if (found.terms.mode !== 'mirror') return shown(answering, undefined);
  const id = await openId(needs, checkId(needs.hash, turn));
  // It was answered on this card, perhaps a moment ago by somebody else.
  if (found.wallet.pool.reconciliations.some(one => one.id === id))
    return shown(answering, await checkSince(needs.journal, found.wallet, card.at));
  switch (data.step) {
    case 'ask':
      return shown(answering, unanswered);
    case 'state':
      return stated(answering, id, data.amount);
    case 'record':
      return recorded(answering, { kind: 'reconcile', id, statedAt: data.seen, stated: data.micros });
    default:
      return unreachable(data);
  }
}

/** What agrees is recorded at once; what differs is seen first. */
async function stated(answering: Answering, id: string, typed: string): Promise<Reply> {
  const { needs, turn, found } = answering;
  const { currency } = found.terms;
  const amount = typedAmount(turn, typed, currency);
  if (!amount.ok) return shown(answering, wrong(typed, amountText(turn.speech, amount.refusal, typed, currency)));
  const at = needs.clock.now();
  const proposal = { kind: 'reconcile', id, statedAt: at, stated: amount.value } as const;
  const foreseen = await needs.ledger.preview([proposal]);
  if (!foreseen.ok) return refused(answering, proposal, { refusal: foreseen.refusal, typed });
  const { entry } = foreseen.value;
  const difference = entry?.kind === 'balance-reconciled' ? entry.facts.difference : 0;
  return difference === 0
    ? recorded(answering, proposal)
    : shown(answering, { kind: 'differs', shown: amount.value, difference, at });
}

/** Records it, once however often it is asked. */
async function recorded(answering: Answering, proposal: Reconcile): Promise<Reply> {
  const { needs, turn, found, card } = answering;
  const outcome = await needs.ledger.execute(proposal, turn.person.id ?? null);
  if (!outcome.ok) return refused(answering, proposal, { refusal: outcome.refusal, typed: '' });
  const { wallet } = outcome.value;
  return shown({ ...answering, found: { ...found, wallet } }, await checkSince(needs.journal, wallet, card.at));
}

/** Says why beside the field; what needs a second person is asked of one in a message of its own. */
async function refused(
  answering: Answering,
  proposal: Reconcile,
  { refusal, typed }: { readonly refusal: Refusal | Damage; readonly typed: string },
): Promise<Reply> {
  const { needs, turn, found } = answering;
  const { currency } = found.terms;
  if (!isAboutApproval(refusal)) return shown(answering, wrong(typed, refusalText(turn.speech, refusal, currency)));
  const { card: also } = await orAskApproval(needs, turn, { proposal, refusal, currency });
  return { ...(await shown(answering, unanswered)), also };
}

const wrong = (typed: string, error: string): CheckState => ({ kind: 'asked', typed, error });

/** Each card has one answer, however often it is pressed; where a second person has not agreed in time, it can be given anew. */
const checkId = (hash: Hash, { conversation, cardId, key }: Turn): string =>
  `reconcile-${hash(JSON.stringify(['digest', conversation.id, cardId ?? key])).slice(0, 32)}`;

const seenByAll: ShownPeople = { sight: sharedSight, people: [] };

/** The card as it was, with its question where it stands now; others see no mistake and no half of an answer. */
async function shown(answering: Answering, state: CheckState | undefined): Promise<Reply> {
  const { turn, card } = answering;
  const { digest, seen, showsAmounts } = await digestOf(answering);
  const draw = (by: ShownPeople, asks: CheckState | undefined): Card =>
    digestView(turn.speech, digest, { showsAmounts, ...by, card, state: showsAmounts ? asks : undefined });
  const asked = state?.kind === 'answered' ? state : state && unanswered;
  return { card: draw(seen, state), shared: draw(seenByAll, asked) };
}

async function digestOf({ needs, turn, found, card: { monday, matter } }: Answering) {
  const known = matter === '' ? undefined : await needs.matters.find(matter);
  const morning = known?.alert.morning;
  if (morning === undefined) {
    const { digest, people } = await readDigest(needs, found, { monday, at: needs.clock.now() });
    return { digest, seen: await namedChanges(needs, turn, people), showsAmounts: true };
  }
  const { quiet, showsAmounts } = (await needs.conversations.find(turn.conversation.id))?.route ?? usualRoute;
  const digest = await needs.digestNews.told(found, morning.day, quiet?.timeZone ?? morning.timeZone);
  return { digest, seen: seenByAll, showsAmounts };
}
