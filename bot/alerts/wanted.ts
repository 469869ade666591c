import { dayMs, isNews, type Instant, type Matter } from '../../core/index.ts';
import type { Wanted } from '../ports/index.ts';
import type { Destination } from './destinations.ts';

/** How long it is tried to show on a card that something is over. */
export const editedWithinMs = 7 * dayMs;

/** Posts for those who are told of a matter: those to whom it escalates are once it does. */
export const wantedBy = (all: readonly Destination[], { escalatedAt }: Matter, dueAt: Instant): readonly Wanted[] =>
  all
    .filter(({ isEscalation }) => !isEscalation || escalatedAt !== undefined)
    .map(({ id }) => ({ destination: id, dueAt }));

/** Of no version: it stays addressed to whom it was. */
export const unaddressed = 0;

/** Whether it ended since then, and somebody may have a card of it that says otherwise. */
export const isOverSince = (matter: Matter, since: Instant): boolean =>
  matter.endedAt !== undefined && !isNews(matter) && matter.endedAt >= since;
