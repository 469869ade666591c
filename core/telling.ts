import type { AlertKind } from './alerts.ts';
import { dayMs, hourMs, type Instant } from './calendar.ts';
import { isCritical, isNews, type Matter } from './matters.ts';

/** What one conversation, address or program asked to be told. */
export interface Route {
  /** Which kinds: all, those that are critical, or these. */
  readonly kinds: 'all' | 'critical' | readonly AlertKind[];
  /** Until when nothing but what is critical is told, at an instant; undefined where it is not quiet then. */
  readonly quietUntil: (at: Instant) => Instant | undefined;
}

/** What one of them has been told of a matter. */
export interface Told {
  /** The post that shows it; null where none has arrived. */
  readonly activityId: string | null;
  /** Of which version it is. */
  readonly shown: number;
  /** Which calling it answered. */
  readonly posting: number;
  /** When it was edited, the latest few. */
  readonly editedAt: readonly Instant[];
}

/** What is to be done for one of them now. */
export type Telling =
  | { readonly kind: 'nothing' }
  /** Not before then; `isQuiet` where quiet hours hold it. */
  | { readonly kind: 'later'; readonly at: Instant; readonly isQuiet?: true }
  | { readonly kind: 'post' }
  | { readonly kind: 'edit' };

/** How many edits an hour one card gets. */
export const mostEditsAnHour = 4;

/** How long news is news, in ms. */
export const newsMs = 7 * dayMs;

/** Before anything was told. */
export const untold: Told = { activityId: null, shown: 0, posting: 0, editedAt: [] };

/** Whether a route asks for it. */
export const asksFor = ({ kinds }: Pick<Route, 'kinds'>, { alert }: Pick<Matter, 'alert'>): boolean =>
  kinds === 'all' ||
  (kinds === 'critical' ? isCritical({ alert }) : isCritical({ alert }) || kinds.includes(alert.kind));

/**
 * What to do for one route (A1, A5, A6): a new calling is a new post, everything else edits the post that is there. Who was told nothing is
 * not told that it is over; what is critical waits for nothing.
 */
export function tellingOf(matter: Matter, told: Told, route: Route, at: Instant): Telling {
  if (told.posting < matter.posting && asksFor(route, matter)) {
    const isPast = matter.endedAt !== undefined && (!isNews(matter) || at - matter.raisedAt > newsMs);
    if (!isPast) return posting(matter, route, at);
  }
  if (told.activityId === null || told.shown >= matter.version) return { kind: 'nothing' };
  const [oldest] = told.editedAt.slice(-mostEditsAnHour);
  const isFull = told.editedAt.length >= mostEditsAnHour && oldest !== undefined && at - oldest < hourMs;
  return isFull ? { kind: 'later', at: oldest + hourMs } : { kind: 'edit' };
}

function posting(matter: Matter, route: Route, at: Instant): Telling {
  if (at < matter.notBefore) return { kind: 'later', at: matter.notBefore };
  if (isCritical(matter)) return { kind: 'post' };
  const { snoozed } = matter;
  if (snoozed !== undefined && at < snoozed.until) return { kind: 'later', at: snoozed.until };
  const quietUntil = route.quietUntil(at);
  return quietUntil === undefined || quietUntil <= at
    ? { kind: 'post' }
    : { kind: 'later', at: quietUntil, isQuiet: true };
}
