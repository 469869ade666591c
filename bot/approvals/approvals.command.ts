import { ok, type WaitingProposal } from '../../core/index.ts';
import type { Argument } from '../chat/argument.ts';
import { command } from '../chat/command.ts';
import { pageAfter } from '../chat/list-page.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Messenger } from '../ports/index.ts';
import { withAnyWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import type { AnotherNeeds } from './another-approver.ts';
import { approvalOf } from './approval.ts';
import { approvalsView, type ListedApproval } from './approvals.view.ts';
import { factsOfProposal } from './what-is-proposed.ts';
import { askLimit, setLimit } from './set-limit.ts';
import { showApproval, type ShowApprovalNeeds } from './show-approval.ts';

const pageSize = 8;

interface ListNeeds extends ShowApprovalNeeds {
  readonly messenger: Messenger;
}

/** An amount, or a word that turns it off: the form shows what is wrong with it. */
const limit: Argument<string> & { readonly mark: 'limit' } = {
  ...{ name: 'limit', mark: 'limit', isFree: true, isMarkEnough: true },
  read: typed => ok(typed),
};

export const approvals = command({
  name: 'approvals',
  access: 'look',
  accessTo: given => (given.limit === undefined ? 'look' : 'money'),
  arguments: { limit },
  actsAtOnce: given => given.limit !== undefined && given.limit !== '',
  menus: [],
  run: (needs: WalletNeeds & ListNeeds & AnotherNeeds, turn, given, { text, place }) =>
    withAnyWallet(needs, turn, found => {
      if (given.limit === '') return askLimit(needs, turn, found);
      if (given.limit !== undefined) return setLimit(needs, turn, found, given.limit);
      return listApprovals(needs, turn, found, { text, place });
    }),
});

/** What waits, the oldest first; the only one is shown at once. */
async function listApprovals(
  needs: ListNeeds,
  turn: Turn,
  { wallet, terms }: OpenWallet,
  asked: { readonly text: string; readonly place: string },
): Promise<Reply> {
  const now = needs.clock.now();
  const waiting = (wallet.fourEyes?.waiting ?? []).filter(({ until }) => until > now);
  const [only, ...more] = waiting;
  if (only !== undefined && more.length === 0) {
    const { card, shared = card } = await showApproval(needs, turn, only.id);
    // Where others read it too, each has their own by refresh.
    return { card: needs.messenger.isPersonal(turn.conversation) ? card : shared };
  }
  const page = pageAfter(waiting, asked.place, { size: pageSize, keyOf: ({ id }) => id });
  const items = await Promise.all(page.items.map(one => listed(needs, one)));
  const names = await needs.names.of(items.flatMap(({ asker }) => asker ?? []));
  const facts = { text: asked.text, currency: terms.currency, names, limit: wallet.fourEyes?.limit ?? null };
  return { card: approvalsView(turn.speech, { ...page, items }, facts) };
}

const listed = async (needs: ShowApprovalNeeds, waiting: WaitingProposal): Promise<ListedApproval> => ({
  waiting,
  asker: (await approvalOf(needs, waiting.id))?.asker,
  known: await factsOfProposal(needs, waiting.proposal),
});
