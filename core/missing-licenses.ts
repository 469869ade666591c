import { dayMs, type Instant } from './calendar.ts';
import type { Person } from './licenses.ts';

/** Whoever has come to lack the license is given so long: people who join are licensed step by step. */
const graceMs = dayMs;

/** Where at most so many of those who can call lack it, it was forgotten; where more do, they are not meant to have it. */
const forgotten = { share: 0.2, one: 1 };

/** The same while it is told: what goes up and down about that share is one matter. */
const stillForgotten = { share: 0.3, one: 2 };

/** Who can call, who of them lacks the license, and since when each was seen to. */
export interface LackSeen {
  readonly eligible: number;
  readonly lacking: readonly Pick<Person, 'id'>[];
  readonly since: Readonly<Record<string, Instant>>;
  readonly at: Instant;
  /** Whether it is told already. */
  readonly isTold: boolean;
}

/** How many people were forgotten when the credits license was given to the others; 0 where nothing is to be told. */
export function forgottenPeople({ eligible, lacking, since, at, isTold }: LackSeen): number {
  const { share, one } = isTold ? stillForgotten : forgotten;
  if (lacking.length >= eligible || lacking.length > Math.max(one, eligible * share)) return 0;
  return lacking.filter(({ id }) => at - (since[id] ?? at) >= graceMs).length;
}

/** Since when each of those who lack it was seen to, after another look; a clock that was set back makes nobody new. */
export const lackSince = (
  before: Readonly<Record<string, Instant>>,
  lacking: readonly Pick<Person, 'id'>[],
  at: Instant,
): Readonly<Record<string, Instant>> => Object.fromEntries(lacking.map(({ id }) => [id, before[id] ?? at]));
