import {
  balanceOf,
  dayMs,
  dayOf,
  decimal,
  roundedToCurrency,
  toIso,
  type DryRun,
  type Forecast,
  type Instant,
} from '../../core/index.ts';
import { outlookOf, rehearse } from '../wallets/outlook.ts';
import { counted, times } from './speech.ts';
import { table } from './table.ts';
import { print } from './terminal.ts';
import { verb } from './verb.ts';
import { readOpen } from './wallet.ts';

export const forecast = verb({
  name: 'forecast',
  about: 'when it runs out, what expires unused, what the rule would have done',
  example: 'forecast',
  options: {},
  run: async session => {
    const { now } = session;
    const found = await readOpen(session);
    const { wallet, terms } = found;
    const { currency, timeZone } = terms;
    const outlook = await outlookOf(session, found, now);
    const money = (amount: number | bigint): string => decimal(amount, currency);
    const about = (amount: number): string => `about ${money(roundedToCurrency(amount, currency))} ${currency}`;
    const day = (at: Instant | null): string | null => (at === null ? null : dayOf(at, timeZone));
    const { runsOut, expiring, suggestion } = outlook;
    const rehearsal = await rehearse(session, found, now);
    const run = wallet.rule === undefined ? undefined : rehearsal?.(wallet.rule);
    const balance = balanceOf(wallet.pool, now);
    print(
      session,
      {
        estimate: true,
        currency,
        basedOnDays: outlook.basedOn.days,
        notYetSeen: money(outlook.notYetSeen),
        runsOut:
          runsOut === null
            ? null
            : { at: day(runsOut.at), earliest: day(runsOut.earliest), latest: day(runsOut.latest) },
        expiring: expiring.map(({ lotId, at, amount }) => ({ lot: lotId, at: toIso(at), amount: money(amount) })),
        suggested: { trigger: money(suggestion.trigger), rechargeWith: money(suggestion.rechargeWith) },
        weekdays: outlook.weekdays.map(({ weekday, mean, spread }) => ({
          weekday,
          mean: money(mean),
          spread: money(spread),
        })),
        dryRun: run === undefined ? null : dryRunJson(run, money),
      },
      [
        `balance ${money(balance)} ${currency}; not yet seen: ${about(outlook.notYetSeen)}`,
        `estimates from ${counted(outlook.basedOn.days, 'day')} of calls, ${money(outlook.basedOn.amount)} ${currency} in all`,
        runsOutText(runsOut, { balance, now, day }),
        ...(expiring.length === 0
          ? []
          : table(
              session,
              { lot: 'right', 'expires unused': 'left', amount: 'left' },
              expiring.map(({ lotId, at, amount }) => [lotId, dayOf(at, timeZone), about(amount)]),
            )),
        `suggested: recharge with ${money(suggestion.rechargeWith)} ${currency} below ${money(suggestion.trigger)} ${currency}`,
        ...(run === undefined ? [] : [dryRunText(run, amount => `${money(amount)} ${currency}`)]),
      ].join('\n'),
    );
  },
});

function runsOutText(
  runsOut: Forecast['runsOut'],
  {
    balance,
    now,
    day,
  }: { readonly balance: number; readonly now: Instant; readonly day: (at: Instant | null) => string | null },
): string {
  if (balance < 0) return 'has run out: more was used than there was';
  if (runsOut === null) return 'the credits do not run out before they expire';
  if (balance === 0) return 'has run out';
  if (runsOut.at <= now) return 'has probably run out: what is left is less than what is not yet seen';
  return `runs out on ${day(runsOut.at)} (between ${day(runsOut.earliest)} and ${day(runsOut.latest) ?? 'never'})`;
}

function dryRunText(run: DryRun, money: (amount: number | bigint) => string): string {
  const { charges, charged, lowest } = run;
  const days = counted(rehearsedDays(run), 'day');
  if (charges.length === 0) return `the rule would not have charged in ${days}; lowest balance ${money(lowest)}`;
  return `the rule would have charged ${times(charges.length)} in ${days}, ${money(charged)} in all; lowest balance ${money(lowest)}`;
}

const dryRunJson = (run: DryRun, money: (amount: number | bigint) => string) => ({
  days: rehearsedDays(run),
  charges: run.charges.map(({ at, amount }) => ({ at: toIso(at), amount: money(amount) })),
  charged: money(run.charged),
  lowest: money(run.lowest),
  capped: run.capped,
});

const rehearsedDays = ({ from, to }: DryRun): number => Math.max(1, Math.round((to - from) / dayMs));
