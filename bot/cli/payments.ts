import { decimal, toIso, unreachable, type Terms } from '../../core/index.ts';
import { endedOrders, findOrder, type FoundOrder } from '../funds/known-orders.ts';
import { readCount, shared } from './options.ts';
import { dayAndTime } from './speech.ts';
import { capped, table } from './table.ts';
import { print, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { readOpen } from './wallet.ts';

const usualLimit = '20';

export const payments = verb({
  name: 'payments',
  about: 'orders and recharges: what waits, and how the last ones ended',
  example: 'payments --limit 50',
  options: { limit: shared.limit },
  run: async (session, { limit = usualLimit }) => {
    const found = await readOpen(session);
    const { terms } = found;
    const most = readCount('limit', limit);
    const open = await Promise.all(
      found.wallet.openPayments.map(({ payment }) => findOrder(session, found, payment.key)),
    );
    const { orders: ended, older } = await endedOrders(session, found, { before: undefined, most });
    const listed = [...open.filter(order => order !== undefined), ...ended].map(order => facts(order, terms));
    print(
      session,
      { currency: terms.currency, mode: terms.mode, payments: listed },
      listed.length === 0
        ? 'nothing has been ordered yet'
        : tableOf(session, listed, { terms, hasMore: older !== undefined }),
    );
  },
});

/** A payment as programs read it. */
interface Listed {
  readonly key: string;
  readonly purpose: 'order' | 'recharge';
  readonly requestedAt: string;
  readonly amount: string;
  readonly state: FoundOrder['state']['kind'];
  readonly endedAt: string | null;
  readonly invoice: number | null;
  readonly bought: string | null;
  readonly reason: string | null;
}

function facts({ payment, state }: FoundOrder, { currency }: Terms): Listed {
  const { key, purpose, requestedAt, amount } = payment;
  const asked = { key, purpose, requestedAt: toIso(requestedAt), amount: decimal(amount, currency), state: state.kind };
  const none = { endedAt: null, invoice: null, bought: null, reason: null };
  switch (state.kind) {
    case 'waits':
    case 'charging':
    case 'unknown':
      return { ...asked, ...none };
    case 'bought':
    case 'given-back': {
      const { invoice, boughtAt, amount: bought } = state.lot;
      return { ...asked, ...none, endedAt: toIso(boughtAt), invoice, bought: decimal(bought, currency) };
    }
    case 'declined':
      return { ...asked, ...none, endedAt: toIso(state.at), reason: state.reason };
    case 'not-bought':
    case 'not-confirmed':
      return { ...asked, ...none, endedAt: toIso(state.at) };
    default:
      return unreachable(state);
  }
}

function tableOf(
  session: Session,
  listed: readonly Listed[],
  { terms, hasMore }: { readonly terms: Terms; readonly hasMore: boolean },
): string {
  const { timeZone, currency } = terms;
  const rows = listed.map(({ key, requestedAt, purpose, amount, state, invoice, bought, reason }) => [
    ...[dayAndTime(Date.parse(requestedAt), timeZone), purpose, amount, stateNames[state]],
    ...[invoice === null ? '' : String(invoice), bought ?? '', reason ?? '', key],
  ]);
  return [
    `amounts in ${currency}, times in ${timeZone}`,
    ...table(session, columns, rows),
    ...(hasMore ? capped(1, '--limit shows more') : []),
  ].join('\n');
}

const stateNames: Readonly<Record<Listed['state'], string>> = {
  waits: 'waits',
  charging: 'being charged',
  unknown: 'outcome unknown',
  bought: 'bought',
  'given-back': 'given back',
  declined: 'declined',
  'not-bought': 'not bought',
  'not-confirmed': 'not confirmed in time',
};

const columns = {
  requested: 'left',
  what: 'left',
  amount: 'right',
  state: 'left',
  invoice: 'right',
  bought: 'right',
  reason: 'left',
  key: 'left',
} as const;
