import pLimit from 'p-limit';
import { isObjectId, type Instant } from '../../core/index.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, Delivery, Log } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import { testedView } from './alerts.view.ts';
import type { AllDestinations, Reached } from './destinations.ts';

export interface TestAlertsNeeds {
  readonly destinations: AllDestinations;
  readonly names: Names;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** So many messages are under way at once. */
const mostAtOnce = 20;

/** Sends everybody who is told a message that says that it is a test, and says where it arrived. */
export async function testAlerts({ destinations, names, clock, log }: TestAlertsNeeds, turn: Turn): Promise<Reply> {
  const limit = pLimit(mostAtOnce);
  const [all, listed] = await Promise.all([destinations.all(), destinations.listed()]);
  const tested = await Promise.all(
    [...all.values()].map(one => limit(async () => ({ one, delivery: await sent(one, clock.now(), log) }))),
  );
  const results = tested.flatMap(({ one, delivery }) => {
    const known = listed.find(({ id }) => id === one.id);
    return known === undefined ? [] : [{ ...known, delivery }];
  });
  const people = results.flatMap(({ what: { person } }) => person ?? []).filter(id => isObjectId(id));
  return { card: testedView(turn.speech, results, await names.of(people)) };
}

/** One that is gone is told nothing more, as after any message. */
async function sent(one: Reached, at: Instant, log: Log): Promise<Delivery> {
  try {
    const delivery = await one.test();
    if (delivery.kind === 'gone') await one.gone(delivery.reason, at);
    return delivery;
  } catch (error) {
    log.error({ err: error }, 'a test alert could not be sent');
    return { kind: 'failed', retryAfterMs: undefined, reason: 'threw' };
  }
}
