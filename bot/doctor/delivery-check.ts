import { minuteMs, type Instant } from '../../core/index.ts';
import { isTold, type Conversations, type KnownConversation } from '../alerts/conversations.ts';
import {
  observed,
  type Clock,
  type DestinationState,
  type Matters,
  type ObservedPlace,
  type Observation,
} from '../ports/index.ts';

/** What is due is told within seconds; a failure is tried again within ten minutes. */
const lateMs = 15 * minuteMs;

export interface DeliveryCheckNeeds {
  readonly clock: Pick<Clock, 'now'>;
  readonly conversations: Pick<Conversations, 'all'>;
  readonly matters: Pick<Matters, 'destinations' | 'earliestDue'>;
}

/** The last delivery to each conversation, address and program, by number: their names may be of people, and a webhook's id is a secret. */
export async function checkDeliveries({
  clock,
  conversations,
  matters,
}: DeliveryCheckNeeds): Promise<readonly Observation[]> {
  const [known, states, due] = await Promise.all([conversations.all(), matters.destinations(), matters.earliestDue()]);
  const late = due !== undefined && clock.now() - due > lateMs;
  const asked = known.filter(({ isSubscribed }) => isSubscribed);
  const others = states.filter(({ destination }) => /^(mail|webhook|escalation):/.test(destination));
  const seen = [
    ...asked.map((one, index) => {
      const place = placeOf(one, index + 1);
      return one.gone === undefined
        ? delivered(
            place,
            states.find(({ destination }) => destination === one.id),
          )
        : observed('deliveries', 'delivery-failing', { place, times: 1, reason: one.gone.why });
    }),
    ...others.map((state, index) => delivered({ place: kindOf(state), number: asked.length + index + 1 }, state)),
  ];
  return [
    ...(late ? [observed('deliveries', 'deliveries-late', { since: { at: due } })] : []),
    ...(seen.length === 0 ? [observed('deliveries', 'deliveries-none')] : seen),
  ];
}

/** Whether anybody is told of anything. */
export const isAnybodyTold = async ({ conversations }: Pick<DeliveryCheckNeeds, 'conversations'>): Promise<boolean> =>
  (await conversations.all()).some(isTold);

function delivered(place: ObservedPlace, state: DestinationState | undefined): Observation {
  const { failing = 0, reason = null, toldAt = null } = state ?? {};
  if (failing > 0)
    return observed('deliveries', 'delivery-failing', { place, times: failing, reason: reason ?? 'unknown' });
  return toldAt === null
    ? observed('deliveries', 'delivery-untold', { place })
    : observed('deliveries', 'delivery-works', { place, at: at(toldAt) });
}

const at = (instant: Instant): { readonly at: Instant } => ({ at: instant });

const placeOf = ({ person, team }: KnownConversation, number: number): ObservedPlace => ({
  place: team !== undefined ? 'channel' : person !== undefined ? 'chat' : 'conversation',
  number,
});

const kindOf = ({ destination }: DestinationState): ObservedPlace['place'] =>
  destination.startsWith('mail:') ? 'mail' : destination.startsWith('webhook:') ? 'webhook' : 'escalation';
