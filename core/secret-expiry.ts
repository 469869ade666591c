import { dayMs, type Instant } from './calendar.ts';

/** So many days before one of the program's own secrets expires people are told, and when it has. */
const secretSteps = [30, 7, 1, 0];

/** Of these the one that is reached; undefined while there is time. */
export const secretStep = (expires: Instant, now: Instant): number | undefined =>
  secretSteps.findLast(step => expires - now <= step * dayMs);
