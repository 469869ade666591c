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
    // In which order they come is nowhere said: of each the latest counts.
    const last = new Map<string, BlockedUser & { readonly isBlocked: boolean }>();
    for await (const page of this.#graph.pages(requests.blockedUsers, { from: toIso(from), to: toIso(to) })) {
      for (const one of page) {
        const parsed = row.safeParse(one);
        const at = parsed.success ? parseInstant(parsed.data.blockDateTime) : undefined;
        if (!parsed.success || at === undefined) continue;
        const { userId, userDisplayName, userPrincipalName, userBlockMode, blockReason } = parsed.data;
        if ((last.get(userId)?.at ?? 0) > at) continue;
        const name = userDisplayName ?? userPrincipalName ?? userId;
        last.set(userId, { name, at, reason: blockReason ?? '', isBlocked: userBlockMode !== 'Unblocked' });
      }
    }
    return [...last.values()]
      .filter(({ isBlocked }) => isBlocked)
      .map(({ name, at, reason }) => ({ name, at, reason }))
      .toSorted((one, other) => one.at - other.at);
  }
}
