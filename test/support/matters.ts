import type { Alert, Matter } from '../../core/index.ts';
import type { Post } from '../../bot/ports/index.ts';

/** An alert with that id. */
export const anAlert = (id: string): Alert => ({ id, kind: 'low-balance', at: 1, currency: 'USD', balance: 1 });

/** A matter as it is raised. */
export function aMatter(number: number, changes: Partial<Matter> = {}): Matter {
  const id = `matter-${number}`;
  return {
    ...{
      id,
      subject: `subject-${number}`,
      version: 1,
      posting: 1,
      alert: anAlert(id),
      key: 'low-balance',
      raisedAt: 1,
    },
    ...{
      notBefore: 1,
      stages: { 'low-balance': { at: 1, posting: 1 } },
      calledAt: 1,
      timeline: [{ kind: 'raised', at: 1, to: 'low-balance' }],
    },
    ...changes,
  };
}

/** The same a version later. */
export const nextVersion = (matter: Matter): Matter => ({ ...matter, version: matter.version + 1 });

/** What a post is after it was told. */
export const toldAs = (post: Post, activityId: string, shown: number, toldAt = 1): Post => ({
  ...post,
  ...{ activityId, shown, posting: 1, attempts: 0, reason: null, toldAt },
});
