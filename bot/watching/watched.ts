import type { Alert, Effect } from '../../core/index.ts';
import type { Action } from '../chat/action.ts';
import type { Command } from '../chat/command.ts';
import type { Clock, Delivery, GraphOutcome, Happened, Messenger, Payments } from '../ports/index.ts';

// Listeners around what the program is made of: none of it knows that it is watched.

/** Times the work, and tells how long it took, however it ended. */
export async function timed<Value>(
  clock: Pick<Clock, 'elapsed'>,
  work: () => Promise<Value>,
  tell: (ms: number) => void,
): Promise<Value> {
  const begun = clock.elapsed();
  try {
    return await work();
  } finally {
    tell(clock.elapsed() - begun);
  }
}

/** What a watched command or button needs beside its own needs. */
export interface WatchedNeeds {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly happened: Happened;
}

export const watchedCommands = <Needs extends WatchedNeeds>(
  commands: readonly Command<Needs>[],
): readonly Command<Needs>[] =>
  commands.map(command => ({
    ...command,
    run: (needs, turn, given, asked) =>
      timed(
        needs.clock,
        () => command.run(needs, turn, given, asked),
        ms => needs.happened({ kind: 'command', name: command.name, ms }),
      ),
  }));

export const watchedActions = <Needs extends WatchedNeeds>(
  actions: readonly Action<Needs>[],
): readonly Action<Needs>[] =>
  actions.map(action => ({
    ...action,
    run: (needs, turn, data) =>
      timed(
        needs.clock,
        () => action.run(needs, turn, data),
        ms => needs.happened({ kind: 'command', name: action.verb, ms }),
      ),
  }));

/** A messenger that tells when Teams says that it was sent too much. */
export function watchedMessenger(messenger: Messenger, happened: Happened): Messenger {
  const seen = async (delivering: Promise<Delivery>): Promise<Delivery> => {
    const delivery = await delivering;
    if (delivery.kind === 'failed' && delivery.reason === 'throttled') happened({ kind: 'throttled', api: 'teams' });
    return delivery;
  };
  return {
    isPersonal: conversation => messenger.isPersonal(conversation),
    hasGuests: conversation => messenger.hasGuests(conversation),
    send: (...asked) => seen(messenger.send(...asked)),
    offerFile: (...asked) => seen(messenger.offerFile(...asked)),
    showFile: (...asked) => seen(messenger.showFile(...asked)),
    update: (...asked) => seen(messenger.update(...asked)),
  };
}

/** A gateway that tells what becomes of each charge. */
export function watchedPayments(payments: Payments, happened: Happened): Payments {
  return {
    methods: () => payments.methods(),
    cardLabel: reference => payments.cardLabel(reference),
    outcomeOf: payment => payments.outcomeOf(payment),
    eventIn: notice => payments.eventIn(notice),
    charge: async asked => {
      const charging = payments.charge(asked);
      const outcome = await charging.then(
        ({ kind }) => kind,
        () => 'failed' as const,
      );
      happened({ kind: 'charge', outcome });
      return charging;
    },
  };
}

/** Tells a listener what Graph answers. */
export const graphListener =
  (happened: Happened) =>
  ({
    of,
    status,
    ms,
  }: {
    readonly of: 'request' | 'part';
    readonly status: number | undefined;
    readonly ms: number;
  }) => {
    if (status === 429) happened({ kind: 'throttled', api: 'graph' });
    if (of === 'request') happened({ kind: 'graph-request', outcome: graphOutcomeOf(status), ms });
  };

function graphOutcomeOf(status: number | undefined): GraphOutcome {
  if (status === undefined) return 'no-answer';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'answered';
}

/** The alerts among what a commit leads to, by their kinds. */
export const announcedIn = (effects: readonly Effect[]): readonly Alert['kind'][] =>
  effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert.kind] : []));
