import { dayMs, hourMs } from '../../core/index.ts';
import { notice } from '../chat/notice.view.ts';
import type { Roles } from '../chat/roles.ts';
import type { SpeechIn } from '../chat/speech.ts';
import { DriverError, type Clock, type Log, type Messenger } from '../ports/index.ts';
import type { Conversations, KnownConversation } from './conversations.ts';
import type { Sighting } from './watch.ts';

/** What it takes to end what a person is told, once they may not know it any more. */
export interface SubscriptionsNeeds {
  readonly conversations: Conversations;
  readonly roles: Roles;
  readonly messenger: Messenger;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly speechIn: SpeechIn;
}

/** Each person is looked for once a day, by rounds that may be a little early. */
const lookedForEveryMs = dayMs - hourMs;

/**
 * Ends subscriptions of people who have left, or of whom no right was seen for 30 days (B20); those of channels and group chats stay. A
 * directory that cannot be asked ends none.
 */
export async function reviewSubscriptions(needs: SubscriptionsNeeds): Promise<void> {
  const { conversations, messenger, clock, log } = needs;
  const now = clock.now();
  const all = await conversations.all();
  for (const one of all.filter(({ isSubscribed, watch }) => isSubscribed && !isRecent(watch?.lookedAt, now))) {
    if (!messenger.isPersonal(one)) continue;
    const seen = await seenOf(needs.roles, one.person);
    if (seen === 'unknown') continue;
    const ended = await conversations.looked(one.id, seen, now);
    if (ended !== undefined) log.info({ why: ended }, 'a personal subscription has ended');
  }
  for (const one of await conversations.all()) if (one.tellUntil !== undefined) await tell(needs, one, one.tellUntil);
}

/** The sandbox's clock can go back: a look ahead of it counts for nothing. */
const isRecent = (lookedAt: number | undefined, now: number): boolean =>
  lookedAt !== undefined && lookedAt <= now && now - lookedAt < lookedForEveryMs;

/** Of somebody whom an earlier version did not keep no right can be seen, until they write. */
async function seenOf(roles: Roles, person: string | undefined): Promise<Sighting> {
  if (person === undefined) return 'no-right';
  try {
    const checked = await roles.checkAnew(person, 'subscribe');
    if (checked.ok) return 'right';
    switch (checked.refusal.kind) {
      case 'unknown-person':
        return 'left';
      case 'role-needed':
        return 'no-right';
      default:
        return 'unknown';
    }
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    return 'unknown';
  }
}

/** Says it once: whoever takes it up does, and again only where it did not arrive. */
async function tell(
  { conversations, messenger, clock, speechIn }: SubscriptionsNeeds,
  one: KnownConversation,
  until: number,
): Promise<void> {
  if (!(await conversations.beginTelling(one.id)) || clock.now() > until) return;
  const spoken = await speechIn(one);
  const card = notice(spoken, spoken.say('alerts.title'), [spoken.say('alerts.ended')]);
  const delivery = await messenger.send(one, card);
  if (delivery.kind === 'failed') await conversations.tellLater(one.id, until);
}
