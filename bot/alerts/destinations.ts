import { asksFor, type Instant, type Matter, type Route } from '../../core/index.ts';

/** One conversation, address or program that is told of matters, as the delivery sees it. */
export interface Destination {
  readonly id: string;
  readonly route: Route;
  /** Whether it hears only of what nobody has acknowledged in time (A7). */
  readonly isEscalation: boolean;
}

/** Whether a matter is for it: those that escalate wait until it does. */
export const isFor = ({ route, isEscalation }: Destination, matter: Matter): boolean =>
  asksFor(route, matter) && (!isEscalation || matter.escalatedAt !== undefined);

/** Everybody who is to be told of anything, by their ids. */
export interface Destinations {
  all(): Promise<ReadonlyMap<string, Destination>>;
  /** One is gone for good: it is told nothing until it asks again. */
  gone(id: string, why: string, at: Instant): Promise<void>;
}
