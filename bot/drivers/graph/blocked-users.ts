import { z } from 'zod';
import { parseInstant, toIso, type Instant } from '../../../core/index.ts';
import type { BlockedUser, BlockedUsers } from '../../ports/index.ts';
import type { Graph } from './client.ts';
import { requests } from './requests.ts';

const row = z.object({
  userId: z.string(),
  userDisplayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  blockDateTime: z.string(),
  userBlockMode: z.string().nullish(),
  blockReason: z.string().nullish(),
});

/** The log of people blocked from calling, which Graph has in its beta only (G5). */
export class GraphBlockedUsers implements BlockedUsers {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  async list({ from, to }: { readonly from: Instant; readonly to: Instant }): Promise<readonly BlockedUser[]> {
    // No order is promised (G5): of each user the latest row counts.
    const last = new Map<string, BlockedUser & { readonly isBlocked: boolean }>();
    for await (const page of this.#graph.pages(requests.blockedUsers, { from: toIso(from), to: toIso(to) })) {
      for (const one of page) {
        const parsed = row.safeParse(one);
        const at = parsed.success ? parseInstant(parsed.data.blockDateTime) : undefined;
        if (!parsed.success || at === undefined) continue;
        const { userId, userDisplayName, userPrincipalName, userBlockMode, blockReason } = parsed.data;
        if ((last.get(userId)?.at ?? 0) > at) continue;
        const name = userDisplayName ?? userPrincipalName ?? userId;
        // Both spellings are documented, `Unblocked` and `unblocked` (G5).
        const isBlocked = userBlockMode?.toLowerCase() !== 'unblocked';
        last.set(userId, { name, at, reason: blockReason ?? '', isBlocked });
      }
    }
    return [...last.values()]
      .filter(({ isBlocked }) => isBlocked)
      .map(({ name, at, reason }) => ({ name, at, reason }))
      .toSorted((one, other) => one.at - other.at);
  }
}
