import { dayMs, isNews, type Instant, type Matter } from '../../core/index.ts';
import type { Post } from '../ports/index.ts';

/** How long it is tried to show on a card that something is over. */
export const editedWithinMs = 7 * dayMs;

/** What is over for long is still tried so often: whoever is back after weeks may be told to wait at first. That takes most of a day. */
const triedAtLeast = 100;

/** Whether it ended since then, and somebody may have a card of it that says otherwise. */
export const isOverSince = (matter: Matter, since: Instant): boolean =>
  matter.endedAt !== undefined && !isNews(matter) && matter.endedAt >= since;

/** Whether it is tried no more to show that it is over, after so many attempts. */
export const isGivenUp = ({ attempts }: Post, { endedAt }: Matter, now: Instant): boolean =>
  endedAt !== undefined && now - endedAt > editedWithinMs && attempts >= triedAtLeast;
