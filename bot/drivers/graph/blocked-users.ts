import { z } from 'zod';
import { parseInstant, toIso, type Instant } from '../../../core/index.ts';
import type { BlockedUser, BlockedUsers } from '../../ports.ts';
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

/** The log of people blocked from calling, which Graph has in its beta only (FACTS §4.3). */
export class GraphBlockedUsers implements BlockedUsers {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  async list({ from, to }: { readonly from: Instant; readonly to: Instant }): Promise<readonly BlockedUser[]> {
    const last = new Map<string, BlockedUser>();
    for await (const page of this.#graph.pages(requests.blockedUsers, { from: toIso(from), to: toIso(to) })) {
      for (const one of page) {
        const parsed = row.safeParse(one);
        const at = parsed.success ? parseInstant(parsed.data.blockDateTime) : undefined;
        if (!parsed.success || at === undefined) continue;
        const { userId, userDisplayName, userPrincipalName, userBlockMode, blockReason } = parsed.data;
        if (userBlockMode === 'Unblocked') last.delete(userId);
        else last.set(userId, { name: userDisplayName ?? userPrincipalName ?? userId, at, reason: blockReason ?? '' });
      }
    }
    return [...last.values()].toSorted((one, other) => one.at - other.at);
  }
}
