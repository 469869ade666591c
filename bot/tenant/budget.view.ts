import { monthOf, startOfMonth, type Terms } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Turn } from '../app/app.ts';
import { readUntil, type Settings } from './settings.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/refusal.view.ts';

/** What a tenant that pays after use has spent of its budget this month, instead of a balance (SPEC S0). */
export async function postpaidCard(
  { app, speech }: Turn,
  budget: NonNullable<Settings['budget']>,
  terms: Terms | undefined,
): Promise<Card> {
  const now = app.clock.now();
  const zone = terms?.timeZone ?? 'UTC';
  const from = startOfMonth(monthOf(now, zone), zone);
  const { cost } = await app.rows.usage(app.tenant, { from, to: now, top: 1 });
  const facts = {
    spent: speech.money(cost, terms?.currency ?? budget.currency),
    budget: speech.money(budget.amount, budget.currency),
    percent: speech.number(budget.amount === 0 ? 0 : Math.floor((cost / budget.amount) * 100)),
  };
  return notice(
    speech,
    speech.say('balance.title'),
    [
      speech.say('balance.postpaid', facts),
      ...(readUntil(await app.settings.read(app.tenant), app.callLogs) === null ? [speech.say('balance.notRead')] : []),
      speech.say('refuse.postpaid'),
    ],
    { buttons: runButtons(speech, 'usage') },
  );
}
