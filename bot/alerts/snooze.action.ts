import { z } from 'zod';
import { snoozeChoices, snoozed, snoozeUntil } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { changeMatter, type MatterChangeNeeds } from './matter-here.ts';
import { namedMatter } from './named-matter.ts';

/** Puts a matter off for everybody; what becomes critical meanwhile is told all the same (L14). */
export const snooze = action(
  'snooze',
  'subscribe',
  namedMatter.and(z.object({ for: z.enum(snoozeChoices) })),
  async (needs: MatterChangeNeeds & { readonly ledger: Pick<Ledger, 'terms'> }, turn, { for: choice, ...named }) => {
    const timeZone = (await needs.ledger.terms().catch(() => undefined))?.timeZone ?? 'UTC';
    return changeMatter(needs, turn, named, (matter, { by, at }) =>
      snoozed(matter, { by, at, until: snoozeUntil(choice, at, timeZone) }),
    );
  },
);
