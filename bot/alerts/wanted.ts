import type { Instant, Matter } from '../../core/index.ts';
import type { Wanted } from '../ports/index.ts';
import type { Destination } from './destinations.ts';

/** Posts for those who are told of a matter: those to whom it escalates are once it does. */
export const wantedBy = (all: readonly Destination[], { escalatedAt }: Matter, dueAt: Instant): readonly Wanted[] =>
  all
    .filter(({ isEscalation }) => !isEscalation || escalatedAt !== undefined)
    .map(({ id }) => ({ destination: id, dueAt }));

/** Of no version: it stays addressed to whom it was. */
export const unaddressed = 0;
