import { z } from 'zod';
import { callStateOf, secondMs, type CallState } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { matterHere, type MatterHereNeeds } from '../alerts/matter-here.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { within } from '../work/within.ts';
import { callerIn } from './caller-in.ts';
import type { CallStopper } from './call-stopper.ts';
import type { KeptDirectory } from './kept-directory.ts';
import { countedForOthers } from './list-stopped.ts';
import { paidCallsView } from './stop-calls.view.ts';
import type { StoppedCalls } from './stopped-calls.ts';

/** What is done this soon is answered with what came of it; what takes longer is shown when it is done. */
const answeredWithinMs = 1.2 * secondMs;

interface PaidCallsNeeds extends MatterHereNeeds {
  readonly stoppedCalls: StoppedCalls;
  readonly callStopper: CallStopper;
  readonly keptDirectory: KeptDirectory;
  readonly background: Background;
  readonly clock: Clock;
}

/** Stops the paid calls of one person, or restores them. A card on which somebody else has acted since only shows how they stand. */
export const paidCalls = action(
  'paid-calls',
  'licenses',
  z.object({
    person: z.string().max(100),
    matter: z.string().max(200),
    wants: z.enum(['stopped', 'restored']),
    seen: z.int().min(0),
  }),
  async (needs: PaidCallsNeeds, turn, { person, matter: id, wants, seen }) => {
    const matter = id === '' ? undefined : await needs.matters.find(id);
    const whose = idOf(needs, matter?.alert.person ?? person);
    if (whose === '') return { card: goneView(turn.speech) };
    const before = await needs.stoppedCalls.of(whose);
    const present = matter === undefined ? before?.number : matter.calls?.wish;
    if ((present ?? 0) === seen) {
      const by = { id: turn.person.id ?? null, name: turn.person.name || turn.speech.say('alert.somebody') };
      await needs.stoppedCalls.ask(whose, { wants, by, at: needs.clock.now(), matter: matter?.id });
      const work = needs.callStopper.work(whose);
      needs.background.start('stop or restore paid calls', () => work);
      await within(needs.clock, answeredWithinMs, work).catch(() => undefined);
    }
    return id === '' ? onPerson(needs, turn, whose) : onMatter(needs, turn, id, whose);
  },
);

/** Their id also where the log has their address alone: by the id it is known whose calls are stopped. */
function idOf({ keptDirectory }: PaidCallsNeeds, key: string): string {
  const known = keptDirectory.known();
  return (known && callerIn(known, key)?.id) ?? key;
}

async function onPerson(needs: PaidCallsNeeds, { speech }: Turn, id: string): Promise<Reply> {
  const record = await needs.stoppedCalls.of(id);
  const person = needs.keptDirectory.known()?.person(id);
  return {
    card: paidCallsView(speech, { id, name: person?.name ?? speech.say('paid.leaver'), person, record }),
    shared: await countedForOthers(needs, speech),
  };
}

/** The alert as it then is; what is still under way is said beside it. */
async function onMatter(needs: PaidCallsNeeds, turn: Turn, id: string, whose: string): Promise<Reply> {
  const { speech } = turn;
  const matter = await needs.matters.find(id);
  if (matter === undefined) return { card: goneView(speech) };
  const record = await needs.stoppedCalls.of(whose);
  const card = await matterHere(needs, turn, matter);
  const waits = waiting[callStateOf(record)];
  return waits === undefined
    ? { card }
    : { card, also: notice(speech, speech.say('paid.listTitle'), [speech.say(waits)]) };
}

const goneView = (speech: Speech): Card => notice(speech, speech.say('alerts.title'), [speech.say('alert.gone')]);

const waiting: Partial<Readonly<Record<CallState, 'paid.waits' | 'paid.restoreWaits'>>> = {
  stopping: 'paid.waits',
  restoring: 'paid.restoreWaits',
};
