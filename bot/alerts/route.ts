import { z } from 'zod';
import { alertKinds, type AlertKind } from '../../core/index.ts';

const kind = z.enum(Object.keys(alertKinds) as [AlertKind, ...AlertKind[]]);

/** What a conversation asked for, as it is kept. */
export const routeShape = z.object({
  kinds: z.union([z.literal('all'), z.literal('critical'), z.array(kind)]),
  /** Whether amounts may be seen there. */
  showsAmounts: z.boolean(),
});

/** What a conversation asked for. */
export type KeptRoute = z.infer<typeof routeShape>;

/** What one gets that said nothing. */
export const usualRoute: KeptRoute = { kinds: 'all', showsAmounts: true };
