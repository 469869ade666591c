import type { Digest } from '../../core/index.ts';
import { statementReadyView } from '../../bot/digest/statement-ready.view.ts';
import { digestView, type ShownDigest } from '../../bot/digest/digest.view.ts';
import { sharedSight } from '../../bot/chat/roles.ts';
import type { Speech } from '../../bot/chat/speech.ts';
import type { Card } from '../../cards/card.ts';
import { at, money } from '../support/builders.ts';

const dollars = (cents: number): bigint => BigInt(cents) * 10_000n;

const weekOf = (first: string, last: string) => ({ first, last });

/** A week in which much has happened, in mirror. */
export const busyWeek: Digest = {
  ...{ week: weekOf('2026-11-16', '2026-11-22'), at: at('2026-11-23T08:00:00Z'), currency: 'USD' },
  ...{ cost: dollars(18_340), calls: 1312, callers: 41, firstDay: null },
  usual: { cost: dollars(14_512), weeks: 8 },
  destinations: [
    { key: 'Latvia', label: 'Latvia', cost: dollars(6120), usual: dollars(410) },
    { key: 'Germany', label: 'Germany', cost: dollars(1210), usual: dollars(3555) },
    { key: '', label: '', cost: dollars(905), usual: 0n },
  ],
  people: { count: 3, more: dollars(7240) },
  departments: [
    { group: { kind: 'department', name: 'Sales **EMEA**' }, cost: dollars(9120) },
    { group: { kind: 'department', name: '市场部' }, cost: dollars(4310) },
    { group: { kind: 'department', name: 'Customer Success & Field Service Operations' }, cost: dollars(2040) },
    { group: { kind: 'department', name: 'Legal' }, cost: dollars(150) },
    { group: null, cost: dollars(2720) },
  ],
  credits: {
    ...{ balance: money('$312.40'), isUsed: true, isRecharged: false },
    runsOut: {
      at: at('2026-12-08T10:00:00Z'),
      earliest: at('2026-12-04T10:00:00Z'),
      latest: at('2026-12-15T10:00:00Z'),
    },
    expiring: [{ at: at('2026-12-20T00:00:00Z'), amount: money('$61.20') }],
  },
  budgets: [
    { label: 'Sales **EMEA**', spent: dollars(48_730), amount: money('$450'), percent: 108 },
    { label: null, spent: dollars(61_200), amount: money('$1,500'), percent: 40 },
  ],
  open: [
    { kind: 'fraud-suspected', since: at('2026-11-21T03:10:00Z') },
    { kind: 'low-balance', since: at('2026-11-20T15:00:00Z') },
    ...(['lot-expires', 'licenses-missing', 'people-blocked', 'budget-forecast'] as const).map(kind => ({
      ...{ kind, since: at('2026-11-19T09:00:00Z') },
    })),
  ],
  checks: {
    last: at('2026-11-16T08:12:00Z'),
    weeks: [
      { week: weekOf('2026-10-26', '2026-11-01'), shown: money('$520'), difference: 0, left: 0 },
      { week: weekOf('2026-11-02', '2026-11-08'), shown: null, difference: 0, left: 0 },
      {
        ...{ week: weekOf('2026-11-09', '2026-11-15'), shown: money('$441.10') },
        ...{ difference: -money('$20'), left: -money('$20') },
      },
      {
        ...{ week: weekOf('2026-11-16', '2026-11-22'), shown: money('$402.65') },
        ...{ difference: money('$4.15'), left: money('$0.85') },
      },
    ],
  },
  stalled: null,
};

const quietWeek: Digest = {
  ...{
    ...busyWeek,
    cost: 0n,
    calls: 0,
    callers: 0,
    destinations: [],
    people: { count: 0, more: 0n },
    departments: [],
    open: [],
    budgets: [],
  },
  ...{ credits: { ...busyWeek.credits!, expiring: [], isRecharged: true }, checks: null },
};

const firstWeek: Digest = {
  ...{ ...busyWeek, calls: 12, callers: 1, cost: dollars(310), usual: null, destinations: [], open: [], budgets: [] },
  ...{ firstDay: '2026-11-20', people: { count: 0, more: 0n }, departments: [], checks: { last: null, weeks: [] } },
  credits: { balance: money('$96.90'), isUsed: false, isRecharged: true, runsOut: null, expiring: [] },
};

const paidAfterUse: Digest = {
  ...{ ...busyWeek, credits: null, checks: null, cost: dollars(13_100) },
  open: busyWeek.open.slice(0, 1),
  stalled: { until: at('2026-11-19T17:40:00Z') },
};

const shown: ShownDigest = {
  ...{ showsAmounts: true, sight: sharedSight, people: [], state: undefined },
  card: { monday: '2026-11-23', at: busyWeek.at, matter: 'matter-7' },
};

const named = [
  { name: 'Ana Silva', cost: dollars(6480), usual: dollars(120) },
  { name: '王小明', cost: dollars(0), usual: dollars(2210) },
];

const [amount, when] = [money('$183.20'), at('2026-11-23T08:14:00Z')];

/** Digests in every state that they have. */
export function digestStates(
  speech: Speech,
): readonly { readonly card: string; readonly state: string; readonly json: Card }[] {
  const of = (state: string, digest: Digest, how: Partial<ShownDigest> = {}) => ({
    ...{ card: 'digest', state },
    json: digestView(speech, digest, { ...shown, ...how }),
  });
  return [
    of('asked', busyWeek, { state: { kind: 'asked', typed: '', error: '' } }),
    of('asked again', busyWeek, {
      state: { kind: 'asked', typed: 'ten', error: speech.say('refuse.not-an-amount', { text: 'ten' }) },
    }),
    of('differs', busyWeek, { state: { kind: 'differs', shown: amount, difference: money('$1.80'), at: when } }),
    of('differs the other way', busyWeek, {
      state: { kind: 'differs', shown: amount, difference: -money('$50'), at: when },
    }),
    of('agreed', busyWeek, { state: { kind: 'answered', shown: amount, difference: 0, at: when } }),
    of('recorded', busyWeek, { state: { kind: 'answered', shown: amount, difference: money('$1.80'), at: when } }),
    of('with names', { ...busyWeek, checks: null }, { people: named }),
    of('without amounts', busyWeek, { showsAmounts: false }),
    of('without calls', quietWeek),
    of('of a first week', firstWeek, { state: { kind: 'asked', typed: '', error: '' } }),
    of('paid after use, not imported', paidAfterUse),
    of('used up', { ...quietWeek, credits: { ...quietWeek.credits!, balance: -money('$4.20') } }),
    { card: 'statement ready', state: 'without amounts', json: statementReadyView(speech, '2026-10') },
  ];
}
