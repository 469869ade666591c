import { alertKinds, unreachable, type Matter } from '../../core/index.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Speech } from '../chat/speech.ts';

/** What was done about somebody's calls and what that leaves, or that what is found has happened. */
export function callsNext(speech: Speech, { alert, calls }: Matter): string {
  if (calls === undefined) return alert.person === undefined ? '' : speech.say('alert.next.spend');
  switch (calls.state) {
    case 'stopped':
      return speech.say('alert.next.calls-stopped');
    case 'restored':
      return speech.say('alert.next.calls-restored');
    case 'not-stopped':
    case 'not-restored':
      return calls.reason === undefined
        ? speech.say('paid.held.no')
        : speech.say(`alert.next.calls-${calls.state}`, { reason: speech.say(`failure.${calls.reason}`) });
    default:
      return unreachable(calls.state);
  }
}

/** What goes on though their paid calls are stopped; '' where they are not. */
export const callsLimits = (speech: Speech, { calls }: Matter): string =>
  calls?.state === 'stopped' ? speech.say('alert.calls-limits') : '';

/** Whether the calls of whom it is about can be stopped here. */
export const mayStopCalls = ({ alert, calls, endedAt }: Matter): boolean =>
  alert.person !== undefined &&
  alertKinds[alert.kind].subject === 'spend' &&
  endedAt === undefined &&
  !isStopped(calls);

const isStopped = (calls: Matter['calls']): boolean => calls?.state === 'stopped' || calls?.state === 'not-restored';

/** The button that stops their paid calls, or gives them back, also after the matter has ended; none where there is nobody. */
export function callsButtons(speech: Speech, matter: Matter): readonly Button[] {
  const { id, calls } = matter;
  // Whose calls they are the matter knows: whoever reads the card need not.
  const data = { person: '', matter: id, seen: calls?.wish ?? 0 };
  if (isStopped(calls)) return [button(speech.say('paid.restore'), 'paid-calls', { ...data, wants: 'restored' })];
  return mayStopCalls(matter) ? [button(speech.say('paid.stop'), 'paid-calls', { ...data, wants: 'stopped' })] : [];
}
