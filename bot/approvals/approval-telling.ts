import { hourMs, unreachable, type Instant } from '../../core/index.ts';
import type { SpeechIn } from '../chat/speech.ts';
import type { Conversation, Delivery, Log, Messenger } from '../ports/index.ts';
import { approvalOf, stateOf, type Approval } from './approval.ts';
import { toldWithinMs, type ApprovalCard, type ApprovalCards, type ApprovalRecord } from './approval-cards.ts';
import { approvalView } from './approval.view.ts';
import { isSecondPerson } from './second-person.ts';
import { shownApproval, viewerOf, type ShowApprovalNeeds } from './show-approval.ts';

export interface TellingNeeds extends ShowApprovalNeeds {
  readonly messenger: Messenger;
  readonly approvalCards: ApprovalCards;
  readonly log: Log;
  readonly speechIn: SpeechIn;
  /** The chats that one person alone reads, by who that is. */
  readonly personalChats: { readonly all: () => Promise<ReadonlyMap<string, Conversation>> };
}

/** What was noted and never asked is forgotten after so long: the program died in between. */
const neverAskedMs = hourMs;

/**
 * Makes every card about an approval show its present state: sends those that are to be sent, each person one, and edits the others. What
 * fails is tried again; of several replicas one is at a card.
 */
export class ApprovalTelling {
  readonly #needs: TellingNeeds;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(needs: TellingNeeds) {
    this.#needs = needs;
  }

  /** Tells what is due; a call while one is running makes it look once more. */
  run(): Promise<void> {
    this.#isAskedAgain = true;
    this.#running ??= this.#loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #loop(): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      for (const [id, record] of await this.#needs.approvalCards.all()) await this.#tell(id, record);
    }
  }

  async #tell(id: string, { at, isTold, people }: ApprovalRecord): Promise<void> {
    const { approvalCards, clock } = this.#needs;
    if (isTold && people.length > 0) return;
    const approval = await approvalOf(this.#needs, id);
    if (approval === undefined) {
      if (clock.now() - at > neverAskedMs) await approvalCards.forget(id);
      return;
    }
    const record = await approvalCards.of(id);
    if (record === undefined) return;
    if (!record.isAddressed && approval.end === undefined)
      await approvalCards.address(id, await this.#chatsFor(approval));
    const shown = stateOf(approval);
    for (const [key, card] of Object.entries((await approvalCards.of(id))?.cards ?? {})) {
      if (card.shown === shown) continue;
      // What is over is not told to who never heard of it.
      const isUnsent = card.activityId === null && card.notBefore <= clock.now();
      if (isUnsent && approval.end !== undefined) await approvalCards.drop(id, key);
      else await this.#update(id, key, approval);
    }
    if (approval.end === undefined) return;
    const isLate = at < Math.max(await this.#erasedBefore(), clock.now() - toldWithinMs);
    // What became of its charge is still to be told.
    const isOpen = approval.charge?.kind === 'open' || approval.charge?.kind === 'unknown';
    if (isOpen && !isLate) return;
    await approvalCards.over(id, { shown, isGranted: approval.end.kind === 'granted', isLate });
  }

  /** What is over by then is erased (L10). */
  async #erasedBefore(): Promise<Instant> {
    const read = await this.#needs.ledger.read();
    return (read.ok ? read.value.wallet.erasedBefore : undefined) ?? 0;
  }

  /** The chats of those who may agree. */
  async #chatsFor({ asker }: Approval): Promise<ReadonlyMap<string, Conversation>> {
    const { personalChats, roles } = this.#needs;
    const chats = await personalChats.all();
    // A directory that is down leaves somebody out; they find it under `approvals`.
    const may = await Promise.all(
      [...chats.keys()].map(person => isSecondPerson(roles, asker, person).catch(() => false)),
    );
    return new Map([...chats].filter((_, index) => may[index] === true));
  }

  async #update(id: string, key: string, approval: Approval): Promise<void> {
    const { approvalCards, clock, log } = this.#needs;
    const shown = stateOf(approval);
    const card = await approvalCards.claim(id, key, { shown, now: clock.now() });
    if (card === undefined) return;
    const delivery = await this.#deliver(card, approval).catch((error: unknown): Delivery => {
      log.error({ err: error, id }, 'a card about an approval could not be delivered');
      return { kind: 'failed', retryAfterMs: undefined, reason: 'threw' };
    });
    switch (delivery.kind) {
      case 'delivered':
        return approvalCards.settled(id, key, { activityId: card.activityId ?? delivery.activityId, shown });
      case 'gone':
      case 'message-gone':
      case 'refused':
        return approvalCards.drop(id, key);
      case 'failed':
        return approvalCards.failed(id, key, clock.now());
      default:
        return unreachable(delivery);
    }
  }

  async #deliver({ person, conversation, activityId }: ApprovalCard, approval: Approval): Promise<Delivery> {
    const { messenger, speechIn } = this.#needs;
    const viewer = person === null ? 'reader' : await viewerOf(this.#needs, approval, person);
    const shown = await shownApproval(this.#needs, approval, { viewer, person: person ?? undefined });
    if (shown === undefined) return { kind: 'failed', retryAfterMs: undefined, reason: 'threw' };
    const drawn = approvalView(await speechIn({ locale: conversation.locale, person: person ?? undefined }), shown);
    const reached = await this.#reached(person, conversation);
    return activityId === null ? messenger.send(reached, drawn) : messenger.update(reached, activityId, drawn);
  }

  /** Where a chat is reached now: its service address may have changed since (T8). */
  async #reached(person: string | null, conversation: Conversation): Promise<Conversation> {
    const known = person === null ? undefined : (await this.#needs.personalChats.all()).get(person);
    return known?.id === conversation.id ? known : conversation;
  }
}
