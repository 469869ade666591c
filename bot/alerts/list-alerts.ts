import { isObjectId } from '../../core/index.ts';
import type { AskedPage } from '../chat/command.ts';
import { pageAfter } from '../chat/list-page.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Matters } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import { alertsView } from './alerts.view.ts';
import type { AllDestinations } from './destinations.ts';

export interface ListAlertsNeeds {
  readonly destinations: AllDestinations;
  readonly matters: Matters;
  readonly names: Names;
}

const pageSize = 8;

/** Everybody who is told when something is amiss: of what, when last, and whether that arrives. Those first where it does not. */
export async function listAlerts(needs: ListAlertsNeeds, turn: Turn, asked: AskedPage): Promise<Reply> {
  const { destinations, matters, names } = needs;
  const [all, states] = await Promise.all([destinations.listed(), matters.destinations()]);
  const stateOf = new Map(states.map(state => [state.destination, state]));
  const listed = all.map(one => ({ ...one, state: stateOf.get(one.id) }));
  const isTroubled = ({ isReachable, state }: (typeof listed)[number]): boolean =>
    !isReachable || (state?.failing ?? 0) > 0;
  const sorted = [...listed.filter(isTroubled), ...listed.filter(one => !isTroubled(one))];
  const page = pageAfter(sorted, asked.place, { size: pageSize, keyOf: ({ id }) => id });
  const people = page.items.flatMap(({ what: { person } }) => person ?? []).filter(id => isObjectId(id));
  return {
    card: alertsView(turn.speech, page, {
      text: asked.text,
      here: listed.find(({ id }) => id === turn.conversation.id),
      names: await names.of(people),
      isNobody: all.length === 0,
    }),
  };
}
