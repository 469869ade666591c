import type { Instant, Matter } from '../../core/index.ts';
import type { Delivery, Post } from '../ports/index.ts';

/** A message that did not arrive. */
export type Undelivered = Exclude<Delivery, { readonly kind: 'delivered' }>;

/** Why a message that could not be made is tried again. */
export const unmade = 'threw';

const refusals: readonly (string | null)[] = ['malformed', 'too-large'] satisfies readonly (Delivery & {
  readonly kind: 'refused';
})['reason'][];

/** Of one that there is nothing left to tell of nobody is told that it did not arrive. */
export const untroubled = { attempts: 0, reason: null } as const;

/** There is nothing to be done for it before its matter changes. */
export const asSeen = (post: Post, { version }: Matter): Post => ({ ...post, shown: Math.max(post.shown, version) });

/** There is nothing left to tell of it; of what was refused that is so once it is over, unless the card that is there says otherwise. */
export function atRest(post: Post, matter: Matter): Post {
  const isMissed = refusals.includes(post.reason) && (matter.endedAt === undefined || post.activityId !== null);
  return { ...asSeen(post, matter), ...(!isMissed && untroubled), isHeld: false };
}

export const answered = (post: Post, at: Instant): Post => ({ ...post, ...untroubled, toldAt: at });

/** Whether it is the message that it failed for, and not what was to take it. */
export const isAboutItself = (delivery: Delivery): boolean =>
  delivery.kind === 'refused' || (delivery.kind === 'failed' && delivery.reason === unmade);

export const whyUndelivered = (delivery: Undelivered): string =>
  'reason' in delivery ? delivery.reason : delivery.kind;
