import { alertKinds, emptyPool, minuteMs, type Matter, type Wallet } from '../../core/index.ts';
import { matterView } from '../../bot/alerts/matter.view.ts';
import type { ShownHow, Surroundings } from '../../bot/alerts/matter-surroundings.ts';
import { shownMattersView } from '../../bot/alerts/shown-matters.view.ts';
import type { Speech } from '../../bot/chat/speech.ts';
import type { Card } from '../../cards/card.ts';
import { mentionText } from '../../cards/escape.ts';
import { money } from '../support/builders.ts';
import {
  evening,
  kinds,
  knownAround,
  lives,
  matterOf,
  thereafter,
  walletWith,
  withPaidCalls,
} from '../support/made-matters.ts';

const shown: ShownHow = { hasMoved: false, showsAmounts: true };

const around = (wallet: Wallet | undefined, how: Partial<ShownHow> = {}): Surroundings => ({
  ...{ ...shown, ...how },
  around: knownAround(wallet, wallet === mended ? { now: evening + 60 * minuteMs } : {}),
});

const low = walletWith(money('$12.30'));
const none = walletWith(-money('$4.20'));

const declined: Wallet = { ...low, memory: { ...low.memory, declinesInRow: 1, retryAt: evening + 60 * minuteMs } };

const walletOf = ({ alert, endedAt }: Matter): Wallet => {
  if (endedAt !== undefined) return mended;
  if (alert.kind === 'recharge-failed') return declined;
  return alert.kind === 'balance-zero' ? none : low;
};

/** Recharged with $100 twenty minutes later. */
const mended: Wallet = (() => {
  const [lot] = walletWith(0).pool.lots;
  const fresh = {
    ...lot!,
    id: 'lot-2',
    boughtAt: evening + 20 * minuteMs,
    invoice: 2,
    amount: money('$100'),
    drawn: 0,
  };
  return { ...low, pool: { ...emptyPool, lots: [lot!, fresh] } };
})();

const isNews = (matter: Matter): boolean => alertKinds[matter.alert.kind].subject === 'news';

/** A matter that went from one state to the next all evening. */
function eventful(): Matter {
  const zero = thereafter(
    lives.snoozed(lives.acknowledged(matterOf('low-balance'))),
    evening + 12 * minuteMs,
    'balance-zero',
  );
  const back = thereafter(lives.escalated(zero), evening + 80 * minuteMs);
  return thereafter(back, evening + 86 * minuteMs, 'balance-zero');
}

/** Alerts of every kind in every state that a conversation can show. */
export function matterStates(
  speech: Speech,
): readonly { readonly card: string; readonly state: string; readonly json: Card }[] {
  const of = (matter: Matter, state: string, how: Partial<ShownHow> = {}, wallet = walletOf(matter)) => ({
    card: `alert ${matter.alert.kind}`,
    state,
    json: matterView(speech, matter, around(wallet, how)),
  });
  const everyKind = kinds.flatMap(kind => {
    const raised = matterOf(kind);
    const states = isNews(raised) ? [['raised', lives.raised] as const] : Object.entries(lives);
    return [
      ...states.map(([state, live]) => of(live(raised), state)),
      of(raised, 'moved', { hasMoved: true }),
      of(lives.acknowledged(raised), 'without amounts', { showsAmounts: false }),
    ];
  });
  const mentions = [
    { kind: 'person', id: '1', text: mentionText('Ana Silva') },
    { kind: 'tag', id: '2', text: mentionText('Phone admins') },
  ] as const;
  const fraud = matterOf('fraud-suspected');
  const stopped = withPaidCalls(fraud, 'stopped');
  const restored = withPaidCalls(stopped, 'restored', { at: evening + 70 * minuteMs, wish: 2 });
  const [lowest, zero] = [matterOf('low-balance'), matterOf('balance-zero')];
  const ruled = (more: Partial<Wallet>): Wallet => ({ ...low, ...more });
  const { rule, memory } = low;
  return [
    ...everyKind,
    of(stopped, 'paid calls stopped'),
    of(stopped, 'paid calls stopped, without amounts', { showsAmounts: false }),
    of(thereafter(stopped, evening + 60 * minuteMs), 'over, paid calls still stopped'),
    of(restored, 'paid calls restored'),
    of(withPaidCalls(fraud, 'not-stopped', { reason: 'group-inherited' }), 'paid calls not stopped'),
    of(withPaidCalls(fraud, 'not-stopped'), 'paid calls of somebody without license'),
    of(withPaidCalls(stopped, 'not-restored', { reason: 'not-found', wish: 2 }), 'paid calls not restored'),
    of(zero, 'calls people', { mentions }),
    of(eventful(), 'eventful'),
    of(lowest, 'switched off', {}, ruled({ rule: { ...rule!, isOn: false } })),
    of(lowest, 'paused', {}, ruled({ memory: { ...memory, declinesInRow: 9, coolUntil: 0 } })),
    of(
      lowest,
      'at its limit',
      {},
      ruled({
        rule: { ...rule!, monthlyCap: money('$50') },
        memory: { ...memory, coolUntil: 0, month: '2026-11', requestedInMonth: money('$50') },
      }),
    ),
    of(lowest, 'about to be recharged', {}, ruled({ memory: { ...memory, coolUntil: 0 } })),
    of(lowest, 'above the rule', {}, walletWith(money('$35'))),
    of(matterOf('recharge-failed', { failures: 5 }), 'paused', {}, ruled({ memory: { ...memory, declinesInRow: 9 } })),
    ...(['authentication-required', 'unattended'] as const).map(reason =>
      of(
        matterOf('recharge-failed', { failures: 4, reason }),
        reason,
        {},
        ruled({ memory: { ...memory, declinesInRow: 9 } }),
      ),
    ),
    {
      card: 'alert low-balance',
      state: 'import stalled',
      json: matterView(speech, lowest, {
        ...shown,
        around: { ...knownAround(low), usageUntil: evening - 60 * 60 * minuteMs },
      }),
    },
    {
      card: 'alert low-balance',
      state: 'nothing known beside',
      json: matterView(speech, lowest, shown),
    },
    {
      card: 'alert digest',
      state: 'held',
      json: shownMattersView(speech, [
        { matter: matterOf('recharge-succeeded'), surroundings: around(low) },
        { matter: lowest, surroundings: around(low) },
        { matter: lives.acknowledged(matterOf('import-stalled')), surroundings: around(low) },
        { matter: lives.recovered(matterOf('recharge-failed')), surroundings: around(low) },
      ]),
    },
    {
      card: 'alert digest',
      state: 'without amounts, one moved',
      json: shownMattersView(speech, [
        { matter: matterOf('cap-reached'), surroundings: around(low, { showsAmounts: false, mentions }) },
        { matter: lowest, surroundings: around(low, { showsAmounts: false, hasMoved: true }) },
      ]),
    },
  ];
}
