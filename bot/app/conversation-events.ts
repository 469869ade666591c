import { z } from 'zod';
import { dayMs } from '../../core/index.ts';
import type { Conversations } from '../alerts/conversations.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import type { Chat } from '../chat/receive.ts';
import type { PersonalChats } from '../exports/personal-chats.ts';
import type { Clock, Documents, Log, Messenger } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

interface EventNeeds {
  readonly conversations: Conversations;
  readonly deliveries: Deliveries;
  readonly personalChats: PersonalChats;
  readonly messenger: Messenger;
  readonly documents: Documents;
  readonly background: Background;
  readonly clock: Clock;
  readonly log: Log;
}

const document = z.object({ welcomed: recordsOf(z.object({ at: z.int() })) });

/** Teams may say more than once that it was added: within this, and before it is removed, it is meant once. */
const welcomedOnceMs = dayMs;

/** What a conversation's events change: who is told alerts there, and whether the bot has said what it is. */
export function conversationEvents({
  conversations,
  deliveries,
  personalChats,
  messenger,
  documents,
  background,
  clock,
  log,
}: EventNeeds): Pick<Chat, 'heard' | 'installed' | 'changed'> {
  const welcomes = new TypedDocument<z.infer<typeof document>, z.infer<typeof document>>(
    documents,
    'welcomes',
    document,
    { welcomed: new Records() },
  );
  /** Whether nobody, in any process, has just answered the same. */
  const isFirst = async (id: string): Promise<boolean> => {
    const at = clock.now();
    let isOurs = false;
    await welcomes.change(before => {
      const last = before.welcomed.get(id)?.at;
      isOurs = last === undefined || Math.abs(at - last) >= welcomedOnceMs;
      if (!isOurs) return before;
      const recent = before.welcomed.without(({ item }) => at - item.at >= welcomedOnceMs);
      return { welcomed: recent.with(id, { at }) };
    });
    return isOurs;
  };
  const tell = (): void => background.start('tell what is amiss since', () => deliveries.tellNewcomers());
  return {
    heard: async ({ conversation, sender, where }) => {
      const person = messenger.isPersonal(conversation) ? sender.id : undefined;
      const revived = await conversations.refresh(conversation, { person, place: where });
      if (revived !== undefined) tell();
      return revived !== undefined;
    },
    installed: async ({ conversation, sender, where }) => {
      const isPersonal = messenger.isPersonal(conversation);
      const here = await conversations.refresh(conversation, {
        person: isPersonal ? sender.id : undefined,
        place: where,
      });
      if (isPersonal && sender.id !== undefined) await personalChats.note(sender.id, conversation);
      const { id } = conversation;
      const isMeant = (one: { readonly id: string; readonly team?: { readonly id: string } | undefined }): boolean =>
        one.id === id || (where.team !== undefined && one.team?.id === where.team.id);
      const revived = [...(here === undefined ? [] : [here]), ...(await conversations.back(isMeant))];
      if (revived.length > 0) tell();
      if (!(await isFirst(id))) return 'known';
      const known = await conversations.find(id);
      return revived.length > 0 || known?.isSubscribed === true ? 'back' : 'new';
    },
    changed: async incoming => {
      if (incoming.kind === 'renamed') return conversations.renamed(incoming.renamed);
      const { what, id } = incoming.gone;
      const gone = { why: 'removed', at: clock.now() };
      log.info({ what }, 'the bot was removed: what was asked for there is kept');
      await welcomes.change(before => ({ welcomed: before.welcomed.without(one => one.id === id) }));
      await (what === 'team' ? conversations.teamGone(id, gone) : conversations.gone(id, gone));
    },
  };
}
