import { alertKinds, type AlertKind } from './alerts.ts';
import { dayMs, hourMs, type Instant, type TimeZone } from './calendar.ts';
import { isCritical, isNews, type Matter } from './matters.ts';
import { morningOf } from './mornings.ts';

/** What one conversation, address or program asked to be told. */
export interface Route {
  /** Which kinds: all, those that are critical, or these. */
  readonly kinds: 'all' | 'critical' | readonly AlertKind[];
  /** Until when nothing but what is critical is told, at an instant; undefined where it is not quiet then. */
  readonly quietUntil: (at: Instant) => Instant | undefined;
  /** By whose clocks it is morning there; left out where the wallet's count. */
  readonly timeZone?: TimeZone;
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
  isCritical({ alert }) ||
  (kinds === 'all' ? alertKinds[alert.kind].isOptional !== true : kinds !== 'critical' && kinds.includes(alert.kind));

/**
 * What to do for one route (L14, L15): a new calling is a new post, everything else edits the post that is there. Who was told nothing is
 * not told that it is over; what is critical waits for nothing.
 */
export function tellingOf(matter: Matter, told: Told, route: Route, at: Instant): Telling {
  const isPast = matter.endedAt !== undefined && (!isNews(matter) || at - matter.raisedAt > newsMs);
  const isCalled = told.posting < matter.posting && asksFor(route, matter) && !isPast;
  const posted = isCalled ? posting(matter, route, at) : nothing;
  if (posted.kind === 'post') return posted;
  // What is held until later changes the card that is there all the same: everybody sees who has acknowledged it.
  const edited = editing(matter, told, at);
  return edited.kind === 'edit' || posted.kind === 'nothing' ? edited : posted;
}

const nothing: Telling = { kind: 'nothing' };

function editing(matter: Matter, told: Told, at: Instant): Telling {
  if (told.activityId === null || told.shown >= matter.version) return nothing;
  const [oldest] = told.editedAt.slice(-mostEditsAnHour);
  // Edits that a clock ahead has noted count for nothing.
  const isFull =
    told.editedAt.length >= mostEditsAnHour && oldest !== undefined && oldest <= at && at - oldest < hourMs;
  return isFull ? { kind: 'later', at: oldest + hourMs } : { kind: 'edit' };
}

function posting(matter: Matter, route: Route, at: Instant): Telling {
  const from = Math.max(matter.notBefore, morningFor(matter, route));
  if (at < from) return { kind: 'later', at: from };
  if (isCritical(matter)) return { kind: 'post' };
  const { snoozed } = matter;
  // When its snooze is over it wakes, and people are called anew: not twice.
  if (snoozed !== undefined) return at < snoozed.until ? { kind: 'later', at: snoozed.until } : nothing;
  const quietUntil = route.quietUntil(at);
  return quietUntil === undefined || quietUntil <= at
    ? { kind: 'post' }
    : { kind: 'later', at: quietUntil, isQuiet: true };
}

/** News of a week or a month comes on the morning of whoever is told. */
const morningFor = ({ alert: { morning } }: Matter, { timeZone }: Route): Instant =>
  morning === undefined ? 0 : morningOf(morning.day, timeZone ?? morning.timeZone);
